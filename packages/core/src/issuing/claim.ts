/**
 * What somebody outside says about one of our invoices, e.g. a callback without a signature. Never believed: it only decides that the cloud is asked,
 * and what is worth a person's attention when the cloud says otherwise.
 */
export interface InvoiceClaim {
  /** Our serial number, as it was sent to the cloud. */
  readonly serialNo: string;
  readonly says?: 'issued' | 'failed';
  /** 发票号码, where the sender names one. */
  readonly invoiceNumber?: string;
}
