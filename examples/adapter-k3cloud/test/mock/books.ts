import type { ExactNumber } from '@piaozone/testkit';

/** Base data, e.g. an organization in a bill. */
export interface BaseData {
  readonly FID: string;
  readonly FNumber: string;
  readonly FName: string;
}

export type Cell = string | ExactNumber | BaseData;

/** Fields by their keys. */
export type Fields = Readonly<Record<string, Cell>>;

export interface StoredRow {
  readonly id: string;
  readonly head: Record<string, Cell>;
  readonly entries: readonly { readonly id: string; readonly fields: Record<string, Cell> }[];
  writes: number;
}

/** What a form consists of. */
export interface FormShape {
  readonly formId: string;
  /** Internal id of a row. */
  readonly idKey: string;
  readonly head: readonly string[];
  readonly entryKey?: string;
  readonly entry?: readonly string[];
}

const INVOICE_HEAD = [
  'FID',
  'FBillNo',
  'FDATE',
  'FDOCUMENTSTATUS',
  'FCancelStatus',
  'FBillTypeID',
  'FSETTLEORGID',
  'FCUSTOMERID',
  'FIVCUSTOMERID',
  'FCURRENCYID',
  'FRedBlue',
  'FHEADAUXPRICEFOR',
  'FTAXAMOUNTFOR',
  'FAFTERTOTALTAXFOR',
  'FINVOICETITLE',
  'FTAXREGISTERCODE',
  'FOPENBANKNAME',
  'FBANKCODE',
  'FTEL',
  'FADDRESS',
  'FDRAWER',
  'FBILLINGWAY',
  'FINVOICENO',
  'FINVOICEDATE',
  'FIVCODE',
  'FIVNUMBER',
  'FSOURCEIVNUMBER',
  'FSerialNumber',
  'FGTSTATUS',
];
const INVOICE_ENTRY = [
  'FMATERIALID',
  'FMATERIALNAME',
  'FMODEL',
  'FPRICEUNITID',
  'FPRICEQTY',
  'FAUXPRICE',
  'FAUXTAXPRICE',
  'FTAXRATE',
  'FAMOUNTFOR',
  'FDETAILTAXAMOUNTFOR',
  'FALLAMOUNTFOR',
  'FDISCOUNTAMOUNTFOR',
  'FCOMMENT',
  'FSRCBILLNO',
];

/** What the reference does not hold is a customer’s field, told to both sides by the test. */
export interface OwnKeys {
  readonly invoiceHead: readonly string[];
  readonly invoiceEntry: readonly string[];
  readonly taxpayerForm: readonly string[];
}

/** The books of one data centre. */
export class Books {
  readonly #shapes: readonly FormShape[];
  readonly #rows = new Map<string, StoredRow[]>();
  #ids = 100_000;

  constructor(own: OwnKeys) {
    const invoice = (formId: string, entryKey: string): FormShape => ({
      formId,
      idKey: 'FID',
      head: [...INVOICE_HEAD, ...own.invoiceHead],
      entryKey,
      entry: [...INVOICE_ENTRY, ...own.invoiceEntry],
    });
    this.#shapes = [
      {
        formId: 'ORG_Organizations',
        idKey: 'FOrgID',
        head: ['FOrgID', 'FNumber', 'FName', 'FForbidStatus', 'FIsAccountOrg', 'FIsBusinessOrg', 'FAcctOrgType', 'FParentID'],
      },
      { formId: 'IV_GTSetting', idKey: 'FID', head: ['FID', ...own.taxpayerForm] },
      invoice('IV_SALESIC', 'FSALESICENTRY'),
      invoice('IV_SALESOC', 'FSALESOCENTRY'), // mock-defined: the entry key of this form is in no source
    ];
  }

  shape(formId: string): FormShape | undefined {
    return this.#shapes.find((shape) => shape.formId.toLowerCase() === formId.toLowerCase());
  }

  rows(formId: string): StoredRow[] {
    const name = formId.toLowerCase();
    const rows = this.#rows.get(name) ?? [];
    this.#rows.set(name, rows);
    return rows;
  }

  add(formId: string, head: Fields, entries: readonly Fields[] = []): StoredRow {
    const shape = this.shape(formId);
    if (shape === undefined) throw new Error(`the mock has no form ${formId}`);
    const id = this.#nextId();
    const row = {
      id,
      head: { ...head, [shape.idKey]: id },
      entries: entries.map((fields) => ({ id: this.#nextId(), fields: { ...fields } })),
      writes: 0,
    };
    this.rows(formId).push(row);
    return row;
  }

  #nextId(): string {
    this.#ids += 1;
    return String(this.#ids);
  }
}

/** A value by its key, whose case does not matter. */
export function cellOf(fields: Fields, key: string): Cell | undefined {
  const found = Object.keys(fields).find((name) => name.toLowerCase() === key.toLowerCase());
  return found === undefined ? undefined : fields[found];
}
