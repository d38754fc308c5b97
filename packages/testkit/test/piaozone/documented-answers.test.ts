import { describe, expect, it } from 'vitest';
import { DOCUMENTED_ANSWERS, PIAOZONE_PATHS } from '../../src/piaozone/index.js';
import { startWithClient } from './harness.js';
import { sampleBill, sampleLine } from './raw-client.js';

describe('documented answers', () => {
  it('can be had on demand, each as printed, and nothing is issued', async () => {
    const { mock, seller, client } = await startWithClient();
    for (const { errcode, description } of DOCUMENTED_ANSWERS) {
      mock.refuseNext(PIAOZONE_PATHS.create, { errcode, description }, { data: { kept: true } });
      expect(await client.create(sampleBill(seller.taxNo))).toEqual({ errcode, description, data: { kept: true } });
    }
    expect(mock.record).toEqual([]);
    expect((await client.create(sampleBill(seller.taxNo))).errcode).toBe('0000');
  });

  it('are each there once, the sales orders complete', () => {
    expect(new Set(DOCUMENTED_ANSWERS.map(({ description }) => description)).size).toBe(DOCUMENTED_ANSWERS.length);
    expect(DOCUMENTED_ANSWERS.filter(({ of }) => of === 'salesOrder')).toHaveLength(33);
  });
});

describe('what goes in comes out', () => {
  const RARE = '𠮷野家㼆①〇—“”　é😀👨‍👩‍👧\u0000\u2028&<>"\\/';

  it.each([
    ['rare characters and emoji', { buyerName: RARE, remark: RARE, drawer: RARE }],
    [
      'numbers of 20 digits and amounts that end in zero',
      { buyerAccount: '62220000000000000010', invoiceAmount: '0.10', totalTaxAmount: '0.00', totalAmount: '0.10' },
    ],
  ])('%s', async (_, change) => {
    const { mock, seller, client } = await startWithClient();
    mock.settings.checkTotals = false;
    await client.create(sampleBill(seller.taxNo, '00000000000000000010', change));
    expect((await client.query('00000000000000000010')).data).toMatchObject({ serialNo: '00000000000000000010', ...change });
  });

  it('a hundred lines, in order', async () => {
    const { seller, client } = await startWithClient();
    const items = Array.from({ length: 100 }, (_, index) =>
      sampleLine({ goodsName: `${index} ${RARE}`, detailAmount: '0.10', taxAmount: '0.01', num: '0.10', unitPrice: '1.00000000000000000001' }),
    );
    await client.create(sampleBill(seller.taxNo, 'A', { items, invoiceAmount: '10.00', totalTaxAmount: '1.00', totalAmount: '11.00' }));
    expect((await client.query('A')).data?.['items']).toEqual(items);
  });
});
