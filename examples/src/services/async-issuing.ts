import type { IssuingRouteFactory, PreparedRequest } from '@piaozone/core';
import { asyncIssuing, observedQueryResult } from '@piaozone/standard';

/** Both paths are invented here: ask the vendor for yours. */
export const ASYNC_PATHS = { submit: '/example/invoice/submit', query: '/example/invoice/query' } as const;

/** 数电异步开票 v4 as a route: a run submits, the next run of the same bill asks for the result. */
export function exampleAsyncRoute(): IssuingRouteFactory {
  return asyncIssuing({
    queryPath: ASYNC_PATHS.query,
    fpdkType: '3', // 4 for 星瀚
    kinds: ['digital-general'],
    submit: { path: ASYNC_PATHS.submit, encrypted: true, body: exampleBody },
    readResult: observedQueryResult, // names of the vendor's own clients, no contract: compare with a real answer first
  });
}

/** Names as in 托管开票; what v4 really wants is not published. */
function exampleBody({ serialNo, seller, buyer, totals, lines, drawer }: PreparedRequest): Readonly<Record<string, unknown>> {
  return {
    serialNo,
    type: '0',
    invoiceType: '26',
    taxFlag: '0',
    salerTaxNo: seller.taxNo,
    buyerName: buyer.name,
    invoiceAmount: totals.amount,
    totalTaxAmount: totals.taxAmount,
    totalAmount: totals.totalAmount,
    drawer,
    items: lines.map(({ goodsName, taxCode, amount, taxRate, taxAmount }) => ({
      goodsName,
      goodsCode: taxCode,
      detailAmount: amount,
      taxRate,
      taxAmount,
      discountType: '0',
      preferentialPolicy: '0',
    })),
  };
}
