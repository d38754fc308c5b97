import { describe, expect, it } from 'vitest';
import { enterprise, startMock, startWithClient } from './harness.js';
import { type Envelope, postJson, RawClient, sampleBill, sampleLine, seal, send } from './raw-client.js';

const SERIAL = '20240101000000000001';
const CREATE = '/m5/bill/invoice/create';

describe('body forms', () => {
  it('takes bare Base64, a JSON string and text/plain; the invoice exists with each', async () => {
    const { mock, seller, client } = await startWithClient();
    const sealed = (serialNo: string) => seal(seller.encryptKey, JSON.stringify(sampleBill(seller.taxNo, serialNo)));
    const post = async (body: string, type: string) =>
      JSON.parse((await send('POST', client.url(CREATE), body, { 'content-type': type })).text) as Envelope;
    expect((await post(sealed('A'), 'application/json')).errcode).toBe('0000');
    expect((await post(JSON.stringify(sealed('B')).replaceAll('/', '\\/'), 'application/json; charset=UTF-8')).errcode).toBe('0000');
    expect((await post(sealed('C'), 'text/plain')).errcode).toBe('0000');
    expect(mock.record.map(({ serialNo }) => serialNo)).toEqual(['A', 'B', 'C']);
    mock.settings.bodyForms = ['bare'];
    expect((await post(JSON.stringify(sealed('D')), 'application/json')).errcode).not.toBe('0000');
    expect((await post(sealed('D'), 'application/x-www-form-urlencoded')).errcode).not.toBe('0000');
    expect(mock.issuedTimes('D')).toBe(0);
  });

  it('refuses a wrong key, plain JSON, and an encrypted text that is no object', async () => {
    const { mock, seller, client } = await startWithClient();
    const plain = JSON.stringify(sampleBill(seller.taxNo));
    const wrongKey = seal('0000000000000000', plain);
    for (const body of [
      wrongKey,
      plain,
      '',
      seal(seller.encryptKey, '[]'),
      seal(seller.encryptKey, '{"serialNo":'),
      `${seal(seller.encryptKey, plain)}\n`,
    ]) {
      expect((await postJson(client.url(CREATE), body)).errcode).not.toBe('0000');
    }
    expect((await postJson(client.url(CREATE), wrongKey)).description).toBe('[服务网关]数据解密异常');
    expect(mock.record).toEqual([]);
  });

  it('decrypts with the key of the token in use', async () => {
    const { mock, seller } = await startWithClient();
    const tenant = await RawClient.login(mock.baseUrl, mock.tenant);
    expect((await tenant.create(sampleBill(seller.taxNo))).errcode).toBe('0000');
    const mixed = seal(seller.encryptKey, JSON.stringify(sampleBill(seller.taxNo, 'other')));
    expect((await postJson(tenant.url(CREATE), mixed)).errcode).not.toBe('0000');
  });
});

