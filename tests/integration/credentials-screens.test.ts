import { easScreens } from '@piaozone/adapter-eas';
import { galaxyScreens } from '@piaozone/adapter-galaxy';
import { xinghanScreens } from '@piaozone/adapter-xinghan';
import { type AuthorizationScreen, createPiaozone, joinScreens, readScreen, type ScreenReading, type ScreenValues, Secret } from '@piaozone/core';
import { describe, expect, it } from 'vitest';
import { plainLabel } from '../../packages/core/src/credentials/screens/labels.js';
import { CANARY } from '../../packages/core/test/support/canary.js';
import { everythingShown } from '../../packages/core/test/support/everything.js';

const KEY = '0123456789abcdef';
const TAX_A = '91440300MA5FAKE001';
const TAX_B = '91440300MA5FAKE002';
const SECRET = `${CANARY}-s`;

/** 星空企业版 has no adapter here: a table of somebody else's ERP, by the names of business-rules §1.2 and §6. */
const k3cloudScreens: readonly AuthorizationScreen[] = [
  {
    title: '金税连接设置',
    menus: ['财务会计→发票管理→金税连接设置'],
    holds: 'organization',
    fields: [
      { labels: ['业务组织'], means: { setting: 'organization' } },
      { labels: ['企业名称'], means: { setting: 'companyName' } },
      { labels: ['纳税人识别号'], means: { setting: 'taxNo' } },
      { labels: ['开票地址'], means: { setting: 'issueAddress' } },
      { labels: ['票无忧clientId'], means: 'clientId' },
      { labels: ['票无忧clientSecrect'], means: 'clientSecret' },
      { labels: ['票无忧加密秘钥'], means: 'encryptKey' },
    ],
  },
];

const open = ({ triple: { clientId, clientSecret, encryptKey } }: ScreenReading) => [clientId, clientSecret?.reveal(), encryptKey?.reveal()];
const severities = ({ findings }: ScreenReading) => findings.map(({ severity, label, diagnosis }) => [severity, label, diagnosis]);
const MAIN = {
  url: 'https://api-dev.piaozone.com/test',
  代理: '',
  是否使用原授权: '否',
  'Client id': 'abc',
  'Client Secret': SECRET,
  'Encrypt Key': KEY,
};

describe('every screen of every ERP', () => {
  const cases = Object.entries({ xinghanScreens, galaxyScreens, easScreens, k3cloudScreens }).flatMap(([erp, screens]) =>
    screens.map((screen) => [`${erp} ${screen.title}`, screens, screen] as const),
  );

  it.each(cases)('%s', (_name, screens, screen) => {
    const isTenant = screen.holds === 'tenant';
    const values = { clientId: isTenant ? 'TN_abc' : 'abc', clientSecret: SECRET, encryptKey: KEY } as const;
    // Every label of every field is its own way in.
    const longest = Math.max(...screen.fields.map(({ labels }) => labels.length));
    for (let i = 0; i < longest; i += 1) {
      const filled: Record<string, string> = {};
      for (const { labels, means } of screen.fields) {
        const label = labels[Math.min(i, labels.length - 1)] ?? '';
        if (typeof means === 'string') filled[label] = values[means];
        else filled[label] = means.setting === 'taxNo' ? TAX_A : means.form === 'yes-no' ? '是' : `${CANARY}-${means.setting}`;
      }
      const reading = readScreen(screens, screen.title, filled);
      expect(reading.findings.filter(({ severity }) => severity !== 'note')).toEqual([]);
      const parts = screen.fields.flatMap(({ means }) => (typeof means === 'string' ? [means] : []));
      expect(Object.keys(reading.triple).sort()).toEqual([...parts].sort());
      expect(Object.keys(reading.settings)).toEqual(screen.fields.flatMap(({ means }) => (typeof means === 'string' ? [] : [means.setting])));
      for (const part of parts) expect(part === 'clientId' ? reading.triple.clientId : reading.triple[part]?.reveal()).toBe(values[part]);
    }
  });

  it.each(cases)('%s: no label stands for two fields', (_name, _screens, screen) => {
    const labels = screen.fields.flatMap((field) => field.labels.map(plainLabel));
    expect(new Set(labels).size).toBe(labels.length);
  });

  it('are declared by the adapters under titles that differ', () => {
    for (const screens of [xinghanScreens, galaxyScreens, easScreens]) expect(new Set(screens.map(({ title }) => title)).size).toBe(screens.length);
  });
});

