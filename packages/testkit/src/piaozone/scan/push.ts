import { callCustomer } from '../../common/customer-client.js';
import { shanghaiTime } from '../../common/shanghai-time.js';
import { xmlElement } from '../files/xml-text.js';
import type { HeldInvoice } from '../ledger.js';
import { links } from '../links.js';
import type { PiaozoneState } from '../state.js';
import type { ScanOrder, ScanPush } from './desk.js';

/** 回推 (standard-edition §7.1): told once the invoice exists. Nobody is told where no address is set. */
export function planPush(state: PiaozoneState, baseUrl: string, order: ScanOrder, invoice: HeldInvoice): void {
  const { pushUrl } = state.scan.customer(order.taxNo);
  if (pushUrl === undefined) return;
  const at = state.clock.now();
  const content = pushContent(state, baseUrl, order, invoice);
  state.scan.pushes.push({ saleNo: order.saleNo, url: pushUrl, ...content, since: at, nextAt: at, attempts: [], delivered: false });
}

/** Carries out every push that is due by the mock's clock; returns how many reached the customer. */
export async function deliverDue(state: PiaozoneState): Promise<number> {
  const now = state.clock.now();
  const due = state.scan.pushes.filter(({ delivered, nextAt }) => !delivered && nextAt <= now);
  let delivered = 0;
  for (const push of due) if (await attempt(state, push)) delivered += 1;
  return delivered;
}

/** Sends the push of this order once more, delivered or not: the customer sees a duplicate. */
export async function repeatPush(state: PiaozoneState, saleNo: string): Promise<boolean> {
  const push = state.scan.pushes.findLast((one) => one.saleNo === saleNo);
  if (push === undefined) throw new TypeError(`nothing was pushed for ${saleNo}`);
  return attempt(state, push);
}

async function attempt(state: PiaozoneState, push: ScanPush): Promise<boolean> {
  const { retryEveryMs, retryForMs } = state.settings.scan.push;
  const at = state.clock.now();
  const status = await callCustomer('POST', push.url, push.body, push.contentType).then(
    (answer) => answer.status,
    () => 'no answer' as const,
  );
  push.attempts.push({ at, status });
  // 返回结果：自行定义: only the HTTP status can be judged.
  const reached = typeof status === 'number' && status >= 200 && status < 300;
  if (reached) push.delivered = true;
  else push.nextAt = at + retryEveryMs <= push.since + retryForMs ? at + retryEveryMs : Number.POSITIVE_INFINITY;
  return reached;
}

function pushContent(state: PiaozoneState, baseUrl: string, order: ScanOrder, invoice: HeldInvoice): { contentType: string; body: string } {
  const { format, timestampAs, source } = state.settings.scan.push;
  const { issued } = invoice;
  const timestamp = state.clock.now();
  const fields: Record<string, string | number> = {
    SaleNo: order.saleNo,
    InvoiceType: 'DZ',
    InvoiceTitle: issued.buyer.name,
    InvoiceAmount: issued.totalAmount,
    InvoiceTime: shanghaiTime(issued.at),
    InvoiceNo: issued.invoiceNo,
    InvoiceCode: issued.invoiceCode,
    InvoiceCompany: issued.sellerName,
    InvoiceUrl: links(baseUrl, invoice).pdf,
    ...(issued.buyer.taxNo === '' ? {} : { TaxNo: issued.buyer.taxNo }),
    ...(source === 'missing' ? {} : { [source]: '1' }), // 1 扫码
    Timestamp: timestampAs === 'number' ? timestamp : String(timestamp),
  };
  if (format === 'json') return { contentType: 'application/json', body: JSON.stringify(fields) };
  // The root element of the XML form is not printed: mock-defined.
  const elements = Object.entries(fields).map(([name, value]) => xmlElement(name, String(value)));
  return { contentType: 'application/xml', body: `<?xml version="1.0" encoding="UTF-8"?>\n<Invoice>${elements.join('')}</Invoice>` };
}
