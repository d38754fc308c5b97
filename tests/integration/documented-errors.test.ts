import {
  type Call,
  createPiaozone,
  isPiaozoneError,
  type Piaozone,
  type PreparedRedRequest,
  type PreparedRequest,
  sharedAuthorization,
} from '@piaozone/core';
import { diagnose } from '@piaozone/diagnosis';
import { AsyncIssuingService, FileDownloads, HostedService, InvoiceAssistant, LongLinkService, VerificationService } from '@piaozone/standard';
import { DOCUMENTED_ANSWERS, type DocumentedAnswer, type MockPiaozone, startMockPiaozone } from '@piaozone/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** Agreed on by SDK and mock of this test: the reference holds no path for it. */
const ASYNC_PATH = '/agreed/invoice/query';
const LONG_LINK = '/bill-websocket/v3/invoicewebsocket/push';
const BY_ELEMENTS = '/m13/bill/invoice/sys/check';

let mock: MockPiaozone;
let client: Piaozone;
let taxNo: string;
const call = (): Call => ({ requestId: client.newRequestId(), warn: () => {} });

beforeEach(async () => {
  mock = await startMockPiaozone({ settings: { asyncIssuing: { queryPath: ASYNC_PATH } } });
  const [enterprise] = mock.enterprises;
  if (enterprise === undefined) throw new Error('the mock has no enterprise');
  taxNo = enterprise.taxNo;
  client = createPiaozone({
    environment: { baseUrl: mock.baseUrl, kind: 'test' },
    authorization: sharedAuthorization({ enterprise }),
    maxRetries: 0,
  });
});
afterEach(async () => {
  await client.close();
  await mock.close();
});

const blue = (): PreparedRequest => ({
  serialNo: '20240101000000000001',
  bill: { type: '应收单', number: 'B1' },
  kind: 'electronic-general',
  color: 'blue',
  seller: { taxNo, name: '销方' },
  buyer: { name: '测试购方' },
  totals: { amount: '100.00', taxAmount: '6.00', totalAmount: '106.00' },
  drawer: '张三',
  lines: [{ goodsName: '装卸费', taxCode: '3040408000000000000', amount: '100.00', taxRate: '0.06', taxAmount: '6.00', nature: 'normal' }],
});
const red = (): PreparedRedRequest => ({
  ...blue(),
  serialNo: '20240101000000000002',
  color: 'red',
  red: { reason: 'sales-return', originalSerialNo: '20240101000000000001' },
});
const bill = () => ({ taxNo, userId: 'u1', billId: 'b1', billNumber: 'N1' });

/** The call an answer belongs to, and the path it comes from. Sales orders have a table of their own in `issuing-services.test.ts`. */
const CALLS: Readonly<Partial<Record<DocumentedAnswer['of'], { readonly path: string; readonly run: () => Promise<unknown> }>>> = {
  token: { path: '/base/oauth/token', run: () => new HostedService(client).authorize({}, call()) },
  create: { path: '/m5/bill/invoice/create', run: () => new HostedService(client).create(blue(), call()) },
  red: { path: '/m5/bill/invoice/invalid', run: () => new HostedService(client).red(red(), call()) },
  longLink: {
    path: LONG_LINK,
    run: () => new LongLinkService(client, { simulate: true }).call({ czlx: '3', taxNo, body: { fpqqlsh: '1' } }, call()),
  },
  asyncResult: {
    path: ASYNC_PATH,
    run: () => new AsyncIssuingService(client, { queryPath: ASYNC_PATH, fpdkType: '3' }).result({ serialNo: '1', taxNo }, call()),
  },
  invoiceLink: {
    path: '/public/pdf/gone',
    run: () => new FileDownloads(client, { innerOrigins: [mock.origin] }).read(`${mock.baseUrl}/public/pdf/gone`, call()),
  },
  getUserKey: {
    path: '/m4/fpzs/getUserKey',
    run: () => new InvoiceAssistant(client).userKey({ ...bill(), buyerName: '测试购方', rules: {} }, call()),
  },
  status: {
    path: '/m4/fpzs/expense/invoice/status/update',
    run: () => new InvoiceAssistant(client).updateStatus({ bill: { ...bill(), userKey: 'k' }, from: 'unused', to: 'in-use', rules: {} }, call()),
  },
  verification: {
    path: BY_ELEMENTS,
    run: () =>
      new VerificationService(client).byElements(
        { invoiceType: '26', invoiceNo: '24997000000005411248', invoiceDate: '2024-01-02', invoiceMoney: '100.00' },
        { taxNo },
        call(),
      ),
  },
};

const told = DOCUMENTED_ANSWERS.filter(({ of }) => CALLS[of] !== undefined);

describe('every documented answer, from the mock through the SDK', () => {
  it('leaves out only those with a test of their own', () => {
    const left = new Set(DOCUMENTED_ANSWERS.filter(({ of }) => CALLS[of] === undefined).map(({ of }) => of));
    expect([...left].sort()).toEqual(['polling', 'salesOrder']);
  });

  it.each(told)('$of: $errcode $description', async ({ of, errcode, description }) => {
    const { path, run } = CALLS[of] ?? { path: '', run: async () => {} };
    mock.refuseNext(path, { errcode, description }, { times: 2 });
    const seen = await run().then(
      (result) => answerOf(result),
      (error: unknown) => {
        if (!isPiaozoneError(error)) throw error;
        return { code: error.upstreamCode, text: error.upstreamMessage, diagnosis: error.diagnosis?.code };
      },
    );
    const known = diagnose(description)?.code ?? diagnose(`${errcode} ${description}`)?.code;
    expect(seen).toEqual({ code: errcode, text: description, diagnosis: known });
  });

  it('an answer that no table holds passes through unexplained', async () => {
    mock.refuseNext('/m5/bill/invoice/create', { errcode: 'X1', description: '从未见过的一句话' });
    const error = await new HostedService(client).create(blue(), call()).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'business_unrecognised',
      outcome: 'unknown',
      upstreamCode: 'X1',
      upstreamMessage: '从未见过的一句话',
      diagnosis: undefined,
    });
  });
});

/** Some services hand a refusal on as a result: a duplicate to adopt, a verdict of the bureau. */
function answerOf(result: unknown): { code: unknown; text: unknown; diagnosis: unknown } {
  const { error, code, description, diagnosis } = result as {
    error?: { upstreamCode?: string; upstreamMessage?: string; diagnosis?: { code: string } };
    code?: string;
    description?: string;
    diagnosis?: { code: string };
  };
  if (error !== undefined) return { code: error.upstreamCode, text: error.upstreamMessage, diagnosis: error.diagnosis?.code };
  return { code, text: description, diagnosis: diagnosis?.code };
}