describe('labels', () => {
  const read = (values: ScreenValues) => readScreen(xinghanScreens, '发票云授权配置', values);

  it.each([
    ['Client id', 'Client Secret', 'Encrypt Key'],
    ['授权码', '授权密钥', '加密密钥'],
    ['ClientID(授权账号)', 'ClientSecret（授权秘钥）', 'EncryKey(加密key)'],
    ['* CLIENT ID：', 'client  secret:', 'ＥｎｃｒｙｐｔKey'],
    ['\u200b授权码 ', '授权秘钥', '加密秘钥'],
  ])('%s, %s, %s', (id, secret, key) => {
    expect(open(read({ [id]: 'abc', [secret]: SECRET, [key]: KEY }))).toEqual(['abc', SECRET, KEY]);
  });

  it('that the screen does not have are named, and their values left alone', () => {
    const reading = read({ 'Client id': 'abc', 客户端标识: SECRET });
    expect(severities(reading)).toEqual([['warning', '客户端标识', undefined]]);
    expect(everythingShown(reading)).not.toContain(CANARY);
  });

  it('a title that is not in the table is refused with those that are', () => {
    expect(() => readScreen(xinghanScreens, '金税互联设置', {})).toThrow(/发票云授权配置、发票云配置、维护租户授权信息/);
  });
});

describe('values', () => {
  const read = (values: ScreenValues) => readScreen(xinghanScreens, '发票云授权配置', values);

  it.each([
    ['blanks', ` ${SECRET}\n`],
    ['full-width blanks', `\u3000${SECRET}\u3000`],
    ['zero width', `\u200b${SECRET.slice(0, 4)}\u200d${SECRET.slice(4)}\ufeff`],
    ['quotes', `“ ${SECRET} ”`],
    ['ASCII quotes', `"${SECRET}"`],
  ])('%s are taken off with a warning, from text, bytes and secrets alike', (_name, dirty) => {
    for (const value of [dirty, Buffer.from(dirty), new Secret(dirty), new Secret(Buffer.from(dirty))]) {
      const reading = read({ 'Client Secret': value });
      expect(reading.triple.clientSecret?.reveal()).toBe(SECRET);
      expect(severities(reading)[0]).toEqual(['warning', 'Client Secret', 'TRIPLE_HAS_BLANKS']);
      expect(everythingShown(reading)).not.toContain(CANARY);
    }
  });

  it('quotes stay where they make up the sixteen bytes of a key', () => {
    const key = '"0123456789abcd"';
    expect(read({ 'Encrypt Key': key }).triple.encryptKey?.reveal()).toBe(key);
    expect(read({ 'Encrypt Key': `"${KEY}"` }).triple.encryptKey?.reveal()).toBe(KEY);
  });

  it('blanks inside are told, not touched', () => {
    const reading = read({ 'Client Secret': 'a b', url: 'https://a b' });
    expect([open(reading)[1], severities(reading).length]).toEqual(['a b', 1]);
  });

  it('zeroes the copies it makes of a secret', () => {
    const secret = new Secret(Buffer.from(` ${SECRET}`));
    const copies: Buffer[] = [];
    const { bytes } = secret;
    secret.bytes = () => {
      const copy = bytes.call(secret);
      copies.push(copy);
      return copy;
    };
    read({ 'Client Secret': secret });
    expect(copies.map((copy) => copy.some((byte) => byte !== 0))).toEqual([false]);
  });

  it('the caller’s bytes stay as they are', () => {
    const bytes = Buffer.from(SECRET);
    read({ 'Client Secret': bytes });
    expect(bytes.toString()).toBe(SECRET);
  });

  it('是 and 否', () => {
    const own = (value: string | boolean) => read({ 是否使用原授权: value }).settings['ownAuthorization'];
    expect(['是', 'TRUE', '1', true, '否', 'no', false, ' 否 '].map(own)).toEqual([true, true, true, true, false, false, false, false]);
    expect(severities(read({ 是否使用原授权: '也许' }))).toEqual([['error', '是否使用原授权', undefined]]);
  });

  it('two different values for one field', () => {
    expect(severities(read({ 'Client id': 'a', 授权码: 'b' }))).toEqual([['error', '授权码', undefined]]);
    expect(severities(read({ 'Client id': 'a', 授权码: 'a ' }))).toEqual([['warning', '授权码', 'TRIPLE_HAS_BLANKS']]);
  });

  it.each([
    ['a tenant id where an enterprise belongs', '发票云授权配置', { 'Client id': 'TN_x' }, 'TENANT_TRIPLE_AS_ENTERPRISE'],
    ['an enterprise id where the tenant belongs', '维护租户授权信息', { 授权账号: 'x' }, 'ENTERPRISE_TRIPLE_AS_TENANT'],
    ['an id in the place of the secret', '发票云配置', { 客户端标识: 'TN_x' }, 'CLIENT_ID_SECRET_SWAPPED'],
    ['the id twice', '发票云配置', { 发票云授权标识: 'x', 客户端标识: 'x' }, 'CLIENT_ID_SECRET_SWAPPED'],
    ['a key that is cut', '发票云授权配置', { 'Encrypt Key': '0123' }, 'ENCRYPT_KEY_LENGTH'],
  ])('%s', (_name, title, values, diagnosis) => {
    const errors = readScreen(xinghanScreens, title, values as unknown as ScreenValues).findings.filter(({ severity }) => severity === 'error');
    expect(errors).toMatchObject([{ diagnosis }]);
  });

  it('客户端标识 is the secret: told whenever it is filled', () => {
    const reading = readScreen(xinghanScreens, '发票云配置', { 发票云授权标识: 'x', 客户端标识: 'y', 企业税号: '9144' });
    expect(severities(reading)).toEqual([
      ['note', '客户端标识', undefined],
      ['error', '企业税号', undefined],
    ]);
  });
});

