import {
  type Call,
  type InvoiceLine,
  type JsonValue,
  type PreparedRequest,
  parseExact,
  type RedReference,
  stringifyExact,
  type Warning,
} from '@piaozone/core';
import type { FlagshipCalls, SimCall } from '../../../src/flagship/client.js';
import type { FlagshipAnswer } from '../../../src/flagship/envelope.js';

export const SELLER_TAX_NO = '91000000TEST00001X';

export const LINE: InvoiceLine = {
  nature: 'normal',
  goodsName: '服务费',
  taxCode: '3040000000000000000',
  amount: '100.00',
  taxRate: '0.13',
  taxAmount: '13.00',
};

export function request(more: Partial<PreparedRequest> = {}): PreparedRequest {
  return {
    serialNo: 'SO-0001',
    bill: { type: '销售发票单', number: 'SO-0001' },
    color: 'blue',
    kind: 'digital-general',
    seller: { name: '乙方公司', taxNo: SELLER_TAX_NO },
    buyer: { name: '测试客户' },
    drawer: '张三',
    lines: [LINE],
    totals: { amount: '100.00', taxAmount: '13.00', totalAmount: '113.00' },
    ...more,
  };
}

export function redRequest<R extends Partial<RedReference>>(red: R, more: Partial<PreparedRequest> = {}) {
  return {
    ...request({
      serialNo: 'SO-0001R',
      color: 'red',
      lines: [{ ...LINE, amount: '-100.00', taxAmount: '-13.00' }],
      totals: { amount: '-100.00', taxAmount: '-13.00', totalAmount: '-113.00' },
      ...more,
    }),
    red: { reason: 'sales-return' as const, ...red },
  };
}

export function recordedCall(): Call & { readonly warnings: Warning[] } {
  const warnings: Warning[] = [];
  return { requestId: '1700000000000001', warnings, warn: (warning) => warnings.push(warning) };
}

/** As it stands on the wire. */
export const wire = (value: unknown): string => stringifyExact(value);
/** Numbers as text, as answers are read. */
export const json = (value: unknown): JsonValue => parseExact(JSON.stringify(value));

/** Calls of the flagship edition that play a script by interface code; what is sent is kept. */
export function scriptedCalls(script: Readonly<Record<string, readonly (JsonValue | Error | undefined)[]>>) {
  const sent: SimCall[] = [];
  const sim: FlagshipCalls['sim'] = async (input): Promise<FlagshipAnswer> => {
    const count = sent.filter(({ interfaceCode }) => interfaceCode === input.interfaceCode).length;
    sent.push(input);
    const answers = script[input.interfaceCode] ?? [];
    const next = answers[Math.min(count, answers.length - 1)];
    if (next instanceof Error) throw next;
    return { code: '0', message: '', data: next };
  };
  const unexpected = async (): Promise<never> => Promise.reject(new Error('unexpected'));
  const calls: FlagshipCalls = { sim, message: unexpected, deduction: unexpected };
  return { calls, sent, codes: () => sent.map(({ interfaceCode }) => interfaceCode) };
}

export const shown = (more: Readonly<Record<string, unknown>> = {}) => ({
  invoiceNum: '24440000000000000001',
  includeTaxAmount: '113.00',
  totalTaxAmount: '13.00',
  invoiceStatus: '0',
  ...more,
});
