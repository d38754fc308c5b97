import type { Bilingual } from '@piaozone/core/adapter';

/** What the reader can do about a text of the ERP (k3cloud §8). The first match counts. */
const HINTS: readonly (readonly [RegExp, Bilingual])[] = [
  [
    /数据中心无法获取/,
    {
      zh: 'acctId 应为数据中心ID（生成测试链接 中的 acctID），不是名称',
      en: 'acctId must be the id of the data centre (acctID in 生成测试链接), not its name',
    },
  ],
  [
    /用户名或密码错误/,
    {
      zh: '核对 username 与密码；约五次错误会锁定用户，修正前不要重试',
      en: 'check username and password; about five errors lock the user, so do not retry before',
    },
  ],
  [/次数超限/, { zh: '用户已被锁定，约 30 分钟后解除；先修正密码', en: 'the user is locked for about 30 minutes; correct the password first' }],
  [
    /002005000003016/,
    { zh: '签名或应用密钥不对：核对 appSecret，并按版本选择 digest', en: 'sign or secret are wrong: check appSecret, and digest by the version' },
  ],
  [
    /未指定允许调用WebAPI/,
    {
      zh: '在 基础管理→公共设置→参数设置→基础管理→BOS平台→WebAPI 的“允许调用WebAPI接口用户”中加入该用户',
      en: 'add the user to 允许调用WebAPI接口用户 under 基础管理→公共设置→参数设置→基础管理→BOS平台→WebAPI',
    },
  ],
  [/业务对象不存在/, { zh: '核对 formId', en: 'check formId' }],
  [/的字段不存在|查询串无法解析/, { zh: '核对字段标识与 waiting', en: 'check the keys of the fields and waiting' }],
  [/权限/, { zh: '给集成用户授予该单据与组织的权限', en: 'grant the integration user the form and the organization' }],
  [
    /会话信息已丢失/,
    {
      zh: '重新登录后仍然如此时，核对 acctId、第三方系统登录授权，以及数据中心是否被恢复过',
      en: 'if it stays so after a new login, check acctId, 第三方系统登录授权, and whether the data centre was restored',
    },
  ],
  [/拦截规则/, { zh: '过滤条件被拦截：简化 waiting', en: 'the filter was intercepted: simplify waiting' }],
  [/过期/, { zh: '核对本机时间', en: 'check the clock of this machine' }],
];

export function hintFor(text: string): Bilingual | undefined {
  return HINTS.find(([pattern]) => pattern.test(text))?.[1];
}
