import { describe, expect, it } from 'vitest';
import { sharedAuthorization } from '../../src/credentials/authorization.js';
import { type AuthorizationMail, readAuthorizationMail } from '../../src/credentials/mail/read-mail.js';
import { resolveOptions } from '../../src/options.js';
import { CANARY } from '../support/canary.js';
import { everythingShown } from '../support/everything.js';

const [TAX_A, TAX_B] = ['91440300MA5FAKE001', '91440300MA5FAKE002'];
const A = { clientId: 'idOfA1', clientSecret: `${CANARY}-a`, encryptKey: '0123456789abcdef' };
const B = { clientId: 'idOfB2', clientSecret: `${CANARY}-b`, encryptKey: 'k#y-w1th_p+nct=!' };
const T = { clientId: 'TN_tenant', clientSecret: `${CANARY}-t`, encryptKey: 'fedcba9876543210' };

/** With the secrets in the open, to be compared. */
function open({ enterprises, tenant, activationCode, operationKey, operationLink }: AuthorizationMail) {
  const triple = ({ clientId, clientSecret, encryptKey }: AuthorizationMail['enterprises'][number]['triple']) => ({
    clientId,
    clientSecret: clientSecret?.reveal(),
    encryptKey: encryptKey?.reveal(),
  });
  return {
    enterprises: enterprises.map(({ taxNo, companyName, triple: parts }) => ({ taxNo, companyName, ...triple(parts) })),
    tenant: tenant === undefined ? undefined : triple(tenant.triple),
    activationCode: activationCode?.reveal(),
    operationKey: operationKey?.reveal(),
    operationLink: operationLink?.reveal(),
  };
}

const WHOLE = {
  enterprises: [
    { taxNo: TAX_A, companyName: '模拟一号有限公司', ...A },
    { taxNo: TAX_B, companyName: '模拟二号有限公司', ...B },
  ],
  tenant: T,
  activationCode: 'ABC123',
  operationKey: undefined,
  operationLink: undefined,
};

const lines = (owner: string, { clientId, clientSecret, encryptKey }: typeof A, colon = '：') =>
  `${owner}\nClientID（授权账号）${colon}${clientId}\nClientSecret（授权密钥）${colon}${clientSecret}\nEncryKey（加密key）${colon}${encryptKey}\n`;

