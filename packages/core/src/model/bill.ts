import type { BillReference, InvoiceRequest } from './invoice.js';

/** 来源单据: an ERP document as the adapter read it, with the request it stands for not yet made. */
export interface Bill extends BillReference {
  /** Number of the business unit (业务单元 / 组织单元) that issues. */
  readonly unitNumber: string;
  /** Neutral content; `toInvoiceRequest` adds what the ERP's conventions say. */
  readonly content: Omit<InvoiceRequest, 'bill'>;
  /** The ERP's row, for adapters that need more. */
  readonly raw: unknown;
}
