import type { MockCosmicOptions, MockPiaozone } from '@piaozone/testkit';

/** The mocks' own; a module brings others. */
const BUSINESS_SYSTEM = 'ERP01';

/**
 * A mock 苍穹 that issues for the companies of the mock cloud, also for programs in other languages: with a business system, and callbacks that go out by
 * themselves once `POST /__mock/businessSystem {"code": …, "callbackUrl": …}` has given it an address. What the caller's module says comes first.
 */
export function cosmicOptions(seed: string, given: MockCosmicOptions, { enterprises }: Pick<MockPiaozone, 'enterprises'>): MockCosmicOptions {
  const { settings, ...sim } = given.sim ?? {};
  return {
    // Seeds of their own: the credentials of one must not open the other.
    seed,
    businessSystems: [{ code: BUSINESS_SYSTEM }],
    ...given,
    sim: {
      enterprises: enterprises.map(({ taxNo, name }) => ({ taxNo, name })),
      ...sim,
      settings: { ...settings, callbacks: { deliver: 'clock', ...settings?.callbacks } },
    },
  };
}
