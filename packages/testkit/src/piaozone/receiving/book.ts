import { type InvoiceFields, numberOf } from '../expense/pool.js';

/** An invoice the bureau holds for a buyer, as 收票 shows it. */
export interface ReceivedInvoice {
  readonly taxNo: string;
  /** 下载任务批次号 it came with; where it is from is unknown. */
  readonly batchNo: string;
  readonly fields: InvoiceFields;
  /** 不抵扣原因, once selected. */
  notDeductibleType?: string;
}

/** What 收票 can collect, and how far each collection batch has come. */
export class ReceivingBook {
  readonly #invoices: ReceivedInvoice[] = [];
  readonly #cursors = new Map<string, number>();

  /** @throws TypeError without a number */
  add(taxNo: string, fields: InvoiceFields, batchNo = ''): void {
    if (numberOf(fields) === undefined) throw new TypeError('a received invoice needs invoiceNo');
    this.#invoices.push({ taxNo, batchNo, fields });
  }

  /** Invoices of a download batch; without one all of them. */
  batch(batchNo: string): readonly ReceivedInvoice[] {
    return batchNo === '' ? this.#invoices : this.#invoices.filter((invoice) => invoice.batchNo === batchNo);
  }

  ofTaxNo(taxNo: string): readonly ReceivedInvoice[] {
    return this.#invoices.filter((invoice) => invoice.taxNo === taxNo);
  }

  /** Start of the next part of a collection and remembers where it ends; `undefined` for a batch nobody began. */
  advance(serialNo: string, begin: boolean, by: number): number | undefined {
    const from = begin ? 0 : this.#cursors.get(serialNo);
    if (from !== undefined) this.#cursors.set(serialNo, from + by);
    return from;
  }
}
