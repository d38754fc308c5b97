import { GL_VOUCHER } from '../gl/beans.js';
import type { BeanValue } from '../soap/typed-parts.js';

/** The bean of this service has one field more than that of the GL facade, which would refuse it (eas-and-imaging §4.4). */
export const WS_VOUCHER = { ...GL_VOUCHER, assistAbstract: 'string' } as const;

export type WsVoucherRow = BeanValue<typeof WS_VOUCHER>;

/** Columns of `nImportVoucher` beyond the fields of the bean. */
const MORE_COLUMNS = ['importKey', 'sourceType', 'cashier', 'sourceBillId', 'sourceSys', 'v.sourceSysNo', 'v.sourceSysBillUrl'] as const;

export type VoucherColumn = keyof typeof WS_VOUCHER | (typeof MORE_COLUMNS)[number];

export function isVoucherColumn(name: string): name is VoucherColumn {
  return Object.hasOwn(WS_VOUCHER, name) || (MORE_COLUMNS as readonly string[]).includes(name);
}
