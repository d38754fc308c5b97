export type Testkit = typeof import('@piaozone/testkit');

export type LoadTestkit = () => Promise<Testkit>;

/** Only `piaozone mock` needs the mocks: an optional peer, loaded when asked for. */
export const loadInstalledTestkit: LoadTestkit = () => import('@piaozone/testkit');
