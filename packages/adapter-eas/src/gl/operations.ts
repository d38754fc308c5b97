import type { Effect } from '@piaozone/core/adapter';
import type { PartType } from '../soap/typed-parts.js';
import { ACCOUNT_BALANCE, ASSIST_BALANCE, GL_VOUCHER } from './beans.js';

export const GL_SERVICE = 'WSGLWebServiceFacade';
export const GL_NAMESPACE = 'http://webservice.app.gl.fi.eas.kingdee.com';

export interface OperationType {
  /** In the order of the signature. */
  readonly parts: Readonly<Record<string, PartType>>;
  readonly effect: Effect;
}

const RANGE = { fromRow: 'int', toRow: 'int' } as const;
const BALANCES = { items: ACCOUNT_BALANCE } as const;
const ASSIST_BALANCES = { items: ASSIST_BALANCE } as const;
const IMPORT = { col: { items: GL_VOUCHER }, isSubmit: 'int', isVerify: 'int', isCashflow: 'int' } as const;
const write = 'write' as const;
const read = 'read' as const;

/** Every operation of the facade, spelled as its WSDL does: `periodNnumber`, `getAssitBalance`, `orgnumber` (eas-and-imaging §4.2). */
export const GL_OPERATIONS = {
  deleteVoucher: { parts: { companyNumber: 'string', period: 'string', voucherNumber: 'string', fexp: 'string' }, effect: write },
  deleteVoucherByID: { parts: { companyNumber: 'string', voucherID: 'string' }, effect: write },
  importAccountBalance: { parts: { accountBalanceCols: BALANCES }, effect: write },
  exploreVoucher: { parts: { companyId: 'string', year: 'int', periodNumber: 'int', voucherType: 'string', number: 'string' }, effect: read },
  importInitAccountBalance: { parts: { initAccountBalanceCol: BALANCES }, effect: write },
  checkVoucher: { parts: { comNumber: 'string', year: 'int', periodNumber: 'int', number: 'string', amount: 'double' }, effect: read },
  importAssistBalance: { parts: { assistBalanceCol: ASSIST_BALANCES }, effect: write },
  findVoucher: { parts: { comNumber: 'string', year: 'int', periodNnumber: 'int' }, effect: read },
  importInitAssistBalance: { parts: { initAssistBalanceBalance: ASSIST_BALANCES }, effect: write },
  deleteBalance: { parts: { companyNumber: 'string', year: 'int', period: 'int' }, effect: write },
  importVoucher: { parts: IMPORT, effect: write },
  importVoucherOfReturnID: { parts: IMPORT, effect: write },
  getOrg: { parts: { number: 'string' }, effect: read },
  getAcctType: { parts: { orgNumber: 'string' }, effect: read },
  getAsstActType: { parts: { orgNumber: 'string', acctTypeNum: 'string' }, effect: read },
  getAcctTypeDetail: { parts: { orgNumber: 'string', asstActTypeNum: 'string' }, effect: read },
  getAccount: { parts: { orgNumber: 'string', ...RANGE }, effect: read },
  getAccountBalance: { parts: { orgNumber: 'string', year: 'string', period: 'string', ...RANGE }, effect: read },
  getAssitBalance: { parts: { orgnumber: 'string', accountNumber: 'string', year: 'string', period: 'string', ...RANGE }, effect: read },
  getVoucher: { parts: { orgNumber: 'string', year: 'string', period: 'string', ...RANGE }, effect: read },
} as const satisfies Readonly<Record<string, OperationType>>;