describe('托管开票', () => {
  it('issues the sample of the reference and records it', async () => {
    const { mock, seller, client } = await startWithClient();
    const answer = await client.create(sampleBill(seller.taxNo));
    expect(answer).toEqual({
      errcode: '0000',
      description: '操作成功',
      data: { invoiceCode: '044000000111', invoiceNo: '00000001', pdfUrl: expect.stringMatching(`^${mock.baseUrl}/public/pdf/`), serialNo: SERIAL },
    });
    expect(mock.record).toEqual([
      {
        kind: 'blue',
        serialNo: SERIAL,
        invoiceCode: '044000000111',
        invoiceNo: '00000001',
        invoiceType: '1',
        taxNo: seller.taxNo,
        sellerName: seller.name,
        buyer: { name: '测试购方', taxNo: '' },
        invoiceAmount: '100.00',
        totalTaxAmount: '6.00',
        totalAmount: '106.00',
        items: [sampleLine()],
        at: mock.server.clock.now(),
        issuedBy: seller.clientId,
      },
    ]);
    expect(Object.isFrozen(mock.record[0]?.items[0])).toBe(true);
    expect(mock.unknownFields).toEqual([]);
  });

  it('gives code 0 and 20 digits in 数电 mode', async () => {
    const { seller, client } = await startWithClient({ settings: { digital: true } });
    const { data } = await client.create(sampleBill(seller.taxNo));
    expect(data?.['invoiceCode']).toBe('0');
    expect(data?.['invoiceNo']).toMatch(/^\d{20}$/);
  });

  it('refuses a repeated serial, also for another enterprise of the tenant', async () => {
    const { mock, seller, client } = await startWithClient({ settings: { repeatedSerialCode: '0523' } });
    const second = enterprise(mock, 1);
    await client.create(sampleBill(seller.taxNo));
    const refusal = { errcode: '0523', description: '该流水号已经存在' };
    expect(await client.create(sampleBill(seller.taxNo))).toEqual(refusal);
    expect(await (await RawClient.login(mock.baseUrl, second)).create(sampleBill(second.taxNo))).toEqual(refusal);
    expect(mock.issuedTimes(SERIAL)).toBe(1);
  });

  it('answers a repeat with the first result where that is set', async () => {
    const { mock, seller, client } = await startWithClient({ settings: { repeatedSerial: 'first-result' } });
    const first = await client.create(sampleBill(seller.taxNo));
    mock.setQuota(seller.taxNo, 0);
    expect(await client.create(sampleBill(seller.taxNo, SERIAL, { buyerName: '别人' }))).toEqual(first);
    expect(mock.issuedTimes(SERIAL)).toBe(1);
  });

  it('issues twice where the cloud does not de-duplicate', async () => {
    const { mock, seller, client } = await startWithClient({ settings: { repeatedSerial: 'issue-again' } });
    await client.create(sampleBill(seller.taxNo));
    expect((await client.create(sampleBill(seller.taxNo))).data?.['invoiceNo']).toBe('00000002');
    expect(mock.issuedTimes(SERIAL)).toBe(2);
  });

  it('issues for every tax number of the tenant, unless authorizations are not shared; never outside', async () => {
    const { mock, client } = await startWithClient();
    const other = enterprise(mock, 1).taxNo;
    expect((await client.create(sampleBill(other, 'A'))).errcode).toBe('0000');
    expect((await client.create(sampleBill('91440300MCK99999XX', 'B'))).description).toBe('销方税号与授权税号不一致，无法开票');
    mock.settings.sharedAuthorization = false;
    expect((await client.create(sampleBill(other, 'C'))).description).toBe('销方税号与授权税号不一致，无法开票');
    expect(mock.record.map(({ taxNo }) => taxNo)).toEqual([other]);
  });

  it('looks at entitlement, quota and the level of the grant', async () => {
    const { mock, seller, client } = await startWithClient({ enterprises: [{ quota: 1 }] });
    mock.setEntitlements(seller.taxNo, ['收票管理']);
    expect(await client.create(sampleBill(seller.taxNo))).toEqual({
      errcode: 'A0300',
      description: `当前使用税号【${seller.taxNo}】无产品许可,请先去购买或者绑定产品 权益后再操作[A0300]`,
    });
    mock.setEntitlements(seller.taxNo, ['开票管理']);
    expect((await client.create(sampleBill(seller.taxNo))).errcode).toBe('0000');
    expect((await client.create(sampleBill(seller.taxNo, 'B'))).description).toContain('您当前无可用发票代码号码');
    mock.settings.grantLevels = ['enterprise'];
    expect((await (await RawClient.login(mock.baseUrl, mock.tenant)).create(sampleBill(seller.taxNo, 'C'))).errcode).not.toBe('0000');
    expect(mock.record).toHaveLength(1);
  });

  it('notes field names the reference does not know', async () => {
    const { mock, seller, client } = await startWithClient();
    await client.create(sampleBill(seller.taxNo, SERIAL, { sellerName: 'x', items: [sampleLine({ price: '1' })] }));
    expect(mock.unknownFields).toEqual(['sellerName', 'items.price']);
  });
});

