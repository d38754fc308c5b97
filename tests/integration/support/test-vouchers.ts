import { gunzipSync, gzipSync } from 'node:zlib';
import { type VoucherOutcome, voucherFacades } from '@piaozone/testkit';
import { GL_NAMESPACE } from './eas-requests.js';

/** Codes, columns and texts of this test: no reference holds those of a real EAS. */
export function testVouchers() {
  const { book, facades } = voucherFacades({
    refuse: ({ sentNumber }) => (sentNumber === 'BAD' ? 'refused' : undefined),
    importLine: ({ sent, stored }) => [
      stored === undefined ? 'NO' : 'OK',
      sent.voucherType,
      sent.periodYear,
      sent.periodNumber,
      stored === undefined ? '拒绝' : '成功',
      stored?.number ?? '',
      0,
    ],
    importRow: ({ sent, stored }) => [sent.sentNumber, stored?.number ?? null],
    importInfo: ({ refusal }) => ({ message: refusal ?? 'OK' }),
    importMaps: (outcomes) => ({ sucs: maps(outcomes, true), errs: maps(outcomes, false) }),
    find: (found) => found.map(({ number }) => number),
    check: (found, amount) => (found?.rows.some((row) => row['debitAmount'] === amount) === true ? 'same' : 'other'),
    explore: (found) => found?.number ?? null,
    deleted: (found) => (found === undefined ? 0 : 1),
    rows: {
      getOrg: [['总部', null, ''], ['x<y']],
      getAccount: Array.from({ length: 1_500 }, (_, index) => [`A${index}`]),
    },
  });
  return {
    book,
    facades,
    /** F3 with this number. */
    request: (number: string) => `<col>${rows(number)}</col>${FLAGS}`,
    requestOf: (numbers: readonly string[]) => `<col>${numbers.map(rows).join('')}</col>${FLAGS}`,
    serviceRequest: (number: string, flags: string) =>
      `<web:importVoucher xmlns:web="${GL_NAMESPACE}"><voucherCols>${rows(number)}</voucherCols>${flags}</web:importVoucher>`,
    nImport: (numbers: readonly string[], compressed: boolean) => {
      const json = JSON.stringify([
        ['voucherNumber', 'companyNumber', 'accountNumber'],
        ...numbers.flatMap((number) => [
          [number, 'C01', '6602'],
          [number, 'C01', '1002'],
        ]),
      ]);
      const table = compressed ? gzipSync(json).toString('base64') : json;
      return `<nImportVoucher><params>{"isCompress":"${compressed}"}</params><rows><![CDATA[${table}]]></rows></nImportVoucher>`;
    },
    nAnswer: (text: string, compressed: boolean): unknown => JSON.parse(compressed ? gunzipSync(Buffer.from(text, 'base64')).toString('utf8') : text),
  };
}

const FLAGS = '<isSubmit>1</isSubmit><isVerify>0</isVerify><isCashflow>0</isCashflow>';

function rows(number: string): string {
  const head = `<companyNumber>C01</companyNumber><bookedDate>2025-11-21</bookedDate><periodYear>2025</periodYear><periodNumber>11</periodNumber><voucherType>记</voucherType><voucherNumber>${number}</voucherNumber>`;
  const debit = `<item>${head}<entrySeq>1</entrySeq><voucherAbstract>办公用品 &lt;A&amp;B&gt;</voucherAbstract><accountNumber>6602.006</accountNumber><entryDC>1</entryDC><debitAmount>600.00</debitAmount></item>`;
  const credit = `<item>${head}<entrySeq>2</entrySeq><accountNumber>1002</accountNumber><entryDC>0</entryDC><creditAmount>600.00</creditAmount><asstActNumber1>B001</asstActNumber1></item>`;
  return `${debit}${credit}`;
}

function maps(outcomes: readonly VoucherOutcome[], stored: boolean): Record<string, string> {
  const wanted = outcomes.filter((outcome) => (outcome.stored !== undefined) === stored);
  return Object.fromEntries(wanted.map((outcome) => [outcome.sent.sentNumber, outcome.stored?.number ?? outcome.refusal ?? '']));
}
