import type { BillReference } from './invoice.js';

/**
 * 来源单据: an ERP document waiting for an invoice. Only what identifies it has been read; its content is read bill by bill in `toInvoiceRequest`,
 * so that one that cannot be read is refused with its reason and the others go on.
 */
export interface Bill extends BillReference {
  /** Number of the business unit (业务单元 / 组织单元) that issues; empty where the row has none. */
  readonly unitNumber: string;
  /** Its calendar date, `yyyy-MM-dd`; absent where the row or the field map has none. */
  readonly date?: string;
  /** The ERP's row. */
  readonly raw: unknown;
}
