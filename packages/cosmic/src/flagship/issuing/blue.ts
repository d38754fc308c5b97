import {
  type Call,
  compareDecimals,
  type Invoice,
  type IssuingKey,
  invoicesOf,
  isDecimal,
  isPiaozoneError,
  PiaozoneError,
  type PreparedRequest,
  type QueryResult,
  type RedReference,
} from '@piaozone/core';

/** A red request of either kind: its blue invoice is known by serial number, by invoice number, or both. */
export type RedRequest = PreparedRequest & { readonly red: RedReference };

/**
 * The one blue invoice a red request is about, by a query for its serial number. Nothing of the red request has left when this fails.
 * @throws PiaozoneError `not-sent` when it cannot be found now; `rejected` when it is not one invoice
 */
export async function findBlue(request: RedRequest, query: (key: IssuingKey, call: Call) => Promise<QueryResult>, call: Call): Promise<Invoice> {
  const { red, seller } = request;
  const serialNo = red.originalSerialNo ?? '';
  const found = await beforeSending(() => query({ serialNo, sellerTaxNo: seller.taxNo, color: 'blue' }, call));
  if (found.state !== 'issued') throw blueMissing(request, call, 'error' in found ? found.error : undefined);
  const [only, ...others] = invoicesOf(found.invoice);
  if (only === undefined || others.length > 0) throw blueSplit(request, found.invoice, call);
  return only;
}

/** Runs what only looks. @throws what it throws, as `not-sent`: the write it prepares has not begun */
export async function beforeSending<T>(look: () => Promise<T>): Promise<T> {
  try {
    return await look();
  } catch (error) {
    throw isPiaozoneError(error) ? error.with({ outcome: 'not-sent' }) : error;
  }
}

/** `ALLE.INVOICE.RED` names no amounts: it reverses all of the blue invoice, so the red bill must be just that. @throws request_invalid, `rejected` */
export function assertWhole({ serialNo, totals }: RedRequest, blue: Invoice, blueTotal: string | undefined, { requestId }: Call): void {
  const asked = totals.totalAmount.replace(/^-/, '');
  if (isDecimal(blueTotal) && compareDecimals(asked, blueTotal) === 0) return;
  const shown = blueTotal ?? '?';
  throw new PiaozoneError({
    code: 'request_invalid',
    outcome: 'rejected',
    requestId,
    message: {
      zh: `红字请求 ${serialNo} 的价税合计为 ${asked}，蓝票 ${blue.number} 为 ${shown}：直开红冲只能整张红冲，没有发送`,
      en: `the red request ${serialNo} is for ${asked}, the blue invoice ${blue.number} for ${shown}: direct reversal takes the whole invoice, nothing was sent`,
    },
    hint: {
      zh: '部分红冲请用 REDCONFIRMBILL.APPLY 带明细申请红字确认单，或用 bill-push',
      en: 'to reverse a part, apply for a red confirmation with its lines (REDCONFIRMBILL.APPLY), or use bill-push',
    },
  });
}

/** The blue invoice cannot be seen now; it may be issued later. */
export function blueMissing({ serialNo, red }: RedRequest, { requestId }: Call, cause?: PiaozoneError): PiaozoneError {
  const blue = red.originalInvoiceNo ?? red.originalSerialNo ?? '';
  return new PiaozoneError({
    code: 'request_invalid',
    outcome: 'not-sent',
    requestId,
    message: {
      zh: `红字请求 ${serialNo} 的蓝票（${blue}）查不到已开具的发票，没有发送`,
      en: `no issued blue invoice (${blue}) is found for the red request ${serialNo}; nothing was sent`,
    },
    hint: { zh: '待蓝票开具并进入发票云后重新运行', en: 'run again once the blue invoice is issued and known to the invoice cloud' },
    ...(cause === undefined ? {} : { cause }),
  });
}

function blueSplit({ serialNo }: RedRequest, blue: Invoice, { requestId }: Call): PiaozoneError {
  const numbers = invoicesOf(blue).map(({ number }) => number);
  return new PiaozoneError({
    code: 'request_invalid',
    outcome: 'rejected',
    requestId,
    message: {
      zh: `红字请求 ${serialNo} 的蓝字单据被拆分为 ${numbers.length} 张发票（${numbers.join('、')}），没有发送`,
      en: `the blue bill of the red request ${serialNo} was split into ${numbers.length} invoices (${numbers.join(', ')}); nothing was sent`,
    },
    hint: { zh: '每张蓝票各建一张红字单据，并给出原发票号码', en: 'make one red bill for each of them, with its invoice number' },
  });
}
