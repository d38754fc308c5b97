import type { Call } from '@piaozone/core';
import { exactNumber } from '@piaozone/core';
import { expect, it } from 'vitest';
import { FlagshipIssuingService } from '../../../src/flagship.js';
import { callOf, encoded, failureOf, ok, run, start, TAX_NO } from '../client/fake-platform.js';
import { expectGolden } from '../client/golden.js';
import { ALLE, BILL, FULL_BILL, RED } from './samples.js';

type Act = (service: FlagshipIssuingService, call: Call) => Promise<unknown>;

/** One operation a case, as its bytes leave. */
const CASES: readonly (readonly [string, Act])[] = [
  ['bill-push', (service, call) => service.pushBills([BILL], call)],
  ['bill-push-full', (service, call) => service.pushBills([FULL_BILL, { ...BILL, billNo: 'SO-0003' }], call)],
  ['bill-push-scan', (service, call) => service.pushScanBill(BILL, call)],
  ['bill-invoice-query', (service, call) => service.billInvoices({ sellerTaxpayerId: TAX_NO, serialNo: 'SO-0001' }, call)],
  ['bill-withdraw', (service, call) => service.withdraw({ sellerTaxpayerId: TAX_NO, serialNos: ['SO-0001', 'SO-0002'] }, call)],
  [
    'bill-reissue-create',
    (service, call) =>
      service.reissue({ invoiceCode: '', invoiceNo: '25440000000000000001', reIssueBill: { reIssueBillNo: 'SO-0001-R', buyerName: '新购方' } }, call),
  ],
  ['alle-invoice-open', (service, call) => service.openInvoice(ALLE, call)],
  ['alle-invoice-red', (service, call) => service.redInvoice(RED, call)],
  ['alle-invoice-query', (service, call) => service.alleInvoices({ sellerTaxpayerId: TAX_NO, serialNo: 'S-1' }, call)],
  ['alle-batch-query', (service, call) => service.batchPage({ sellerTaxpayerId: TAX_NO, invoiceType: '02', pageNo: 0 }, call)],
  [
    'invoice-query',
    (service, call) =>
      service.issuedPage({ sellerTaxpayerId: TAX_NO, invoiceDateS: '2025-01-01', invoiceDateE: '2025-01-31', pageNo: 1, pageSize: 20 }, call),
  ],
  [
    'red-confirm-apply',
    (service, call) =>
      service.applyRedConfirmation(
        { orderNo: 'RC-1', invoiceNo: '25440000000000000001', redReason: '1', invoiceType: '02', invoiceDetail: [{ amount: exactNumber('-0.10') }] },
        call,
      ),
  ],
  ['red-confirm-revoke', (service, call) => service.revokeRedConfirmation({ taxNo: TAX_NO, number: '4401', enteridentity: '0' }, call)],
  [
    'red-confirm-query',
    (service, call) =>
      service.redConfirmationPage({ taxpayerId: TAX_NO, redInfoBillNo: '4401', identity: '0', startDate: '2025-01-01', pageNo: 1 }, call),
  ],
  ['vehicle-open', (service, call) => service.openVehicleInvoice({ serialNo: 'V-1', example: 'x' }, call)],
  ['vehicle-red', (service, call) => service.redVehicleInvoice({ serialNo: 'V-2', example: 'x' }, call)],
  ['vehicle-info', (service, call) => service.vehicleInfo({ example: 'x' }, call)],
  ['account-check', (service, call) => service.accounts(TAX_NO, call)],
  ['add-org', (service, call) => service.addOrganization({ example: 'x' }, call)],
];

it.each(CASES)('%s', async (name, act) => {
  const { platform, client } = start();
  platform.react = () => ok('0', encoded([]));
  const call = callOf();
  await act(new FlagshipIssuingService(client), call);
  expectGolden(`sim-${name}`, platform.seen[0]);
  expect(platform.seen).toHaveLength(1);
  expect(platform.seen[0]?.path).toBe('/kapi/app/sim/openApi');
  expect(call.warnings).toEqual([]);
});

const READS: ReadonlySet<string> = new Set([
  'bill-invoice-query',
  'alle-invoice-query',
  'alle-batch-query',
  'invoice-query',
  'red-confirm-query',
  'vehicle-info',
  'account-check',
]);

/** What a lost answer leads to: a read is asked again, everything else leaves once (reliability §5). */
it.each(CASES)('%s, its answer lost', async (name, act) => {
  const { platform, client } = start({}, { maxRetries: 1 });
  platform.react = () => ({ status: 502, answer: '<html></html>' });
  expect(await failureOf(run(platform, act(new FlagshipIssuingService(client), callOf())))).toMatchObject({ code: 'server', outcome: 'unknown' });
  expect(platform.seen).toHaveLength(READS.has(name) ? 2 : 1);
});

it('amounts as text, where the settings say so', async () => {
  const { platform, client } = start({ amounts: 'text' });
  platform.react = () => ok('0');
  await new FlagshipIssuingService(client).pushBills([BILL], callOf());
  expectGolden('sim-bill-push-text', platform.seen[0]);
});
