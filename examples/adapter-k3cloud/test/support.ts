import { createPiaozone, type Piaozone } from '@piaozone/core';
import type { Bill, Call, ErpConnection, InvoiceRequest, Warning } from '@piaozone/core/adapter';
import type { SeedBill } from '@piaozone/testkit/conformance';
import { afterEach } from 'vitest';
import { type K3CloudSettings, k3cloudAdapter } from '../src/index.js';
import { FORM, type Method, settingsOf, startMock } from './harness.js';
import type { DataCentre, K3Mock, K3MockOptions } from './mock/k3cloud-mock.js';

export interface Played {
  readonly mock: K3Mock;
  readonly centre: DataCentre;
  readonly connection: ErpConnection;
  readonly warnings: Warning[];
  readonly call: Call;
  /** Bodies of the calls of one service so far, their parameters read. */
  sent(service: string): readonly (readonly unknown[])[];
}

export interface PlayOptions {
  readonly mock?: Partial<K3MockOptions>;
  readonly method?: Method;
  readonly settings?: Partial<K3CloudSettings>;
  readonly gateway?: boolean;
}

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

export async function play({ mock: options, method, settings, gateway = false }: PlayOptions = {}): Promise<Played> {
  const mock = await startMock(options);
  const [centre] = mock.centres as readonly [DataCentre];
  const client = testClient();
  const baseUrl = gateway ? mock.gatewayUrl : mock.baseUrl;
  const connection = await k3cloudAdapter(settingsOf(baseUrl, centre.identity, method, settings)).connect(client.adapterContext());
  closers.push(
    () => mock.close(),
    () => client.close(),
    () => connection.close(),
  );
  const warnings: Warning[] = [];
  return { mock, centre, connection, warnings, call: callWith(warnings), sent: (service) => sentTo(mock, service) };
}

export function testClient(): Piaozone {
  const triple = { clientId: 'test', clientSecret: 'test-secret', encryptKey: '0123456789abcdef' };
  return createPiaozone({ environment: { baseUrl: 'http://127.0.0.1:9' }, authorization: { mode: 'shared', enterprise: triple }, maxRetries: 0 }, {});
}

export function callWith(warnings: Warning[]): Call {
  return { requestId: '1700000000000001', warn: (warning) => warnings.push(warning) };
}

export function sentTo(mock: K3Mock, service: string): readonly (readonly unknown[])[] {
  return mock.server.journal.to(`.${service}.common.kdsvc`).map(({ body }) => {
    const { parameters } = JSON.parse(body.toString('utf8')) as { readonly parameters: readonly unknown[] };
    return parameters.map((one) => (typeof one === 'string' && one.startsWith('{') ? JSON.parse(one) : one));
  });
}

/** Every bill, page by page. */
export async function allBills({ connection, call }: Played, limit?: number): Promise<Bill[]> {
  const bills: Bill[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await connection.fetchBills({ ...(cursor === undefined ? {} : { cursor }), ...(limit === undefined ? {} : { limit }) }, call);
    bills.push(...page.items);
    cursor = page.nextCursor;
    if (cursor === undefined) return bills;
  }
}

export function seeded(number = 'SVINV00000003', lineCount = 1): SeedBill {
  const line = {
    nature: 'normal',
    goodsName: '咨询服务',
    taxCode: '3040203000000000000',
    amount: '100.00',
    taxRate: '0.13',
    taxAmount: '13.00',
  } as const;
  const request: InvoiceRequest = {
    bill: { type: FORM, number },
    color: 'blue',
    kind: 'digital-special',
    seller: { name: '测试销售方有限公司', taxNo: '91000000TEST00001X' },
    buyer: { name: '测试购买方有限公司', taxNo: '91000000TEST00002Y' },
    lines: Array.from({ length: lineCount }, (_, index) => ({ ...line, goodsName: `咨询服务${index + 1}` })),
    totals: { amount: `${lineCount}00.00`, taxAmount: `${13 * lineCount}.00`, totalAmount: `${113 * lineCount}.00` },
    drawer: '开票员',
  };
  return { request, unitNumber: '0010', date: '2025-11-03' };
}