/** Invented: how the mails are really laid out is not published. */
const LAYOUTS: Record<string, string> = {
  'plain lines under headings': [
    '尊敬的客户：您好！您的订单已激活，以下为授权信息：',
    '一、租户级授权信息',
    lines('', T),
    '二、企业级授权信息',
    lines(`企业名称：模拟一号有限公司\n企业税号：${TAX_A}`, A),
    lines(`企业名称：模拟二号有限公司\n企业税号：${TAX_B}`, B),
    '激活码：ABC123（24小时内有效）',
    '如有疑问请联系：service@example.invalid，电话：400-000-0000',
  ].join('\n'),

  'half-width colons, other spellings, Windows line ends': [
    lines(`公司名称: 模拟一号有限公司\n税号: ${TAX_A}`, A, ' : '),
    `纳税人识别号:${TAX_B}\n企业名称:模拟二号有限公司\nclient_id: ${B.clientId}\n授权秘钥: ${B.clientSecret}\nEncrypt Key: ${B.encryptKey}`,
    `租户ClientID: ${T.clientId}\n租户ClientSecret: ${T.clientSecret}\n租户EncryKey: ${T.encryptKey}\n激活码: ABC123`,
  ]
    .join('\n')
    .replaceAll('\n', '\r\n'),

  'a table with its labels in the first row, pasted with tabs': [
    '企业授权',
    '序号\t企业名称\t企业税号\tClientID（授权账号）\tClientSecret（授权秘钥）\tEncryKey（加密key）\t备注',
    `1\t模拟一号有限公司\t${TAX_A}\t${A.clientId}\t${A.clientSecret}\t${A.encryptKey}\t`,
    `2\t模拟二号有限公司\t${TAX_B}\t${B.clientId}\t${B.clientSecret}\t${B.encryptKey}\t无`,
    '',
    '租户授权',
    'ClientID\tClientSecret\tEncryKey',
    `${T.clientId}\t${T.clientSecret}\t${T.encryptKey}`,
    '激活码\tABC123',
  ].join('\n'),

  'a table of label and value, with bars': [
    ...[
      ['企业名称', '模拟一号有限公司', '企业税号', TAX_A],
      ['授权账号', A.clientId, '授权密钥', A.clientSecret],
      ['加密key', A.encryptKey, '', ''],
      ['企业名称', '模拟二号有限公司', '企业税号', TAX_B],
      ['授权账号', B.clientId, '授权密钥', B.clientSecret],
      ['加密key', B.encryptKey, '', ''],
      ['租户授权账号', T.clientId, '租户授权密钥', T.clientSecret],
      ['租户加密key', T.encryptKey, '激活码', 'ABC123'],
    ].map((cells) => `| ${cells.join(' | ')} |`),
  ].join('\n'),

  'values on the line below, in a quoted reply': [
    '企业名称',
    '模拟一号有限公司',
    '企业税号：',
    '',
    TAX_A,
    'ClientID（授权账号）',
    A.clientId,
    'ClientSecret（授权密钥）：',
    A.clientSecret,
    'EncryKey（加密key）',
    A.encryptKey,
    '',
    lines(`企业名称：模拟二号有限公司\n企业税号：${TAX_B}`, B),
    '租户级别授权：',
    lines('', T),
    '激活码：',
    'ABC123',
  ]
    .flatMap((line) => line.split('\n'))
    .map((line) => `> > ${line}`)
    .join('\n'),

  'several pairs in a line': [
    `企业名称：模拟一号有限公司，企业税号：${TAX_A}，ClientID（授权账号）：${A.clientId}；ClientSecret（授权密钥）：${A.clientSecret}；EncryKey（加密key）：${A.encryptKey}`,
    `企业名称：模拟二号有限公司 企业税号：${TAX_B} ClientID：${B.clientId} ClientSecret：${B.clientSecret} EncryKey：${B.encryptKey}`,
    `租户授权`,
    `ClientID=${T.clientId} ClientSecret=${T.clientSecret} EncryKey=${T.encryptKey}`,
    '激活码 ： ABC123',
  ].join('\n'),

  HTML: `<html><head><style>td { color: red }</style><title>授权</title></head><body>
    <script>var clientId = "ClientID：nonsense";</script>
    <p>您好&nbsp;！<br/>企业级授权</p>
    <table border="1"><tr><th>企业名称</th><th>企业税号</th><th>ClientID<br>（授权账号）</th><th>ClientSecret（授权密钥）</th><th>EncryKey（加密key）</th></tr>
    </table>
    <table><tbody>
    ${[
      { name: '模拟一号有限公司', taxNo: TAX_A, ...A },
      { name: '模拟二号有限公司', taxNo: TAX_B, ...B },
    ]
      .map(
        ({ name, taxNo, clientId, clientSecret, encryptKey }) => `
      <tr><td style="width: 20%">企业名称</td><td><b>${name}</b></td></tr>
      <tr><td>企业税号</td><td>&nbsp;${taxNo}&#160;</td></tr>
      <tr><td>ClientID（授权账号）</td><td><span
         class="x">${clientId}</span></td></tr>
      <tr><td>ClientSecret（授权密钥）</td><td>${clientSecret}</td></tr>
      <tr><td>EncryKey（加密key）</td><td>${encryptKey.replace('+', '&#x2b;')}</td></tr>`,
      )
      .join('')}
    </tbody></table>
    <div>租户级授权：</div><div>ClientID（授权账号）：${T.clientId}</div><div>ClientSecret：<font color="red">${T.clientSecret}</font></div><div>EncryKey：${T.encryptKey}</div>
    <p>激活码：<strong>ABC123</strong></p></body></html>`,
};

