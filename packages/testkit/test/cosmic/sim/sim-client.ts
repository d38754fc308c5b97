import { exactParse } from '../../../src/common/exact-parse.js';
import type { BusinessSystem } from '../../../src/cosmic/business-systems.js';
import { decodePayload, encodePayload } from '../../../src/cosmic/codec.js';
import type { MockCosmic, MockCosmicOptions } from '../../../src/cosmic/index.js';
import { ExactNumber, exactJson } from '../../../src/erp/exact-json.js';
import { MockClock } from '../../../src/server/clock.js';
import { post, signIn, start } from '../raw-client.js';

export const NOON = Date.UTC(2026, 0, 5, 4);
export const TAX_NO = '91440300MCK000017A';
export const SYSTEM: BusinessSystem = { code: 'ERP1' };
export const SERVICE_CODE = '3040201010000000000';

export interface SimReply {
  readonly errorCode: string;
  readonly message: string;
  readonly success?: boolean;
  readonly status?: boolean;
  /** Decoded; numbers as their digits. */
  readonly data: unknown;
  readonly rawData: string | undefined;
  readonly httpStatus: number;
}

/** A business system that shares nothing with the SDK. */
export class SimClient {
  readonly mock: MockCosmic;
  readonly #token: string;
  readonly #system: BusinessSystem;

  constructor(mock: MockCosmic, token: string, system: BusinessSystem) {
    this.mock = mock;
    this.#token = token;
    this.#system = system;
  }

  async call(interfaceCode: string, data: unknown): Promise<SimReply> {
    const wire = encodePayload(exactJson(data), this.#system.encryption ?? { kind: 'base64' }, Buffer.alloc(12, 7));
    return this.raw({ requestId: '1767585600000123', businessSystemCode: this.#system.code, interfaceCode, data: wire });
  }

  async raw(envelope: unknown): Promise<SimReply> {
    const answer = await post(this.mock, '/kapi/app/sim/openApi', envelope, { accesstoken: this.#token });
    const body = answer.json as unknown as Record<string, unknown>;
    const rawData = body['data'] as string | undefined;
    return {
      errorCode: String(body['errorCode']),
      message: String(body['message']),
      ...(body['success'] === undefined ? {} : { success: body['success'] === true }),
      ...(body['status'] === undefined ? {} : { status: body['status'] === true }),
      rawData,
      data: rawData === undefined ? undefined : this.#decoded(rawData),
      httpStatus: answer.status,
    };
  }

  push(...bills: unknown[]): Promise<SimReply> {
    return this.call('BILL.PUSH', bills);
  }

  /** The invoices of one bill as the query shows them. */
  async invoices(billNo: string): Promise<Record<string, unknown>[]> {
    const { data } = await this.call('BILL.INVOICE.QUERY', { sellerTaxpayerId: TAX_NO, serialNo: billNo });
    const [bill] = data as { billNo: string; invoiceList: Record<string, unknown>[] }[];
    return bill?.invoiceList ?? [];
  }

  #decoded(raw: string): unknown {
    try {
      return plain(exactParse(decodePayload(raw, this.#system.encryption ?? { kind: 'base64' })));
    } catch {
      return undefined;
    }
  }
}

export async function simClient(options: MockCosmicOptions = {}, system: BusinessSystem = SYSTEM): Promise<SimClient> {
  const mock = await start({
    clock: new MockClock({ frozenAt: NOON }),
    businessSystems: [system],
    ...options,
    sim: { enterprises: [{ taxNo: TAX_NO, name: '测试销方', orgCodes: ['A1'] }], ...options.sim },
  });
  return new SimClient(mock, await signIn(mock), system);
}

export function line(change: Record<string, unknown> = {}): Record<string, unknown> {
  const fields = { lineProperty: '2', detailId: '1', goodsName: '服务费', revenueCode: SERVICE_CODE, amount: number('100.00'), taxRate: '0.13' };
  return { ...fields, taxAmount: number('13.00'), ...change };
}

export function bill(billNo: string, change: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    ...{ billNo, invoiceProperty: '0', invoiceType: '10xdp', includeTaxFlag: '0', autoInvoice: '1' },
    ...{ sellerTaxpayerId: TAX_NO, buyerName: '测试客户', billDetail: [line()] },
    ...change,
  };
}

export function direct(serialNo: string, change: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    ...{ serialNo, invoiceType: '02', sellerTaxpayerId: TAX_NO, buyerName: '测试客户', drawer: '张三' },
    invoiceDetail: [line({ lineProperty: '0' })],
    ...change,
  };
}

export function number(digits: string): ExactNumber {
  return new ExactNumber(digits);
}

function plain(value: unknown): unknown {
  if (value instanceof ExactNumber) return value.text;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, plain(part)]));
  return value;
}
