/** Seller or buyer as printed on the invoice. Absent fields are absent, never empty strings. */
export interface Party {
  readonly name: string;
  /** 纳税人识别号; a natural person or foreign buyer may have none. */
  readonly taxNo?: string;
  readonly address?: string;
  readonly phone?: string;
  readonly bankName?: string;
  readonly bankAccount?: string;
  /** Delivery of the electronic invoice. */
  readonly email?: string;
  readonly mobile?: string;
}
