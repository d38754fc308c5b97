import type { Bilingual } from '@piaozone/core/adapter';

/** Where `x-acgw-identity` is copied from (flagship-and-cosmic §2.6, §11.1). */
export const gatewayIdentityPlace: Bilingual = {
  zh: '复制位置：开放服务云→OpenApi→安全策略→第三方应用→应用详情→认证凭证→x-acgw-identity→查看（需输入当前账号的登录密码）或复制，填入 gatewayIdentity；在该处重置后旧值立即失效',
  en: 'Copy it from 开放服务云→OpenApi→安全策略→第三方应用→应用详情→认证凭证→x-acgw-identity→查看 (asks for your login password) or 复制 into `gatewayIdentity`; a reset there kills the old value at once',
};

export const wrongPrefix: Bilingual = {
  zh: '核对 baseUrl：应为浏览器地址中 /index.html 之前的部分，通常是多写或少写了一段 ierp 或租户路径；登录正常而只有此接口 404 时，核对该接口的 path 是否已发布',
  en: 'check baseUrl: it is the browser address before /index.html; usually one `ierp` or tenant segment too many or too few. If logins work and only this path is missing, check that the API is published under it',
};

export const sessionHint: Bilingual = {
  zh: '刚登录取得的令牌仍被拒绝：确认 nginx 没有丢弃带下划线的请求头（underscores_in_headers on），且该用户与第三方应用未被禁用',
  en: 'a token that was just issued is refused: make sure nginx keeps headers with underscores (underscores_in_headers on) and that user and third-party app are enabled',
};

export const appCredentials: Bilingual = {
  zh: '核对 app.id（第三方应用的系统编码）、app.secret（AccessToken 加密认证密钥，只显示一次，忘记须重设）与 accountId（数据中心id）；应用开启增强型认证时不能用两步登录；老版本可设 legacySecretField: true',
  en: 'check app.id (系统编码 of the third-party app), app.secret (AccessToken 加密认证密钥, shown once: set it anew if lost) and accountId (数据中心id); with the 增强型 switch on, two-step login is refused; for older versions try legacySecretField: true',
};

export const userCredentials: Bilingual = {
  zh: '核对 user 与 userType 是否相符（Mobile 手机号、Email 邮箱、UserName 用户名），该用户是否启用；新建应用默认开启增强型认证，会拒绝两步登录；星空旗舰版还须勾选“是否允许API1.0授权”',
  en: 'check that user and userType fit (Mobile, Email, UserName) and that the user is enabled; new apps have 增强型 switched on, which refuses two-step login; 星空旗舰版 also needs 是否允许API1.0授权',
};

export const enhancedCredentials: Bilingual = {
  zh: '核对 app.id（系统编码）、app.secret（增强型 AccessToken 的认证密钥）与 accountId；应用关闭了增强型认证时改用 authentication: two-step',
  en: 'check app.id (系统编码), app.secret (AccessToken key of the 增强型 card) and accountId; where the 增强型 switch of the app is off, use authentication: two-step',
};

export const enhancedParameters: Bilingual = {
  zh: '核对 user：须为第三方应用代理用户的用户名，而不是手机号；并确认本机时间与 ERP 相差不超过 5 分钟、请求没有被中间设备重发（nonce 只能用一次）',
  en: 'check user: it must be the user name, not the phone, of the 代理用户; make sure this clock is within 5 minutes of the ERP’s and that nothing in between sends requests twice (a nonce works once)',
};

export const digestRefused: Bilingual = {
  zh: '核对 app.secret（摘要认证卡片中的密钥，须先刷新并保存）、user 与 userType；并确认本机时间与 ERP 相差不超过 10 分钟，中间设备没有改动或重发请求',
  en: 'check app.secret (key on the 摘要认证 card, which must be refreshed and saved once), user and userType; this clock must be within 10 minutes of the ERP’s, and nothing in between may change or repeat requests',
};

export const basicRefused: Bilingual = {
  zh: '核对 app.secret（基本认证卡片中的 SecretKey）与 accountId；请求头被中间设备丢弃时可设 tokenCarrier: query',
  en: 'check app.secret (SecretKey on the 基本认证 card) and accountId; where something in between drops headers, try tokenCarrier: query',
};

export const apiGrant: Bilingual = {
  zh: '给第三方应用授权此接口：API服务管理1.0→用户授权，或在第三方应用中勾选授权全部API；同时核对其 IP 限制',
  en: 'grant this API to the third-party app: 用户授权 under API服务管理1.0, or 授权全部API in the app; check its IP limit too',
};

export const gatewayGrant: Bilingual = {
  zh: '第三方应用尚未订阅此接口：标准接口在“服务授权”中添加，自建接口在“自建API授权”中添加',
  en: 'the third-party app is not subscribed to this API: add it under 服务授权 (standard APIs) or 自建API授权 (own APIs)',
};