describe('an authorization mail', () => {
  it.each(Object.entries(LAYOUTS))('%s', (_name, text) => {
    const mail = readAuthorizationMail(text);
    expect(open(mail)).toEqual(WHOLE);
    expect(mail.missing).toEqual([]);
    // One layout has a remark behind the activation code, which is told.
    expect(mail.warnings).toHaveLength(text.includes('24小时内有效') ? 1 : 0);
    expect(everythingShown(mail)).not.toContain(CANARY);
  });

  it('gives triples that createPiaozone takes as they are', () => {
    const { enterprises, tenant } = readAuthorizationMail(LAYOUTS['HTML'] ?? '');
    const authorization = sharedAuthorization({ enterprise: enterprises[0]?.triple as never, tenant: tenant?.triple as never });
    expect(resolveOptions({ environment: 'test', authorization }, {}).authorization.all()).toHaveLength(2);
  });

  it('of the activation: key and link', () => {
    const mail = readAuthorizationMail('操作链接：https://a.example.invalid/x?y=1&z=2\n操作秘钥：K-99');
    expect(open(mail)).toMatchObject({ operationLink: 'https://a.example.invalid/x?y=1&z=2', operationKey: 'K-99', enterprises: [] });
    expect(everythingShown(mail)).not.toContain('K-99');
  });
});