describe('what is missing', () => {
  it('and which screen has it: this one first, then those of the same level', () => {
    const reading = readScreen(easScreens, '组织单元', { 发票云授权id: 'x', 发票云授权秘钥: 'y' });
    expect(reading.missing).toEqual([
      { part: 'encryptKey', where: [{ screen: '金税互联设置', label: '加密密钥', menu: '税务管理→增值税发票管理→基础设置→金税互联设置' }] },
    ]);
    const [first] = readScreen(xinghanScreens, '发票云配置', {}).missing;
    expect(first?.where.map(({ screen, label }) => [screen, label])).toEqual([
      ['发票云配置', '发票云授权标识'],
      ['发票云配置', '发票云授权标识'],
      ['发票云授权配置', 'Client id（授权码）'],
    ]);
    expect(readScreen(xinghanScreens, '维护租户授权信息', {}).missing.flatMap(({ where }) => where.map(({ screen }) => screen))).toEqual(
      Array(3).fill('维护租户授权信息'),
    );
  });

  it('nothing, on a screen without authorization', () => {
    expect(readScreen(galaxyScreens, '发票回调配置', { 网关: CANARY })).toMatchObject({
      missing: [],
      settings: { gatewayIdentity: expect.any(Secret) },
    });
  });
});

describe('several screens together', () => {
  const resolved = (readings: readonly ScreenReading[]) => {
    const { authorization, environment } = joinScreens(readings);
    return createPiaozone({ ...(authorization && { authorization }), ...(environment && { environment }) }, {});
  };
  const main = (change: ScreenValues = {}) => readScreen(xinghanScreens, '发票云授权配置', { ...MAIN, ...change });
  const organization = (taxNo: string, id: string) =>
    readScreen(xinghanScreens, '发票云配置', { 企业税号: taxNo, 发票云授权标识: id, 客户端标识: `${SECRET}-${id}`, 接入标识: KEY });
  const tenant = readScreen(xinghanScreens, '维护租户授权信息', { 授权账号: 'TN_t', 授权密钥: 's', 加密key: KEY });

  it('否: one triple for all, with environment and proxy', () => {
    const { authorization, environment } = resolved([main(), organization(TAX_A, 'own'), tenant]);
    expect([authorization.mode, environment.kind]).toEqual(['shared', 'test']);
    expect(authorization.credentialFor({ level: 'enterprise', taxNo: TAX_A, operation: 'x' }).clientId).toBe('abc');
    expect(authorization.credentialFor({ level: 'tenant', operation: 'x' }).clientId).toBe('TN_t');
    expect(joinScreens([main({ 代理: '172.18.1.1:10086', url: 'https://nginx.example.invalid/fpy/' })])).toMatchObject({
      proxy: '172.18.1.1:10086',
      environment: { baseUrl: 'https://nginx.example.invalid/fpy' },
    });
    expect(joinScreens([main({ url: 'https://api.piaozone.com/' })]).environment).toBe('production');
  });

  it('是: each organization by its tax number', () => {
    const { authorization } = resolved([main({ 是否使用原授权: '是' }), organization(TAX_A, 'a'), organization(TAX_B, 'b')]);
    expect([TAX_A, TAX_B].map((taxNo) => authorization.credentialFor({ level: 'enterprise', taxNo, operation: 'x' }).clientId)).toEqual(['a', 'b']);
    const { findings } = joinScreens([main({ 是否使用原授权: '是' }), organization('', 'a')]);
    expect(findings.map(({ zh }) => zh)).toEqual([expect.stringContaining('没有企业税号')]);
  });

  it('the main triple is needed in either mode', () => {
    const joined = joinScreens([main({ 是否使用原授权: '是', 'Client Secret': '' }), organization(TAX_A, 'a')]);
    expect(joined.authorization).toBeUndefined();
    expect(joined.findings.map(({ zh }) => zh)).toEqual([expect.stringContaining('发票云授权配置'), expect.stringContaining('邮件推送')]);
  });

  it('EAS: 组织单元 has no key; it comes from the screen with the same client id, and only from there', () => {
    const unit = readScreen(easScreens, '组织单元', { 企业税号: TAX_A, 发票云授权码: 'x', 发票云授权密钥: SECRET });
    const link = (id: string) => readScreen(easScreens, '金税互联设置', { 发票云ID: id, 加密密钥: KEY });
    expect(joinScreens([unit, link('x')]).authorization).toMatchObject({ mode: 'shared', enterprise: { clientId: 'x' } });
    expect(joinScreens([unit, link('y')]).authorization).toBeUndefined();
  });

  it('nothing of it prints a secret', () => {
    expect(everythingShown(joinScreens([main(), organization(TAX_A, 'own')]))).not.toContain(CANARY);
  });
});
