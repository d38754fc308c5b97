import { postJson, type RawTriple, rawSign, send } from '../raw-client.js';

/** Whatever an answer of the expense half may hold; `data` is text, list or object. */
export interface Answered {
  readonly errcode: string;
  readonly description: string;
  readonly data?: unknown;
  readonly traceId?: string;
  readonly access_token?: string;
}

export const INVOICE = {
  ...{ invoiceType: '1', invoiceCode: '044001900111', invoiceNo: '12345678', invoiceDate: '2023-12-01', checkCode: '12345678901234567890' },
  ...{ salerName: '测试销方', salerAccount: null, buyerName: '模拟一号科技有限公司', buyerTaxNo: '91440300MCK000014T' },
  ...{
    amount: '100.00',
    taxAmount: '6.00',
    totalAmount: '106.00',
    invoiceMoney: '100.00',
    taxRate: '0.06',
    cancelMark: 'N',
    items: [{ taxRate: '0.06' }],
  },
};

export async function postFile(url: string, file: Buffer | string, contentType = 'application/json'): Promise<Answered> {
  const body = typeof file === 'string' ? file : file.toString('base64');
  return JSON.parse((await send('POST', url, body, { 'content-type': contentType })).text) as Answered;
}

export async function getJson(url: string): Promise<Answered> {
  return JSON.parse((await send('GET', url)).text) as Answered;
}

/** The four signed fields of the assistant. */
export function signed(triple: RawTriple, encType: 0 | 1 | 2 = 0): Record<string, unknown> {
  const timestamp = 1_700_000_000_000;
  return { client_id: triple.clientId, timestamp, sign: rawSign(triple, timestamp, encType), encType };
}

/** One call below `/m4/fpzs`. */
export function assistant(baseUrl: string, triple: RawTriple, path: string, values: Record<string, unknown>): Promise<Answered> {
  return postJson(`${baseUrl}/m4/fpzs${path}`, JSON.stringify({ ...signed(triple), ...values }));
}
