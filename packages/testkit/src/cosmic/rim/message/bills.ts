import type { Row } from '../../../erp/bill-table.js';
import { copyData } from '../../../erp/exact-json.js';
import { checkFields, checkValue, RimRefusal, rowsOf } from '../wire.js';
import { COVER_FIELDS, INVOICE_DATA_FIELDS } from './fields.js';

/** 1 未用, 30 在用, 60 已用. */
const BILL_STATES = ['1', '30', '60'];

export interface RimBill {
  readonly billId: string;
  /** billId and resource together are unique. */
  readonly resource: string;
  readonly billNo: string;
  readonly billType: string;
  /** `1`, `30`, `60`; empty while the bill is known from getEventCode only. */
  readonly status: string;
  readonly invoices: readonly Row[];
  readonly cover: Row | undefined;
  readonly attachments: readonly Row[];
}

export interface RimVoucher {
  readonly vouchId: string;
  readonly resource: string;
  readonly fields: Row;
}

/** Bills and vouchers of the business systems as billSave and voucherSave leave them. */
export class RimBills {
  readonly #bills = new Map<string, RimBill>();
  readonly #vouchers = new Map<string, RimVoucher>();
  readonly #knows: (serialNo: string) => boolean;
  readonly #unknownFields: Set<string>;

  constructor(knows: (serialNo: string) => boolean, unknownFields: Set<string>) {
    this.#knows = knows;
    this.#unknownFields = unknownFields;
  }

  get all(): readonly RimBill[] {
    return [...this.#bills.values()];
  }

  get vouchers(): readonly RimVoucher[] {
    return [...this.#vouchers.values()];
  }

  find(billId: string, resource: string): RimBill | undefined {
    return this.#bills.get(keyOf(billId, resource));
  }

  /** The bill behind an event code; a bill seen for the first time has no state and no invoices. */
  open(data: Row): RimBill {
    const { billId, billNo, billType, resource } = texts(data);
    const bill = this.find(billId, resource) ?? {
      ...{ billId, resource, status: '', invoices: [], cover: undefined, attachments: [] },
      billNo,
      billType,
    };
    return this.#keep(bill);
  }

  /** billSave: invoices are replaced; attachments stay when `attachData` is absent, are cleared by an empty one, replaced by a filled one. */
  save(data: Row): Row {
    checkValue(data['status'], BILL_STATES, 'billSave.status');
    const invoices = rowsOf(data['invoiceData'], 'billSave.invoiceData');
    for (const row of invoices) {
      checkFields(row, INVOICE_DATA_FIELDS, 'message.billSave.invoiceData', this.#unknownFields);
      this.#mustKnow(row['serialNo']);
    }
    const bill = this.open(data);
    const { billNo, billType } = texts(data);
    const cover = data['coverData'] === undefined ? bill.cover : this.#cover(data['coverData']);
    const attachments = data['attachData'] === undefined ? bill.attachments : rowsOf(data['attachData'], 'billSave.attachData');
    this.#keep({
      ...bill,
      ...{ billNo, billType, cover },
      status: String(data['status']),
      invoices: copyData(invoices),
      attachments: copyData(attachments),
    });
    return {};
  }

  saveVoucher(data: Row): Row {
    const { vouchId, resource } = texts(data);
    if (!/^\d{4}-\d{2}-\d{2}$/.test(String(data['businessDate']))) throw new RimRefusal('MOCK_FIELD', 'voucherSave.businessDate: yyyy-MM-dd'); // mock-defined
    for (const name of ['serialNoArray', 'expenseIdArray']) {
      if (!Array.isArray(data[name])) throw new RimRefusal('MOCK_FIELD', `voucherSave.${name}: a list`); // mock-defined
    }
    for (const serialNo of data['serialNoArray'] as unknown[]) this.#mustKnow(serialNo);
    this.#vouchers.set(keyOf(vouchId, resource), { vouchId, resource, fields: copyData(data) });
    return {};
  }

  /** A user on the assistant's page gives the bill these invoices and attachments; `overwrite` drops what it had. */
  import(bill: RimBill, serialNos: readonly string[], attachments: readonly Row[], overwrite: boolean): void {
    const added = serialNos.map((serialNo) => ({ serialNo }));
    const kept = overwrite ? [] : bill.invoices.filter((row) => !serialNos.includes(String(row['serialNo'])));
    const keptFiles = overwrite ? [] : bill.attachments;
    this.#keep({ ...bill, invoices: [...kept, ...added], attachments: [...keptFiles, ...copyData([...attachments])] });
  }

  #cover(cover: unknown): Row {
    const [row = {}] = rowsOf([cover], 'billSave.coverData');
    checkFields(row, COVER_FIELDS, 'message.billSave.coverData', this.#unknownFields);
    checkValue(row['coveType'], ['1', '2'], 'billSave.coverData.coveType');
    return copyData(row);
  }

  #mustKnow(serialNo: unknown): void {
    if (!this.#knows(String(serialNo))) throw new RimRefusal('MOCK_NO_SUCH_INVOICE', `serialNo ${String(serialNo)} is not in the pool`); // mock-defined
  }

  #keep(bill: RimBill): RimBill {
    this.#bills.set(keyOf(bill.billId, bill.resource), bill);
    return bill;
  }
}

function keyOf(id: string, resource: string): string {
  return JSON.stringify([id, resource]);
}

type Texts = Record<'billId' | 'billNo' | 'billType' | 'resource' | 'vouchId', string>;

function texts(data: Row): Texts {
  const text = (name: string) => String(data[name] ?? '');
  return { billId: text('billId'), billNo: text('billNo'), billType: text('billType'), resource: text('resource'), vouchId: text('vouchId') };
}
