import type { Call, Piaozone } from '@piaozone/core';
import { ReceivingService, type ReceivingSettings } from '@piaozone/standard';

/**
 * No public source holds the address, the `request_path` values and how the pages of a collection follow each other. The example chooses some and gives them to
 * SDK and mock; ask Kingdee for the real ones.
 */
export const exampleReceiving: ReceivingSettings = {
  address: { path: '/example/receiving' },
  requestPaths: { collectHeaders: '/example/headers', notDeductible: '/example/not-deductible', fullQuery: '/example/full' },
  collection: { endFlag: 'endFlag', next: (_page, { dataFromIndex, dataIndex }) => ({ dataFromIndex: dataFromIndex + dataIndex, dataIndex }) },
};

/** 收票: headers page by page, one invoice marked as not deductible, and the invoices of a finished download. */
export async function receive(piaozone: Piaozone, taxNo: string, batchNo: string, print: (line: string) => void): Promise<void> {
  // The mock's tenant has one enterprise grant only; the pages of the documentation want the tenant's (the default).
  const service = new ReceivingService(piaozone, { ...exampleReceiving, level: 'enterprise' });
  const call = (): Call => ({ requestId: piaozone.newRequestId(), warn: ({ message }) => print(`! ${message.zh}`) });
  const first = { taxNo, serialNo: 'EXAMPLE-1', dataFromIndex: 0, dataIndex: 2, continueFlag: false, search: {} };
  let pages = 0;
  for await (const { page } of service.collectAllHeaders(first, call())) {
    pages += 1;
    print(`表头 第 ${pages} 页 ${page.serialNo ?? ''}`);
  }
  for await (const invoice of service.allDigitalInvoices({ taxNo, batchNo, pageSize: 2 }, call())) {
    print(`发票 ${invoice.invoiceNo ?? ''} ${invoice.totalAmount ?? ''}`);
    const chosen = { notDeductibleType: '1', invoiceType: Number(invoice.invoiceType), invoiceNo: invoice.invoiceNo ?? '' };
    if (invoice.remark === undefined && chosen.invoiceNo.endsWith('1')) {
      await service.selectNotDeductible({ taxNo, authenticateFlag: 1, invoices: [chosen] }, call());
      print(`不抵扣 ${chosen.invoiceNo}`);
    }
  }
}
