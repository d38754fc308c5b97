import type { MockAccess } from './access.js';

type Row = readonly [label: string, value: string];

interface Section {
  readonly title: string;
  readonly rows: readonly Row[];
}

const BANNER = [
  '模拟服务，仅供测试；以下凭据均为模拟值，不能用于真实环境',
  'mock, for tests only; every credential below is a mock one and opens nothing real',
];
const FOOTER = ['按 Ctrl-C 结束', 'press Ctrl-C to end'];

/** The mocks as a person reads them; labels are those of the screens they are typed into. */
export function mockTable({ piaozone, xinghan, galaxy, eas }: MockAccess): string {
  const sections: Section[] = [
    { title: '发票云 piaozone', rows: [['地址 base URL', piaozone.baseUrl]] },
    { title: '租户授权 tenant', rows: tripleRows(piaozone.tenant) },
    ...piaozone.enterprises.map((enterprise) => ({
      title: '企业授权 enterprise',
      rows: [['企业 name', enterprise.name], ['税号 tax number', enterprise.taxNo], ...tripleRows(enterprise)] as Row[],
    })),
    { title: '星瀚 xinghan', rows: cosmicRows(xinghan) },
    { title: '星空旗舰版 galaxy', rows: [...cosmicRows(galaxy), ['x-acgw-identity', galaxy.gatewayIdentity]] },
    {
      title: 'EAS',
      rows: [
        ['地址 base URL', eas.baseUrl],
        ['用户 userName', eas.userName],
        ['密码 password', eas.password],
        ['slnName', eas.slnName],
        ['数据中心 dcName', eas.dcName],
      ],
    },
  ];
  const width = Math.max(...sections.flatMap(({ rows }) => rows.map(([label]) => displayWidth(label))));
  const body = sections.flatMap(({ title, rows }) => ['', title, ...rows.map(([label, value]) => `  ${padded(label, width)}  ${value}`)]);
  return `${[...BANNER, ...body, '', ...FOOTER].join('\n')}\n`;
}

function tripleRows({ clientId, clientSecret, encryptKey }: MockAccess['piaozone']['tenant']): Row[] {
  return [
    ['授权账号 ClientID', clientId],
    ['授权密钥 ClientSecret', clientSecret],
    ['加密key EncryKey', encryptKey],
  ];
}

function cosmicRows({ baseUrl, accountId, appId, appSecret, user, businessSystemCode }: MockAccess['xinghan']): Row[] {
  return [
    ['地址 base URL', baseUrl],
    ['数据中心 accountId', accountId],
    ['应用 appId', appId],
    ['应用密钥 appSecret', appSecret],
    ['用户 user', user],
    ['业务系统 businessSystemCode', businessSystemCode],
  ];
}

function padded(label: string, width: number): string {
  return label + ' '.repeat(width - displayWidth(label));
}

/** Columns of a terminal: Chinese characters and full-width marks take two. */
export function displayWidth(text: string): number {
  return [...text].reduce((width, character) => width + (/[\p{Script=Han}\u3000-\u303f\uff00-\uff60]/u.test(character) ? 2 : 1), 0);
}
