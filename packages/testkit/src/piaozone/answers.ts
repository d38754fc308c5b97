import type { MockReply } from '../server/http-server.js';

/** What the cloud says about one call: `errcode` is text, `"0000"` is success. */
export interface Answer {
  readonly errcode: string;
  readonly description: string;
  /** Business answers are HTTP 200 (standard-edition §1), the default. */
  readonly httpStatus?: number;
}

export const SUCCESS: Answer = { errcode: '0000', description: '操作成功' };

/** Every refusal of the mock. `MOCK_…` codes and the texts marked so are mock-defined: no contract test may rely on them. */
export const ANSWERS = {
  // Code and text: standard-edition §4.
  clientIdMissing: { errcode: '1200', description: '授权ID不能为空' },
  // Code §4 (its text is unknown); the text is diagnosis.json INVALID_CLIENT_ID; the pairing is mock-defined.
  clientUnknown: { errcode: '1101', description: '非法的客户ID，请联系管理员' },
  // Text: diagnosis.json SIGNATURE_REJECTED; its code 1101 is mock-defined.
  signWrong: { errcode: '1101', description: '签名认证不通过' },
  // mock-defined code and text
  timestampWrong: { errcode: 'MOCK_TIMESTAMP', description: '时间戳格式不正确或已过期' },
  // mock-defined code and text
  tokenRequestUnreadable: { errcode: 'MOCK_TOKEN_REQUEST', description: '请求报文不是JSON对象' },
  // Text: diagnosis.json GATEWAY_DECRYPTION_FAILED; mock-defined code
  undecryptable: { errcode: 'MOCK_DECRYPT', description: '[服务网关]数据解密异常' },
  // mock-defined code and text
  contentType: { errcode: 'MOCK_CONTENT_TYPE', description: '请求的Content-Type不支持' },
  // Text: diagnosis.json INVALID_CLIENT_ID (a tenant id where an enterprise id belongs); mock-defined code
  tenantGrantRefused: { errcode: 'MOCK_GRANT_LEVEL', description: '非法的客户ID，请联系管理员' },
  // Text: diagnosis.json SELLER_TAX_NO_NOT_AUTHORIZED; mock-defined code
  sellerOutsideGrant: { errcode: 'MOCK_SELLER', description: '销方税号与授权税号不一致，无法开票' },
  // Text: diagnosis.json TAX_NO_LICENCE_EXPIRED; mock-defined code
  licenceExpired: { errcode: 'MOCK_EXPIRED', description: '当前使用税号许可已过期失效，请先完成续费后再操作。' },
  // Text: diagnosis.json NO_USABLE_ENTITLEMENT; mock-defined code
  entitlementUsedUp: { errcode: 'MOCK_USED_UP', description: '当前企业无可用权益，请联系销售续费处理' },
  // Text: diagnosis.json FEATURE_GROUP_NOT_LICENSED, which 星瀚 shows; that hosted issuing answers so is mock-defined, and so is the code
  notLicensed: { errcode: 'MOCK_NOT_LICENSED', description: '当前组织无发票云特性分组许可' },
  // Text: standard-edition §4 (Mfaq); mock-defined code
  noNumbersLeft: { errcode: 'MOCK_QUOTA', description: '税局系统返回：您当前无可用发票代码号码,请联系主管税务机关申领' },
  // Text: business-rules §11.4, diagnosis.json ISSUE_REQUEST_UNDER_REPAIR; mock-defined code and time
  underRepair: { errcode: 'MOCK_REPAIR', description: '局端内部错误，该开票请求修复中，请20分钟后再试！' },
  // Code and text: standard-edition §4.
  blueNotFound: { errcode: '3002', description: '未找到对应蓝票' },
  // Text: standard-edition §4 (Mfaq, verification); using it for a mail is mock-defined, and so is the code
  invoiceUnknown: { errcode: 'MOCK_NO_INVOICE', description: '查无此票' },
  // Code and text: standard-edition §4 (opening an invoice link).
  linkEmpty: { errcode: '0302', description: '发票数据未上传' },
  // Text: standard-edition §4 (Mfaq); mock-defined code
  tooManyLines: { errcode: 'MOCK_LINES', description: '当前开票设备开具电子发票,明细行数最大上限不允许超100行' },
  // Texts: standard-edition §4 (Mfaq); mock-defined codes
  linkClientIdWrong: { errcode: 'MOCK_LINK_CLIENT', description: '请求链接上面的clientId不正确，请联系工作人员' },
  noSuchLinkClient: { errcode: 'MOCK_NO_CLIENT', description: '查无此客户端，推送失败' },
  linkClientsOffline: { errcode: 'MOCK_OFFLINE', description: '开票组件的长连接服务已经全部下线，请重新连接' },
  noIssuingAccount: { errcode: 'MOCK_NO_ACCOUNT', description: '未配置全电开票账号，请联系工作人员' },
  nothingFound: { errcode: 'MOCK_NOT_FOUND', description: '未查询该数据' },
  // mock-defined code and text
  bodyNotNull: { errcode: 'MOCK_BODY', description: '余量查询的报文应为null' },
} as const satisfies Record<string, Answer>;

/** diagnosis.json TAX_NO_WITHOUT_LICENCE: text and code A0300; that the code stands in `errcode` is mock-defined. */
export function notEntitled(taxNo: string): Answer {
  return { errcode: 'A0300', description: `当前使用税号【${taxNo}】无产品许可,请先去购买或者绑定产品 权益后再操作[A0300]` };
}

/** A request the mock's validation refuses; mock-defined code. */
export function invalidRequest(description: string): Answer {
  return { errcode: 'MOCK_INVALID', description };
}

/** Thrown anywhere in a handler: ends the call with this answer, nothing issued. */
export class Refusal extends Error {
  readonly answer: Answer;
  readonly data: unknown;

  constructor(answer: Answer, data?: unknown) {
    super(answer.description);
    this.answer = answer;
    this.data = data;
  }
}

/** The default envelope `{errcode, description, data}` (standard-edition §4). */
export function envelope(answer: Answer, data?: unknown): MockReply {
  const { errcode, description, httpStatus } = answer;
  return { status: httpStatus ?? 200, body: JSON.stringify(data === undefined ? { errcode, description } : { errcode, description, data }) };
}
