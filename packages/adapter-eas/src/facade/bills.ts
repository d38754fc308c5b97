import { type Bill, type BillFields, isPiaozoneError, type JsonValue, readBill, readField } from '@piaozone/core/adapter';

/**
 * The bill of one row. A row that can be named but not read is still a bill: its content throws when it is asked for, so that this bill is refused with
 * its reason and the others are issued.
 * @throws request_invalid for a row without number or type, which nobody could be told about
 */
export function billOf(row: JsonValue, fields: BillFields): Bill {
  try {
    return readBill(row, fields);
  } catch (error) {
    const type = readField(row, fields.type);
    const number = readField(row, fields.number);
    if (type === undefined || number === undefined || !isPiaozoneError(error, 'request_invalid')) throw error;
    const id = readField(row, fields.id);
    const bill = { type, number, ...(id === undefined ? {} : { id }), unitNumber: readField(row, fields.unitNumber) ?? '', raw: row };
    // Not enumerable: logging or copying such a bill must not throw.
    return Object.defineProperty(bill, 'content', {
      get() {
        throw error;
      },
    }) as Bill;
  }
}
