import { type Environment, isPublicHost } from '../environments.js';

/**
 * What this installation uses, for the hosts it needs (business-rules §7.3). `issuing` of the standard edition needs the base address only;
 * `flagship-issuing` is that of 旗舰版, `wechat` the notices to e-tax account holders, `leqi` the 乐企 channel.
 */
export type Feature = 'issuing' | 'flagship-issuing' | 'receiving' | 'wechat' | 'leqi';

export const FEATURES: readonly Feature[] = ['issuing', 'flagship-issuing', 'receiving', 'wechat', 'leqi'];

/** One entry of the whitelist. */
export interface Host {
  readonly host: string;
  readonly port: number;
  /** The feature that needs it. */
  readonly feature: Feature;
}

const KINGDEE = ['api.kingdee.com', 'smsyun.kingdee.com', 'mcapi.kingdee.com'];
const PRODUCTION_ISSUING = ['cosmic-pro', 'cosmic', 'cosmic-demo', 'img', 'title'];
const TEST_ISSUING = ['cosmic-demo', 'img-test', 'oms-test', 'title'];
const piaozone = (names: readonly string[]) => names.map((name) => `${name}.piaozone.com`);

const TABLE: Readonly<Record<'production' | 'test', Readonly<Record<Feature, readonly string[]>>>> = {
  production: hostsOf([...piaozone(PRODUCTION_ISSUING), ...KINGDEE]),
  test: hostsOf([...piaozone(TEST_ISSUING), ...KINGDEE]),
};
const PORTS: Readonly<Record<string, number>> = { 'lqpt.chinatax.gov.cn': 8443 };

function hostsOf(flagshipIssuing: readonly string[]): Record<Feature, readonly string[]> {
  return {
    issuing: [],
    'flagship-issuing': flagshipIssuing,
    receiving: ['api.kingdee.com'],
    wechat: ['api.weixin.qq.com'],
    leqi: ['lqpt.chinatax.gov.cn'],
  };
}

/** The hosts `features` need besides the base address itself, each once. An address of one's own has none: what stands behind it is not known. */
export function hostsFor({ kind, baseUrl }: Environment, features: readonly Feature[]): Host[] {
  if (kind === 'custom' || !isPublicHost(new URL(baseUrl).hostname)) return [];
  const hosts = new Map<string, Host>();
  for (const feature of features) {
    for (const host of TABLE[kind][feature]) hosts.set(host, { host, port: PORTS[host] ?? 443, feature });
  }
  return [...hosts.values()];
}
