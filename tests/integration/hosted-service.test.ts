import {
  type Call,
  type InvoiceRequest,
  type Piaozone,
  type PreparedRedRequest,
  type PreparedRequest,
  perOrganizationAuthorization,
} from '@piaozone/core';
import { HostedService, type HostedSettings, hostedIssuing } from '@piaozone/standard';
import { type MockPiaozone, PIAOZONE_PATHS, startMockPiaozone } from '@piaozone/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AGREED, clientOf, HOSTED } from './support/client.js';
import { bill } from './support/memory-erp.js';

let mock: MockPiaozone;
let client: Piaozone;
const warnings: unknown[] = [];
const call = (): Call => ({ requestId: client.newRequestId(), warn: (warning) => warnings.push(warning) });
const seller = () => mock.enterprises[0]?.taxNo ?? '';

beforeEach(async () => {
  mock = await startMockPiaozone({ settings: AGREED });
  client = clientOf(mock, { maxRetries: 0 });
  warnings.length = 0;
});
afterEach(async () => {
  await client.close();
  expect(mock.unknownFields).toEqual([]);
  await mock.close();
});

function request(serialNo: string, change: Partial<InvoiceRequest> = {}): PreparedRequest {
  return { ...(bill('B1', seller(), change).raw as InvoiceRequest), serialNo };
}
const SERIAL = 'P1B0000000000000000000000000001A';

describe('create and query', () => {
  it('carry names, digits and zeros exactly, rare characters too', async () => {
    const service = new HostedService(client, HOSTED);
    const buyer = {
      name: '北京𠮷野（个人）🧾',
      taxNo: '11010119900307123X',
      address: '路1号',
      phone: '0755-1',
      bankName: '示例银行',
      bankAccount: '6222',
      email: 'a@b.cn',
      mobile: '13800000000',
    };
    const remark = '行1\n行2；"引号" \\ 𠮷';
    const line = {
      nature: 'normal',
      goodsName: '紧固件',
      taxCode: '1090244990000000000',
      specification: 'M6×20',
      unit: '件',
      quantity: '137',
      unitPrice: '3.6496350364964',
      amount: '500.00',
      taxRate: '0.13',
      taxAmount: '65.00',
    } as const;
    const totals = { amount: '500.00', taxAmount: '65.00', totalAmount: '565.00' };
    expect(await service.create(request(SERIAL, { buyer, remark, lines: [line], totals }), call())).toMatchObject({
      state: 'issued',
      invoice: { serialNo: SERIAL, color: 'blue' },
    });
    const [record] = mock.record;
    expect(record).toMatchObject({ serialNo: SERIAL });
    const found = await service.query({ serialNo: SERIAL, sellerTaxNo: seller(), color: 'blue' }, call());
    expect(found).toMatchObject({
      state: 'issued',
      invoice: {
        buyerName: buyer.name,
        buyerTaxNo: buyer.taxNo,
        sellerTaxNo: seller(),
        totals,
        state: 'normal',
        number: record?.invoiceNo,
        pdfUrl: expect.stringContaining('http'),
      },
    });
    const raw = (found.state === 'issued' ? found.invoice.raw : {}) as {
      remark: string;
      buyerAccount: string;
      items: { unitPrice: string; specModel: string }[];
    };
    expect(raw.remark).toBe(remark);
    expect(raw.buyerAccount).toBe('示例银行 6222');
    expect(raw.items[0]).toMatchObject({ unitPrice: '3.6496350364964', specModel: 'M6×20', num: '137' });
  });

  it('a 20-digit 数电 number stays whole', async () => {
    mock.configure({ digital: true });
    const service = new HostedService(client, { ...HOSTED, digitalUpgraded: true });
    const made = await service.create(request(SERIAL, { kind: 'digital-general' }), call());
    expect(made.state === 'issued' ? made.invoice.number : '').toBe(mock.record[0]?.invoiceNo);
    expect(mock.record[0]?.invoiceNo).toMatch(/^\d{20}$/);
  });

  it('a repeat is a duplicate, whatever code the cloud gives it', async () => {
    mock.configure({ repeatedSerialCode: 'ANY-CODE' });
    const service = new HostedService(client, HOSTED);
    await service.create(request(SERIAL), call());
    expect(await service.create(request(SERIAL), call())).toMatchObject({ state: 'duplicate', error: { upstreamCode: 'ANY-CODE' } });
    expect(mock.record).toHaveLength(1);
  });

  it('an unknown serial is not found only where the setting says how the cloud says so', async () => {
    const key = { serialNo: 'P1B0000000000000000000000000NONE', sellerTaxNo: seller(), color: 'blue' } as const;
    expect(await new HostedService(client, HOSTED).query(key, call())).toEqual({ state: 'not-found' });
    expect(await new HostedService(client, { unknownSerial: { texts: [AGREED.unknownSerial.description] } }).query(key, call())).toEqual({
      state: 'not-found',
    });
    expect(await new HostedService(client).query(key, call())).toMatchObject({
      state: 'cannot-tell',
      error: { upstreamCode: AGREED.unknownSerial.errcode },
    });
  });
});

