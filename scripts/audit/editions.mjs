// The editions whose literals are audited: where their two sides live, and which documents of the reference hold their wire facts, the deciding one first.
export const EDITIONS = {
  standard: {
    title: 'the standard edition',
    folders: { sdk: ['packages/standard/src'], mock: ['packages/testkit/src/piaozone', 'packages/testkit/src/common'] },
    documents: ['standard-edition', 'business-rules', 'reliability'],
  },
  cosmic: {
    title: 'the 苍穹 platform and the flagship edition',
    folders: {
      sdk: ['packages/cosmic/src', 'packages/adapter-xinghan/src', 'packages/adapter-galaxy/src'],
      mock: ['packages/testkit/src/cosmic', 'packages/testkit/src/common'],
    },
    documents: ['flagship-and-cosmic', 'business-rules', 'reliability', 'standard-edition'],
  },
};
