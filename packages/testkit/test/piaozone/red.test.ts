import { describe, expect, it } from 'vitest';
import { startWithClient } from './harness.js';
import { type RawClient, sampleBill, sampleLine } from './raw-client.js';

const BLUE = '20240101000000000001';
const RED = '20240101000000000901';
const NOT_FOUND = { errcode: '3002', description: '未找到对应蓝票' };

async function startWithBlue(settings = {}) {
  const started = await startWithClient({ settings });
  const items = [sampleLine({ num: '3', unitPrice: '33.3333333333333' })];
  const answer = await started.client.create(sampleBill(started.seller.taxNo, BLUE, { items }));
  return { ...started, blue: answer.data ?? {} };
}

const statusOf = async (client: RawClient, serialNo: string) => (await client.query(serialNo)).data?.['invoiceStatus'];

describe('红冲 by serial number', () => {
  it('issues the full negative under the given serial and turns the blue one to 3', async () => {
    const { mock, client, blue } = await startWithBlue();
    expect(await statusOf(client, BLUE)).toBe('0');
    const answer = await client.red({ serialNo: BLUE, originalSerialNo: RED, redReason: '1' });
    expect(answer).toMatchObject({
      errcode: '0000',
      data: { serialNo: RED, invoiceCode: blue['invoiceCode'], invoiceNo: '00000002', pdfUrl: expect.any(String) },
    });
    expect(mock.record[1]).toMatchObject({
      kind: 'red',
      serialNo: RED,
      invoiceAmount: '-100.00',
      totalTaxAmount: '-6.00',
      totalAmount: '-106.00',
      items: [{ detailAmount: '-100.00', taxAmount: '-6.00', num: '-3', unitPrice: '33.3333333333333' }],
      blue: { serialNo: BLUE, invoiceCode: blue['invoiceCode'], invoiceNo: blue['invoiceNo'] },
    });
    expect(await statusOf(client, BLUE)).toBe('3');
    expect((await client.query(RED)).data).toMatchObject({
      type: '1',
      invoiceStatus: '0',
      originalInvoiceCode: blue['invoiceCode'],
      originalInvoiceNo: blue['invoiceNo'],
      totalAmount: '-106.00',
      totalAmountCn: '（负数）壹佰零陆圆整',
    });
  });

  it('answers 3002 for no blue invoice, a reversed one, and a red one', async () => {
    const { mock, client } = await startWithBlue();
    expect(await client.red({ serialNo: '20240101000000000002', originalSerialNo: RED })).toEqual(NOT_FOUND);
    await client.red({ serialNo: BLUE, originalSerialNo: RED });
    expect(await client.red({ serialNo: BLUE, originalSerialNo: '20240101000000000902' })).toEqual(NOT_FOUND);
    expect(await client.red({ serialNo: RED, originalSerialNo: '20240101000000000903' })).toEqual(NOT_FOUND);
    expect(mock.record).toHaveLength(2);
  });

  it('refuses a repeat by the red serial', async () => {
    const { mock, client } = await startWithBlue();
    await client.red({ serialNo: BLUE, originalSerialNo: RED });
    expect((await client.red({ serialNo: BLUE, originalSerialNo: RED })).description).toBe('该流水号已经存在');
    expect((await client.red({ serialNo: BLUE, originalSerialNo: BLUE })).description).toBe('该流水号已经存在');
    expect(mock.issuedTimes(RED)).toBe(1);
  });

  it('answers a repeat with the first result where that is set, but not for another intent', async () => {
    const { mock, client, seller } = await startWithBlue({ repeatedSerial: 'first-result' });
    const first = await client.red({ serialNo: BLUE, originalSerialNo: RED });
    expect(await client.red({ serialNo: BLUE, originalSerialNo: RED })).toEqual(first);
    await client.create(sampleBill(seller.taxNo, '20240101000000000002'));
    expect((await client.red({ serialNo: '20240101000000000002', originalSerialNo: RED })).description).toBe('该流水号已经存在');
    expect(mock.issuedTimes(RED)).toBe(1);
  });

  it('makes a serial when none is given; a repeat then finds no blue invoice', async () => {
    const { mock, client } = await startWithBlue();
    const answer = await client.red({ serialNo: BLUE });
    expect(answer.data?.['serialNo']).toMatch(/^\d{20,}$/);
    expect(await client.red({ serialNo: BLUE })).toEqual(NOT_FOUND);
    expect(mock.record).toHaveLength(2);
  });

  it('wants a blue serial of 20 characters and a reason of 1 to 4', async () => {
    const { client, seller } = await startWithBlue();
    await client.create(sampleBill(seller.taxNo, 'short'));
    expect((await client.red({ serialNo: 'short', originalSerialNo: RED })).errcode).toBe('MOCK_INVALID');
    expect((await client.red({ serialNo: BLUE, originalSerialNo: RED, redReason: '5' })).errcode).toBe('MOCK_INVALID');
    expect((await client.red({ originalSerialNo: RED })).errcode).toBe('MOCK_INVALID');
    expect((await client.red({ serialNo: BLUE, originalSerialNo: RED, redReason: '' })).errcode).toBe('0000');
  });
});

describe('red through create (type 1)', () => {
  const redBill = (taxNo: string, blue: Record<string, unknown>, serialNo: string, amount = '100.00', tax = '6.00', total = '106.00') =>
    sampleBill(taxNo, serialNo, {
      type: '1',
      originalInvoiceCode: blue['invoiceCode'],
      originalInvoiceNo: blue['invoiceNo'],
      invoiceAmount: `-${amount}`,
      totalTaxAmount: `-${tax}`,
      totalAmount: `-${total}`,
      items: [sampleLine({ detailAmount: `-${amount}`, taxAmount: `-${tax}` })],
    });

  it('reverses in parts, never more than the blue invoice holds', async () => {
    const { mock, client, seller, blue } = await startWithBlue();
    expect((await client.create(redBill(seller.taxNo, blue, 'R1', '60.00', '3.60', '63.60'))).errcode).toBe('0000');
    expect(await statusOf(client, BLUE)).toBe('0');
    expect((await client.create(redBill(seller.taxNo, blue, 'R2'))).errcode).toBe('MOCK_INVALID');
    expect((await client.create(redBill(seller.taxNo, blue, 'R2', '40.00', '2.40', '42.40'))).errcode).toBe('0000');
    expect(await statusOf(client, BLUE)).toBe('3');
    expect(await client.create(redBill(seller.taxNo, blue, 'R3', '1.00', '0.06', '1.06'))).toEqual(NOT_FOUND);
    expect(mock.record.map(({ kind }) => kind)).toEqual(['blue', 'red', 'red']);
  });

  it('needs an existing blue invoice and negative amounts; a 数电 number comes without code', async () => {
    const { client, seller, blue } = await startWithBlue({ digital: true });
    expect(await client.create(redBill(seller.taxNo, { invoiceNo: '1' }, 'R1'))).toEqual(NOT_FOUND);
    expect((await client.create(sampleBill(seller.taxNo, 'R1', { type: '1', originalInvoiceNo: blue['invoiceNo'] }))).errcode).toBe('MOCK_INVALID');
    expect((await client.create(redBill(seller.taxNo, { invoiceNo: blue['invoiceNo'] }, 'R1'))).errcode).toBe('0000');
  });
});