describe('what the reader says', () => {
  const said = (text: string, kind: 'missing' | 'warnings') => readAuthorizationMail(text)[kind].map(({ zh }) => zh);

  it('nothing found', () => {
    expect(said('您好，附件是发票。', 'missing')).toEqual(['没有找到企业级授权', '没有找到租户级授权（ClientID 以 TN_ 开头）', '没有找到激活码']);
    expect(said('', 'missing')).toHaveLength(3);
  });

  it('a triple that is incomplete, by whom', () => {
    expect(said(`企业名称：甲\n企业税号：${TAX_A}\nClientID：x\nEncryKey：0123456789abcdef`, 'missing')).toContain(
      `${TAX_A}的授权缺少 ClientSecret（授权密钥）`,
    );
    expect(said('ClientID：x\nClientSecret：y\nEncryKey：0123456789abcdef', 'missing')).toContain('一组企业授权没有企业税号');
  });

  it('a label without a value', () => {
    expect(said('ClientSecret（授权密钥）：\nEncryKey：0123456789abcdef', 'missing')).toContain('“ClientSecret（授权密钥）”后面没有值');
    expect(said('激活码\n\n\n\n\nABC', 'missing')).toContain('“激活码”后面没有值');
  });

  it('a value without a label is never taken', () => {
    expect(open(readAuthorizationMail(`${A.clientId}\n${A.clientSecret}\n${A.encryptKey}\n其他：abc`)).enterprises).toEqual([]);
  });

  it('a tax number behind a triple that has none is given to nobody; behind the tenant’s it begins the next', () => {
    const after = `${lines('', A)}企业税号：${TAX_A}\n${lines('', B)}企业税号：${TAX_B}\n`;
    expect(open(readAuthorizationMail(after)).enterprises.map(({ taxNo, clientId }) => [taxNo, clientId])).toEqual([
      [undefined, A.clientId],
      [undefined, B.clientId],
    ]);
    expect(said(after, 'warnings')).toHaveLength(2);
    const tenantFirst = `${lines('', T)}企业税号：${TAX_A}\n${lines('', A)}企业税号：${TAX_B}\n${lines('', B)}`;
    expect(open(readAuthorizationMail(tenantFirst)).enterprises.map(({ taxNo }) => taxNo)).toEqual([TAX_A, TAX_B]);
    expect(said(tenantFirst, 'warnings')).toEqual([]);
  });

  it('a label whose two halves contradict each other means nothing', () => {
    expect(open(readAuthorizationMail('ClientID（授权密钥）：x')).enterprises).toEqual([]);
    expect(open(readAuthorizationMail('ClientID（见附件）：x')).enterprises).toMatchObject([{ clientId: 'x' }]);
  });

  it('a column of labels before a column of values is not guessed at', () => {
    const column = ['企业名称', 'ClientID', 'ClientSecret', '', 'x', 'y', '甲'];
    expect([open(readAuthorizationMail(column.join('\n'))).enterprises, said(column.join('\n'), 'missing').length]).toEqual([[], 6]);
    expect(open(readAuthorizationMail(column.map((line) => `${line}：`).join('\n'))).enterprises).toEqual([]);
  });

  it('what stands below a label and is no credential is not taken for one', () => {
    expect(open(readAuthorizationMail('ClientSecret（授权密钥）\n请妥善保管\n激活码\na b')).enterprises).toEqual([]);
  });

  it('an empty cell shifts nothing, and a row that does not fit is left', () => {
    const header = '企业名称\t企业税号\tClientID\tClientSecret\tEncryKey';
    const [row] = open(readAuthorizationMail(`${header}\n\t\tx\t\t${A.encryptKey}`)).enterprises;
    expect(row).toEqual({ taxNo: undefined, companyName: undefined, clientId: 'x', clientSecret: undefined, encryptKey: A.encryptKey });
    const text = `${header}\n甲\tx\ty\t${A.encryptKey}`;
    expect([open(readAuthorizationMail(text)).enterprises, said(text, 'warnings')]).toEqual([[], ['表格中有一行的列数与表头不同，没有采用']]);
  });

  it('more text behind a value', () => {
    const text = `ClientSecret：${CANARY} 请妥善保管`;
    expect(open(readAuthorizationMail(text)).enterprises[0]?.clientSecret).toBe(CANARY);
    expect(said(text, 'warnings')[0]).toContain('只取了前面的部分');
  });

  it('zero-width characters and quotes that were taken off', () => {
    const text = 'ClientID：\u200bx\u200b\nClientSecret：“y”\nEncryKey：0123456789abcdef';
    expect(open(readAuthorizationMail(text)).enterprises[0]).toMatchObject({ clientId: 'x', clientSecret: 'y' });
    expect(said(text, 'warnings')).toHaveLength(2);
  });

  it('a level that the heading gives wrongly: the client id decides', () => {
    const mail = readAuthorizationMail(`租户授权\n${lines('', A)}企业授权\n${lines('', T)}`);
    expect([mail.enterprises[0]?.triple.clientId, mail.tenant?.triple.clientId, mail.warnings.length]).toEqual([A.clientId, T.clientId, 2]);
  });

  it('a key that is cut, a tax number that is none, two activation codes, two tenants', () => {
    const text = `企业税号：9144\n${lines('', { ...A, encryptKey: '0123' })}${lines('', T)}${lines('', { ...T, clientId: 'TN_2' })}激活码：1\n激活码：2`;
    const warnings = said(text, 'warnings').join('\n');
    for (const part of ['9144加密 key 不是 16 字节', '税号 9144 的格式不对', '“激活码”有两个不同的值', '不止一组租户级授权'])
      expect(warnings).toContain(part);
  });

  it.each([
    ['<', '<'.repeat(400_000)],
    ['tags that do not end', '<div '.repeat(80_000)],
    ['blocks that do not end', `<p>${'<script>'.repeat(50_000)}`],
    ['colons', '：'.repeat(400_000)],
    ['labels', 'ClientID：'.repeat(40_000)],
    ['lines of labels', 'ClientID\n'.repeat(40_000)],
    ['blanks of two kinds', ' \u00a0'.repeat(200_000)],
    ['quotes', '> '.repeat(200_000)],
    ['entities', '&#'.repeat(200_000)],
    ['parentheses', '（'.repeat(400_000)],
    ['cells', 'a\t'.repeat(200_000)],
  ])('is harmless to itself: %s', (_name, text) => {
    expect(readAuthorizationMail(text).tenant).toBeUndefined();
  });
});