describe('red', () => {
  const red: PreparedRedRequest['red'] = { originalSerialNo: SERIAL, reason: 'issued-in-error' };

  it('reverses the blue one under our own number, once', async () => {
    const service = new HostedService(client, HOSTED);
    await service.create(request(SERIAL), call());
    const reversal = { ...request('P1R0000000000000000000000000001A', { color: 'red' }), red };
    expect(await service.red(reversal, call())).toMatchObject({ state: 'issued', invoice: { color: 'red', serialNo: reversal.serialNo } });
    expect(await service.red(reversal, call())).toMatchObject({ state: 'duplicate' });
    expect(mock.record.map(({ kind }) => kind)).toEqual(['blue', 'red']);
    expect(await service.query({ serialNo: SERIAL, sellerTaxNo: seller(), color: 'blue' }, call())).toMatchObject({
      invoice: { state: 'red-reversed' },
    });
  });

  it('without a blue invoice it is refused by the cloud, certainly', async () => {
    const service = new HostedService(client, HOSTED);
    await expect(service.red({ ...request('P1R0000000000000000000000000001A', { color: 'red' }), red }, call())).rejects.toMatchObject({
      code: 'business_rejected',
      outcome: 'rejected',
      upstreamCode: '3002',
    });
  });
});

describe('the other calls', () => {
  it('remaining quota falls with each invoice', async () => {
    const service = new HostedService(client, HOSTED);
    const before = Number(await service.remainingQuota({ taxNo: seller() }, call()));
    await service.create(request(SERIAL), call());
    expect(Number(await service.remainingQuota({ taxNo: seller() }, call()))).toBe(before - 1);
    expect(mock.server.journal.to(PIAOZONE_PATHS.quota)[0]?.body.toString()).toBe('null');
  });

  it('PDF links need the setting that names their fields', async () => {
    const pdfFields = { pdf: 'agreedPdf', snapshot: 'agreedSnapshot' };
    mock.configure({ pdfFields });
    await new HostedService(client, HOSTED).create(request(SERIAL), call());
    const files = await new HostedService(client, { ...HOSTED, pdfFields }).pdf({ serialNo: SERIAL, sellerTaxNo: seller() }, call());
    expect(files.pdfUrl).toMatch(/^http/);
    expect(files.snapshotUrl).toMatch(/^http/);
    await expect(new HostedService(client, HOSTED).pdf({ serialNo: SERIAL }, call())).rejects.toMatchObject({
      code: 'config_invalid',
      outcome: 'not-sent',
    });
  });

  it('mail goes to the address', async () => {
    const service = new HostedService(client, HOSTED);
    const made = await service.create(request(SERIAL), call());
    if (made.state !== 'issued') throw new Error(made.state);
    await service.sendMail({ invoice: made.invoice, email: 'a@example.invalid' }, call());
    expect(mock.outbox).toMatchObject([{ email: 'a@example.invalid' }]);
  });
});

