import { createServer, type Server } from 'node:http';
import {
  createCallbackReceiver,
  createInboxWorker,
  type InboxStore,
  type InboxWorker,
  nodeCallbackHandler,
  onCallback,
  type Piaozone,
} from '@piaozone/core';
import {
  createOrderDetailsHandler,
  type OrderDetails,
  orderDetailsNodeHandler,
  qrPng,
  type SalesOrder,
  type ScanPush,
  ScanService,
  type ScanSettings,
  scanLink,
  scanPushProfile,
} from '@piaozone/standard';

/** Names that no public source holds; invented here, ask the vendor for the real ones. */
export const exampleScanSettings: ScanSettings = {
  issuerTaxNoField: 'exampleTaxNo',
  linkField: 'exampleLink',
  itemFields: { goodsName: 'goodsName', goodsCode: 'goodsCode', amount: 'amount', taxRate: 'taxRate', unit: 'unit', zeroTaxRateFlag: 'zeroRate' },
};

/** 上传销售单: the answer's link as a picture for the receipt. */
export async function uploadAndDraw(piaozone: Piaozone, order: SalesOrder): Promise<Buffer | undefined> {
  const service = new ScanService(piaozone, exampleScanSettings);
  const result = await service.uploadSalesOrder(order, { requestId: piaozone.newRequestId(), warn: () => {} });
  if (result.state === 'duplicate' || result.link === undefined) return undefined; // uploaded before: the link was in the first answer
  return qrPng(result.link);
}

/** 自定义: the cash register builds the link by itself; the cloud asks for the order when somebody scans it. */
export function receiptLink(shop: { readonly key: string; readonly publicKey: string }, saleNo: string, amount: string, now: number): string {
  return scanLink('test', { key: shop.key, publicKey: shop.publicKey, saleNo, amount, timestamp: now });
}

export interface ScanServer {
  readonly server: Server;
  readonly worker: InboxWorker;
}

/**
 * The two interfaces the customer provides: order details, and 回推 into a durable inbox. Neither is signed, so both addresses carry a token.
 * @param token e.g. the output of `openssl rand -hex 32`
 */
export async function createScanServer(
  token: string,
  inbox: InboxStore,
  findOrder: (saleNo: string) => OrderDetails | undefined,
  onInvoice: (push: ScanPush) => void,
): Promise<ScanServer> {
  const details = orderDetailsNodeHandler(
    createOrderDetailsHandler({ path: '/scan/orders', pathToken: token, lookUp: ({ saleNo }) => findOrder(saleNo) }),
  );
  const profile = await scanPushProfile();
  // A push says what somebody claims: look the order up by its number, and never fetch its links unchecked.
  const handler = async ({ payload }: { readonly payload: ScanPush }) => {
    onInvoice(payload);
    return { result: 'done' } as const;
  };
  const worker = createInboxWorker({ inbox, handlers: [onCallback(profile, handler)] });
  const receiver = createCallbackReceiver({ routes: [{ path: '/scan/pushes', profile, pathToken: token }], inbox, onStored: () => worker.wake() });
  const pushes = nodeCallbackHandler(receiver);
  const server = createServer((request, response) => (request.method === 'GET' ? details : pushes)(request, response));
  return { server, worker };
}
