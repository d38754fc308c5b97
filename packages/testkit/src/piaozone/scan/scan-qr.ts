import { type CustomerAnswer, callCustomer } from '../../common/customer-client.js';
import { invalidRequest, Refusal } from '../answers.js';
import type { HeldInvoice } from '../ledger.js';
import type { PiaozoneState } from '../state.js';
import type { ScanOrder } from './desk.js';
import { DetailsRefused, type OrderDetails, readDetails } from './details.js';
import { issueOrder, orderOfDetails, type ScanBuyer } from './issue-order.js';
import { isSigned, readQr, type ScannedQr } from './qr.js';

/** A person scans a self-built QR: its MD5 is checked, the customer is asked for the lines, the invoice is issued (standard-edition §6.5). */
export async function scanQr(state: PiaozoneState, baseUrl: string, k: string, buyer: ScanBuyer = {}): Promise<HeldInvoice> {
  const qr = readQr(k);
  if (qr === undefined) throw new Refusal(invalidRequest('二维码格式不正确'));
  const shop = state.scan.shops.find(({ key }) => key === qr.key);
  if (shop === undefined) throw new Refusal(invalidRequest('门店不存在'));
  if (!isSigned(qr, shop.publicKey, state.settings.scan.md5Case)) throw new Refusal(invalidRequest('二维码校验不通过'));
  const order = state.scan.order(shop.taxNo, qr.ddh) ?? (await fetched(state, shop.taxNo, qr));
  return issueOrder(state, baseUrl, order, buyer);
}

async function fetched(state: PiaozoneState, taxNo: string, qr: ScannedQr): Promise<ScanOrder> {
  const { detailsUrl } = state.scan.customer(taxNo);
  if (detailsUrl === undefined) throw new Refusal(invalidRequest('未配置查询开票明细的地址'));
  const { head, items } = orderOfDetails(readOrRefuse(await asked(state, detailsUrl, qr.ddh), state.unknownFields));
  // Two scans may have asked at the same time: the order kept first is the order.
  return state.scan.order(taxNo, qr.ddh) ?? state.scan.add({ saleNo: qr.ddh, taxNo, by: qr.key, head, items }, false);
}

/** GET with `SaleNo` and `Timestamp`, both required (standard-edition §6.5). */
async function asked(state: PiaozoneState, detailsUrl: string, saleNo: string): Promise<CustomerAnswer> {
  const url = new URL(detailsUrl);
  url.searchParams.set('SaleNo', saleNo);
  url.searchParams.set('Timestamp', String(state.clock.now()));
  try {
    return await callCustomer('GET', url.href);
  } catch {
    throw new Refusal(invalidRequest('查询开票明细没有响应'));
  }
}

function readOrRefuse(answer: CustomerAnswer, unknownFields: Set<string>): OrderDetails {
  try {
    return readDetails(answer, unknownFields);
  } catch (error) {
    if (error instanceof DetailsRefused) throw new Refusal(invalidRequest(error.message));
    throw error;
  }
}
