import { ACCOUNT_BALANCE, ASSIST_BALANCE, GL_VOUCHER, RETURN_INFO, SERVICE_VOUCHER } from './beans.js';
import { array, type PartSpec, type PartType, parts } from './part-types.js';

/** Parts and result of one form of an operation. */
export interface Signature {
  readonly parts: readonly PartSpec[];
  readonly returns: PartType | 'void';
}

const STRINGS = array('string');
const ROWS = array(STRINGS);
const vouchers = (names: string) => parts(names, { v: array(GL_VOUCHER) });
const balances = (name: string, type: PartType) => parts(`${name}:x`, { x: array(type) });

export const GL_SERVICE = 'WSGLWebServiceFacade';
export const GL_NAMESPACE = 'http://webservice.app.gl.fi.eas.kingdee.com';

/** WSGLWebServiceFacade in the order and spelling of its WSDL (eas-and-imaging §4.2). */
export const GL_SIGNATURES = {
  deleteVoucher: { parts: parts('companyNumber:s period:s voucherNumber:s fexp:s'), returns: 'int' },
  deleteVoucherByID: { parts: parts('companyNumber:s voucherID:s'), returns: 'int' },
  importAccountBalance: { parts: balances('accountBalanceCols', ACCOUNT_BALANCE), returns: 'string' },
  exploreVoucher: { parts: parts('companyId:s year:i periodNumber:i voucherType:s number:s'), returns: 'string' },
  importInitAccountBalance: { parts: balances('initAccountBalanceCol', ACCOUNT_BALANCE), returns: 'string' },
  checkVoucher: { parts: parts('comNumber:s year:i periodNumber:i number:s amount:d'), returns: 'string' },
  importAssistBalance: { parts: balances('assistBalanceCol', ASSIST_BALANCE), returns: 'string' },
  findVoucher: { parts: parts('comNumber:s year:i periodNnumber:i'), returns: STRINGS },
  importInitAssistBalance: { parts: balances('initAssistBalanceBalance', ASSIST_BALANCE), returns: 'void' },
  deleteBalance: { parts: parts('companyNumber:s year:i period:i'), returns: 'boolean' },
  importVoucher: { parts: vouchers('col:v isSubmit:i isVerify:i isCashflow:i'), returns: STRINGS },
  importVoucherOfReturnID: { parts: vouchers('col:v isSubmit:i isVerify:i isCashflow:i'), returns: STRINGS },
  getOrg: { parts: parts('number:s'), returns: ROWS },
  getAcctType: { parts: parts('orgNumber:s'), returns: ROWS },
  getAsstActType: { parts: parts('orgNumber:s acctTypeNum:s'), returns: ROWS },
  getAcctTypeDetail: { parts: parts('orgNumber:s asstActTypeNum:s'), returns: ROWS },
  getAccount: { parts: parts('orgNumber:s fromRow:i toRow:i'), returns: ROWS },
  getAccountBalance: { parts: parts('orgNumber:s year:s period:s fromRow:i toRow:i'), returns: ROWS },
  getAssitBalance: { parts: parts('orgnumber:s accountNumber:s year:s period:s fromRow:i toRow:i'), returns: ROWS },
  getVoucher: { parts: parts('orgNumber:s year:s period:s fromRow:i toRow:i'), returns: ROWS },
} as const satisfies Readonly<Record<string, Signature>>;

export type GlOperation = keyof typeof GL_SIGNATURES;

const serviceVouchers = (names: string) => parts(names, { v: array(SERVICE_VOUCHER) });

export const VOUCHER_SERVICE = 'WSWSVoucher';
/** mock-defined: no reference holds the request namespace of this service, and servers do not check it. */
export const VOUCHER_SERVICE_NAMESPACE = GL_NAMESPACE;

/** WSWSVoucher: two forms of importVoucher, told apart by their number of parts (eas-and-imaging §4.4). */
export const VOUCHER_SIGNATURES = {
  importVoucher: { parts: serviceVouchers('voucherCols:v isVerify:i isImpCashflow:i'), returns: ROWS },
  importVoucherWithInfo: { parts: serviceVouchers('voucherCols:v isTempSave:b isVerify:b hasCashflow:b'), returns: array(RETURN_INFO) },
  nImportVoucher: { parts: parts('params:s rows:s'), returns: 'string' },
} as const satisfies Readonly<Record<string, Signature>>;
