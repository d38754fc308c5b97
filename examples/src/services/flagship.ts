import { type Call, isPiaozoneError, type Piaozone } from '@piaozone/core';
import { createFlagship, type FlagshipBill, FlagshipIssuingService, type FlagshipSettings, isDuplicate } from '@piaozone/cosmic/flagship';

/**
 * The single calls of 旗舰版 issuing: push a bill, look what became of it. For issuing from an ERP use `flagshipIssuing`, which keeps serial
 * numbers and never sends twice; here the caller does.
 * @param bill kept under its billNo before this is called
 */
export async function pushBill(
  piaozone: Piaozone,
  settings: FlagshipSettings & Required<Pick<FlagshipSettings, 'access'>>,
  bill: FlagshipBill & { readonly sellerTaxpayerId: string },
  print: (line: string) => void,
): Promise<void> {
  const flagship = createFlagship(piaozone, settings);
  const service = new FlagshipIssuingService(flagship.client);
  const call = (): Call => ({ requestId: piaozone.newRequestId(), warn: ({ message }) => print(`! ${message.zh}`) });
  try {
    try {
      await service.pushBills([bill], call());
      print(`已受理 ${bill.billNo}`); // accepted, not issued
    } catch (error) {
      // Known already, or nobody knows: the query below tells. Anything else was refused.
      if (!isPiaozoneError(error) || (error.outcome !== 'unknown' && !isDuplicate(error))) throw error;
      print(`待查询 ${bill.billNo}`);
    }
    const { sellerTaxpayerId, billNo } = bill;
    for (const { invoices } of await service.billInvoices({ sellerTaxpayerId, serialNo: billNo }, call())) {
      for (const { invoiceNum, includeTaxAmount, issueErrorMessage } of invoices) {
        print(invoiceNum === undefined ? `失败 ${issueErrorMessage ?? ''}` : `发票 ${invoiceNum} ${includeTaxAmount ?? ''}`);
      }
    }
  } finally {
    await flagship.close();
  }
}