describe('what create refuses', () => {
  const line = (change: Record<string, unknown>) => ({ items: [sampleLine(change)] });
  const required = ['serialNo', 'invoiceType', 'type', 'taxFlag', 'inventoryFlag', 'salerTaxNo', 'buyerName'];
  const cases: [string, Record<string, unknown>][] = [
    ...[...required, 'invoiceAmount', 'totalTaxAmount', 'totalAmount', 'drawer', 'items'].map((name): [string, Record<string, unknown>] => [
      `no ${name}`,
      { [name]: undefined },
    ]),
    ['an empty drawer', { drawer: ' ' }],
    ['a number for an amount', { totalAmount: 106 }],
    ['a type of its own', { type: '2' }],
    ['an invoice type that is not hosted', { invoiceType: '26' }],
    ['one decimal', { invoiceAmount: '100.0' }],
    ['three decimals', { totalAmount: '106.000' }],
    [
      'a negative blue invoice',
      { invoiceAmount: '-100.00', totalTaxAmount: '-6.00', totalAmount: '-106.00', ...line({ detailAmount: '-100.00', taxAmount: '-6.00' }) },
    ],
    ['no lines', { items: [] }],
    ['a line that is no object', { items: ['x'] }],
    ...['goodsName', 'goodsCode', 'detailAmount', 'taxRate', 'taxAmount', 'discountType', 'preferentialPolicy'].map(
      (name): [string, Record<string, unknown>] => [`a line without ${name}`, line({ [name]: undefined })],
    ),
    ['a goods code of 18 digits', line({ goodsCode: '304040800000000000' })],
    ['a rate in per cent', line({ taxRate: '6%' })],
    ['a rate as a number', line({ taxRate: 0.06 })],
    ['a quantity with a comma', line({ num: '1,5' })],
    ['a discount code that is not configured', line({ discountType: '1' })],
    ['a 免税 text that is not configured', line({ vatException: '免税' })],
    ['a zero-rate flag that is not configured', line({ zeroTaxRateFlag: '1' })],
  ];

  it.each(cases)('%s', async (_, change) => {
    const { mock, seller, client } = await startWithClient();
    expect((await client.create(sampleBill(seller.taxNo, SERIAL, change))).errcode).toBe('MOCK_INVALID');
    expect(mock.record).toEqual([]);
  });

  it.each([
    ['lines and net amount', { invoiceAmount: '100.01', totalAmount: '106.01' }],
    ['lines and tax', { totalTaxAmount: '6.01', totalAmount: '106.01' }],
    ['net, tax and total', { totalAmount: '106.01' }],
    ['taxFlag 1 with net lines', { taxFlag: '1' }],
  ])('totals that differ by a cent: %s; switchable', async (_, change) => {
    const { mock, seller, client } = await startWithClient();
    expect((await client.create(sampleBill(seller.taxNo, SERIAL, change))).errcode).not.toBe('0000');
    mock.settings.checkTotals = false;
    expect((await client.create(sampleBill(seller.taxNo, SERIAL, change))).errcode).toBe('0000');
  });

  it('accepts gross lines with taxFlag 1', async () => {
    const { seller, client } = await startWithClient();
    expect((await client.create(sampleBill(seller.taxNo, SERIAL, { taxFlag: '1', ...line({ detailAmount: '106.00' }) }))).errcode).toBe('0000');
  });

  it('adds amounts beyond the reach of binary floats to the cent', async () => {
    const { seller, client } = await startWithClient();
    const items = [sampleLine({ detailAmount: '90071992547409.92' }), sampleLine({ detailAmount: '0.01', taxAmount: '0.00' })];
    const bill = (invoiceAmount: string, totalAmount: string) => sampleBill(seller.taxNo, SERIAL, { items, invoiceAmount, totalAmount });
    expect((await client.create(bill('90071992547409.92', '90071992547415.92'))).errcode).not.toBe('0000');
    expect((await client.create(bill('90071992547409.93', '90071992547415.93'))).errcode).toBe('0000');
  });

  it('more than 100 lines; switchable', async () => {
    const { mock, seller, client } = await startWithClient();
    const bill = (count: number, serialNo: string) =>
      sampleBill(seller.taxNo, serialNo, {
        items: Array.from({ length: count }, () => sampleLine({ detailAmount: '1.00', taxAmount: '0.06' })),
        invoiceAmount: `${count}.00`,
        totalTaxAmount: (count * 0.06).toFixed(2),
        totalAmount: (count * 1.06).toFixed(2),
      });
    expect((await client.create(bill(100, 'A'))).errcode).toBe('0000');
    expect((await client.create(bill(101, 'B'))).description).toBe('当前开票设备开具电子发票,明细行数最大上限不允许超100行');
    mock.settings.checkLineCount = false;
    expect((await client.create(bill(101, 'B'))).errcode).toBe('0000');
  });

  it('misplaced discount lines, once the codes are configured', async () => {
    const { seller, client } = await startWithClient({ settings: { discountTypes: ['0', '1', '2'] } });
    const discounted = sampleLine({ discountType: '2' });
    const discount = sampleLine({ discountType: '1', detailAmount: '-10.00', taxAmount: '-0.60' });
    const bill = (items: unknown[]) =>
      sampleBill(seller.taxNo, SERIAL, { items, invoiceAmount: '90.00', totalTaxAmount: '5.40', totalAmount: '95.40' });
    const misplaced = [
      [discount, discounted],
      [sampleLine(), discount],
      [discounted],
      [discounted, sampleLine(), discount],
      [discounted, sampleLine({ discountType: '1', detailAmount: '-10.00', taxAmount: '-0.60', goodsName: '别的' })],
      [discounted, sampleLine({ discountType: '1' })],
    ];
    for (const items of misplaced) expect((await client.create(bill(items))).errcode).toBe('MOCK_INVALID');
    expect((await client.create(bill([discount, discounted]))).description).toBe('折扣行上一行不为该行的被折扣行');
    expect((await client.create(bill([discounted, discount]))).errcode).toBe('0000');
  });

  it('nothing of a 免税 line, once its codes are configured', async () => {
    const { mock, seller, client } = await startWithClient();
    mock.configure({ lineCodes: { preferentialPolicy: ['0', '1'], vatException: ['', '免税'], zeroTaxRateFlag: ['', '1'] } });
    const items = [sampleLine({ taxRate: '0.00', taxAmount: '0.00', preferentialPolicy: '1', vatException: '免税', zeroTaxRateFlag: '1' })];
    expect((await client.create(sampleBill(seller.taxNo, SERIAL, { items, totalTaxAmount: '0.00', totalAmount: '100.00' }))).errcode).toBe('0000');
  });

  it('nothing because of null in an optional field', async () => {
    const { seller, client } = await startWithClient();
    expect((await client.create(sampleBill(seller.taxNo, SERIAL, { remark: null, buyerTaxNo: null }))).errcode).toBe('0000');
  });
});

it('starts two mocks that know nothing of each other', async () => {
  const [one, two] = [await startMock({ seed: 1 }), await startMock({ seed: 2 })];
  const client = await RawClient.login(one.baseUrl, enterprise(one));
  await client.create(sampleBill(enterprise(one).taxNo));
  expect([one.record.length, two.record.length]).toEqual([1, 0]);
});
