import type { Answer } from '../answers.js';

/** Refusals of the expense half. `MOCK_…` codes and what is marked so are mock-defined: no contract test may rely on them. */
export const EXPENSE_ANSWERS = {
  // Text: standard-edition §4 (getUserKey, Mfaq); mock-defined code
  basicAuthorization: { errcode: 'MOCK_BASIC_AUTH', description: '基础授权信息有误，请联系管理员！' },
  // Code: standard-edition §4 (Cflow); its text is unknown, this one is mock-defined
  foreignEnterprise: { errcode: '1101', description: '授权信息与企业税号不符' },
  // Code and text: standard-edition §4.
  notInBill: { errcode: '1301', description: '发票流水号不在该单据下' },
  noData: { errcode: '1307', description: '没有数据' },
  // Code: standard-edition §4 (Cpwy); mock-defined text
  pollingToken: { errcode: '1300', description: 'token已失效，请重新获取' },
  // Code: diagnosis.json RECOGNITION_FILE_DAMAGED, whose text is this one; that a body which is no Base64 is answered so is mock-defined
  fileDamaged: { errcode: '1999', description: '识别异常【1999】' },
  // mock-defined code and text
  fileTooLarge: { errcode: 'MOCK_FILE_SIZE', description: '文件大小超过8M' },
  // mock-defined code and text
  fileTypeMissing: { errcode: 'MOCK_FILE_TYPE', description: 'type不能为空' },
  // Text: diagnosis.json NO_INVOICE_RECOGNIZED; mock-defined code
  nothingRecognized: { errcode: 'MOCK_NO_INVOICE_IN_FILE', description: '未识别出发票' },
  // mock-defined code and text
  multipartFileMissing: { errcode: 'MOCK_MULTIPART', description: 'file不能为空' },
  // mock-defined code and text
  userKeyUnknown: { errcode: 'MOCK_USER_KEY', description: 'userKey无效' },
  // mock-defined code and text
  billUnknown: { errcode: 'MOCK_NO_BILL', description: '单据不存在' },
  // mock-defined code and text
  invoiceUnknown: { errcode: 'MOCK_NO_FID', description: '发票流水号不存在' },
  // mock-defined code and text
  cacheEnded: { errcode: 'MOCK_CACHE_ENDED', description: '单据缓存已失效' },
  // Texts: diagnosis.json INVOICE_ALREADY_REIMBURSED, BUYER_NAME_MISMATCH, BUYER_TAX_NO_MISMATCH, VERIFICATION_NOT_PASSED, PERSONAL_INVOICE_BLOCKED; mock-defined codes
  reimbursedBefore: { errcode: 'MOCK_REIMBURSED', description: '该发票已被报销' },
  buyerNameDiffers: { errcode: 'MOCK_BUYER_NAME', description: '发票抬头与企业名称不一致' },
  buyerTaxNoDiffers: { errcode: 'MOCK_BUYER_TAX_NO', description: '发票税号与企业税号不一致禁止导入' },
  checkNotPassed: { errcode: 'MOCK_NOT_CHECKED', description: '查验不通过' },
  personalInvoice: { errcode: 'MOCK_PERSONAL', description: '个人发票' },
} as const satisfies Record<string, Answer>;

/** Code and text: standard-edition §4 (OCR); data are present beside it. */
export const MISMATCHED_PIECES: Answer = { errcode: '10300', description: '发票串号' };
