import { asText, type Call, isObject, type Piaozone } from '@piaozone/core';
import { checkLongLinkAddress, LongLinkService, longLinkAddress, longLinkIssuing } from '@piaozone/standard';

/** The address that is typed into 开票地址 of an ERP, and what is wrong with one that somebody typed. */
export function longLinkScreens({ environment }: Piaozone, taxNo: string, clientId: string, print: (line: string) => void): void {
  const address = longLinkAddress(environment, { taxNo, clientId, paperInvoice: true });
  print(address);
  for (const { path, message } of checkLongLinkAddress(address.replace('?', '/?'), 'issue', environment, '开票地址')) print(`${path}：${message.zh}`);
}

/** 刷新PDF, the one operation whose body is published, and another one by the generic call. */
export async function longLinkCalls(
  piaozone: Piaozone,
  invoice: { readonly taxNo: string; readonly serialNo: string; readonly code: string; readonly number: string },
  print: (line: string) => void,
): Promise<void> {
  const service = new LongLinkService(piaozone);
  const call = (): Call => ({ requestId: piaozone.newRequestId(), warn: () => {} });
  const { pdfUrl } = await service.refreshPdf(invoice, call());
  print(`PDF ${pdfUrl ?? '没有'}`);

  // 116 查询电子发票余量: the body is not published, so it comes from your 对接约定.
  const data = await service.call({ czlx: '116', taxNo: invoice.taxNo, body: {} }, call());
  print(`余量 ${isObject(data) ? (asText(data['ownName']) ?? '') : ''}`);
}

/** A route over the long link. Every name inside `body` and `read` is invented here: take yours from the 对接约定 of your contract. */
export const exampleLongLink = longLinkIssuing({
  kinds: ['digital-general'],
  submit: {
    czlx: '3',
    body: ({ serialNo, buyer, totals }) => ({ fpqqlsh: serialNo, ownBuyer: buyer.name, ownTotals: totals }),
    read: () => ({ state: 'accepted' }),
  },
  query: {
    czlx: '5',
    body: ({ serialNo }) => ({ fpqqlsh: serialNo }),
    read: (data, { serialNo, color }) => {
      const number = isObject(data) ? asText(data['ownNumber']) : undefined;
      return number === undefined ? { state: 'in-progress' } : { state: 'issued', invoice: { serialNo, number, color, raw: data } };
    },
  },
});
