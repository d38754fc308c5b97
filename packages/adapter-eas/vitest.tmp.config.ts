import base from '/work/main/vitest.config.ts';
const b = base as any;
b.root = '/work/main';
b.resolve.alias.unshift({ find: /^@piaozone\/core\/adapter$/, replacement: '/tmp/eas/adapter-shim.ts' });
export default b;
