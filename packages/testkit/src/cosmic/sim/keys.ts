import { isRow } from './fields.js';

const KEY_FIELDS = ['billNo', 'serialNo', 'orderNo', 'invoiceNum', 'redInfoBillNo'];

/** Everything a call names that a test may aim a fault at: billNo, serialNo, serialNos, orderNo, invoiceNum, redInfoBillNo. */
export function keysIn(data: unknown): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const row of Array.isArray(data) ? data : [data]) {
    if (!isRow(row)) continue;
    const serials = row['serialNos'];
    for (const value of [...KEY_FIELDS.map((name) => row[name]), ...(Array.isArray(serials) ? serials : [])]) {
      if (typeof value === 'string') keys.add(value);
    }
  }
  return keys;
}
