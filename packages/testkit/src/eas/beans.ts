import type { BeanType, SimpleType } from './part-types.js';

// Field names as published, misspellings included (eas-and-imaging §4.3, §4.4).
const NUMBERS = [1, 2, 3, 4, 5, 6, 7, 8];
const numbered = (...names: readonly string[]) => names.flatMap((name) => NUMBERS.map((number) => `${name}${number}`));
const ASSIST = numbered('asstActType', 'asstActNumber', 'asstActName');
const CASH_ASSIST = numbered('cashAsstActType', 'cashAsstActNumber', 'cashAsstActName');

const VOUCHER_STRINGS = [
  ...'companyNumber bookedDate bizDate voucherType voucherNumber tempNumber bizNumber description creator poster auditor'.split(' '),
  ...'voucherAbstract accountNumber currencyNumber measurement settlementType settlementNumber invoiceNumber icketNumber'.split(' '),
  ...'customerNumber assistBizDate assistEndDate primaryItem supplyItem type'.split(' '),
  ...ASSIST,
  ...CASH_ASSIST,
];
const VOUCHER_INTS = 'periodYear periodNumber entrySeq entryDC asstSeq attaches cussent itemFlag oppAccountSeq'.split(' ');
const VOUCHER_DOUBLES = [
  ...'originalAmount debitAmount creditAmount localRate price qty primaryCoef supplyCoef'.split(' '),
  ...'cashflowAmountOriginal cashflowAmountLocal cashflowAmountRpt'.split(' '),
];
const BALANCE_STRINGS = ['orgUnitNumber', 'accountNumber', 'currencyNumber'];
const BALANCE_INTS = ['periodYear', 'periodNumber', 'balType'];
const BALANCE_DOUBLES = [
  ...'beginBalance endBalance debit credit yearDebit yearCredit monthPnL yearPnL'
    .split(' ')
    .flatMap((name) => ['For', 'Local', 'Rpt'].map((currency) => `${name}${currency}`)),
  ...'begin end debit credit yearDebit yearCredit'.split(' ').map((name) => `${name}Qty`),
];

const VOUCHER_NAMESPACE = 'urn:client.wsvoucher';
const GL_NAMESPACE = 'http://app.gl.fi.eas.kingdee.com';
const VOUCHER_FIELDS = fields({ string: VOUCHER_STRINGS, int: VOUCHER_INTS, double: VOUCHER_DOUBLES, boolean: ['isCheck'] });

/** A voucher row of the GL facade: 94 fields. */
export const GL_VOUCHER = bean(VOUCHER_NAMESPACE, 'WSWSVoucher', 'client.WSWSVoucher', VOUCHER_FIELDS);

/** A voucher row of the WSWSVoucher service: one field more. The Java package is mock-defined. */
export const SERVICE_VOUCHER = bean(VOUCHER_NAMESPACE, 'WSWSVoucher', 'client.wsvoucher.WSWSVoucher', {
  ...VOUCHER_FIELDS,
  assistAbstract: 'string',
});

export const ACCOUNT_BALANCE = bean(
  GL_NAMESPACE,
  'WSWSAccountBalance',
  'client.WSWSAccountBalance',
  fields({ string: BALANCE_STRINGS, int: BALANCE_INTS, double: BALANCE_DOUBLES }),
);

export const ASSIST_BALANCE = bean(
  GL_NAMESPACE,
  'WSWSAssistBalance',
  'client.WSWSAssistBalance',
  fields({ string: [...BALANCE_STRINGS, ...ASSIST], int: BALANCE_INTS, double: BALANCE_DOUBLES }),
);

/** What became of one voucher, by the form of importVoucher that takes booleans. */
export const RETURN_INFO = bean(GL_NAMESPACE, 'WSWSRtnInfo', 'client.wsvoucher.WSWSRtnInfo', {
  description: 'string',
  easNumber: 'string',
  exception: 'string',
  message: 'string',
  number: 'string',
  period: 'int',
  voucherType: 'string',
  year: 'int',
});

function bean(namespace: string, local: string, javaClass: string, declared: BeanType['fields']): BeanType {
  return { kind: 'bean', namespace, local, javaClass, fields: declared };
}

function fields(names: Readonly<Partial<Record<SimpleType, readonly string[]>>>): Record<string, SimpleType> {
  return Object.fromEntries(Object.entries(names).flatMap(([type, list]) => list.map((name) => [name, type as SimpleType])));
}