describe('authorization', () => {
  it('per organization: the own triple issues, the main one mails, a missing one is refused before the network', async () => {
    mock.configure({ sharedAuthorization: false });
    const [main, own] = mock.enterprises;
    if (main === undefined || own === undefined) throw new Error('two enterprises are needed');
    const piaozone = clientOf(mock, { authorization: perOrganizationAuthorization({ main, organizations: { [own.taxNo]: own } }) });
    const service = new HostedService(piaozone, HOSTED);
    const issued = await service.create({ ...request(SERIAL), seller: { name: own.name, taxNo: own.taxNo } }, call());
    if (issued.state !== 'issued') throw new Error(issued.state);
    await service.sendMail({ invoice: issued.invoice, email: 'a@example.invalid' }, call());
    expect([mock.tokens.requests(own.clientId), mock.tokens.requests(main.clientId)]).toEqual([1, 1]);
    const before = mock.server.journal.entries.length;
    await expect(service.create(request('P1B0000000000000000000000000002A'), call())).rejects.toMatchObject({
      code: 'credential_level',
      outcome: 'not-sent',
    });
    expect(mock.server.journal.entries).toHaveLength(before);
    await piaozone.close();
  });

  it('the tenant triple where the caller chooses it, with a warning', async () => {
    const warned: string[] = [];
    const piaozone = clientOf(mock, { logger: { warn: (message) => warned.push(message) } });
    hostedIssuing({ level: 'tenant' }).connect(piaozone);
    expect(warned).toHaveLength(1);
    await new HostedService(piaozone, { ...HOSTED, level: 'tenant' }).create(request(SERIAL), call());
    expect(mock.tokens.requests(mock.tenant.clientId)).toBe(1);
    await piaozone.close();
  });

  it.each([0, 1, 2] as const)('signs with encType %i', async (encType) => {
    const piaozone = clientOf(mock, { encType });
    await new HostedService(piaozone, HOSTED).remainingQuota({}, call());
    expect(JSON.parse(mock.server.journal.to(PIAOZONE_PATHS.token)[0]?.body.toString() ?? '{}')).toMatchObject({ encType });
    await piaozone.close();
  });

  it('a wrong secret is named, with what to look at', async () => {
    const [enterprise] = mock.enterprises;
    if (enterprise === undefined) throw new Error('no enterprise');
    const piaozone = clientOf(mock, { authorization: { mode: 'shared', enterprise: { ...enterprise, clientSecret: 'wrong' } } });
    await expect(new HostedService(piaozone, HOSTED).create(request(SERIAL), call())).rejects.toMatchObject({
      code: 'credentials_rejected',
      outcome: 'not-sent',
      hint: expect.stringContaining('TN_'),
    });
    await piaozone.close();
  });
});

describe('validate', () => {
  const check = (change: Partial<InvoiceRequest> & { serialNo?: string }, settings: HostedSettings = HOSTED) => {
    const { errors, warnings: warned } = hostedIssuing(settings)
      .connect(client)
      .validate(request(change.serialNo ?? SERIAL, change));
    return { errors: errors.map(({ path }) => path), warnings: warned.map(({ path }) => path) };
  };
  const [line] = (bill('x', '').raw as InvoiceRequest).lines;

  it('names the missing setting for what the reference does not hold', () => {
    if (line === undefined) throw new Error('no line');
    const lines = [
      { ...line, nature: 'discounted' as const },
      { ...line, nature: 'discount' as const, taxPreference: 'exempt' as const },
    ];
    expect(check({ lines }).errors).toEqual(['lines[0].nature', 'lines[1].nature', 'lines[1].taxPreference']);
    const told: HostedSettings = { discountTypes: { discounted: '2', discount: '1' }, taxPreferences: { exempt: { preferentialPolicy: '1' } } };
    expect(check({ lines }, told).errors).toEqual([]);
    expect(check({ kind: 'digital-special' }).errors).toEqual(['kind']);
    expect(check({ kind: 'digital-special' }, { digitalUpgraded: true }).errors).toEqual([]);
  });

  it('measures names in GBK bytes: 100 pass, 101 warn', () => {
    expect(check({ buyer: { name: '长'.repeat(50) } }).warnings).toEqual([]);
    expect(check({ buyer: { name: `${'长'.repeat(50)}a` } }).warnings).toEqual(['buyer.name']);
  });

  it('keeps serial numbers within what can be stored and reversed', () => {
    expect(check({ serialNo: 'S'.repeat(37) }).errors).toEqual(['serialNo']);
    expect(check({ serialNo: 'S'.repeat(19) }).warnings).toEqual(['serialNo']);
    expect(check({ color: 'red', red: { reason: 'sales-return' } }).errors).toEqual(['red.originalSerialNo']);
  });
});
