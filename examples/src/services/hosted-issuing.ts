import type { Call, Piaozone, PreparedRequest } from '@piaozone/core';
import { HostedService, type HostedSettings } from '@piaozone/standard';

/** What the single calls of 托管电票 say about one invoice, from issuing to its reversal. Sales bills go through `createIntegration`, which stores first. */
export async function hostedCalls(
  piaozone: Piaozone,
  settings: HostedSettings,
  request: PreparedRequest,
  print: (line: string) => void,
): Promise<void> {
  const service = new HostedService(piaozone, settings);
  const call = (): Call => ({ requestId: piaozone.newRequestId(), warn: ({ message }) => print(message.zh) });
  const { seller, serialNo } = request;
  const taxNo = seller.taxNo ?? '';

  print(`余量 ${await service.remainingQuota({ taxNo }, call())}`);
  const created = await service.create(request, call()); // once; whatever happens, ask by the same serial number
  print(`开票 ${created.state}`);

  const details = await service.details({ serialNo, sellerTaxNo: taxNo }, call());
  print(`发票 ${details.invoiceCode ?? ''} ${details.invoiceNo ?? ''}，${details.totalAmount ?? ''}，${details.items.length} 行`);

  const { invoiceNo: number = '', invoiceCode: code } = details;
  await service.sendMail({ invoice: { number, ...(code === undefined ? {} : { code }) }, email: 'buyer@example.com' }, call());

  // The red invoice has a serial number of its own, its repeat key for ever.
  const red = {
    ...request,
    serialNo: `R${serialNo.slice(1)}`,
    color: 'red',
    red: { reason: 'issued-in-error', originalSerialNo: serialNo },
  } as const;
  print(`红冲 ${(await service.red(red, call())).state}`);
  const after = await service.query({ serialNo, sellerTaxNo: taxNo, color: 'blue' }, call());
  print(`蓝票 ${after.state === 'issued' ? (after.invoice.state ?? '') : after.state}`);
}
