import { objectOf } from './bills.js';
import { DIRECT_FIELDS, FieldReader } from './fields.js';
import { DIRECT_LINE_KINDS, readLines } from './lines.js';
import type { SimOrder } from './order.js';
import { duplicate } from './refusal.js';
import type { SimAnswer } from './settings.js';
import type { SimInterface, SimState } from './state.js';

/** `ALLE.INVOICE.OPEN` (flagship-and-cosmic §6.3): accepted, not issued. */
export const openDirect: SimInterface = ({ state, system }, data) => {
  const row = objectOf(data);
  const fields = new FieldReader(row, '');
  fields.note(DIRECT_FIELDS, state.context.unknownFields, 'ALLE.INVOICE.OPEN');
  const serialNo = fields.required('serialNo', 50);
  const before = state.orders.direct(serialNo);
  if (before !== undefined && state.settings.repeatedOpen !== 'issue-again') return repeated(state, before);
  const lines = readLines(fields.list('invoiceDetail'), {
    kinds: DIRECT_LINE_KINDS,
    taxIncluded: fields.text('includeTaxFlag') === '1',
    differential: fields.text('taxedType') === '2',
    red: false,
    required: 'goods',
    settings: state.settings,
    unknownFields: state.context.unknownFields,
    place: 'ALLE.INVOICE.OPEN.invoiceDetail',
  });
  const content = {
    invoiceType: fields.oneOf('invoiceType', ['01', '02']),
    seller: state.enterprises.seller(fields.text('sellerTaxpayerId'), fields.text('orgCode')),
    // Names and tax numbers are trimmed (§6.3): the reader trims every text.
    buyer: { name: fields.required('buyerName', 100), taxNo: fields.text('buyerTaxpayerId', 20) },
    handedBack: {},
    lines,
  };
  state.orders.start(state.orders.accept({ key: serialNo, channel: 'direct', businessSystemCode: system.code, content }));
  return acceptedAnswer(state, serialNo);
};

/** A serial seen before: a duplicate, or looked up and sent again only after a confirmed failure (§6.3). */
export function repeated(state: SimState, before: SimOrder): SimAnswer {
  if (state.settings.repeatedOpen !== 'requery') throw duplicate(before.key);
  if (before.state === 'decided' && before.parts.every(({ invoiceNum }) => invoiceNum === undefined)) state.orders.start(before);
  return acceptedAnswer(state, before.key);
}

/** §16: the serial, or an encoded text; what the encoded one holds is mock-defined. */
export function acceptedAnswer({ settings }: SimState, serialNo: string): SimAnswer {
  return { data: settings.openAnswer === 'raw' ? new RawData(serialNo) : { serialNo } };
}

/** Goes out as it is, whatever encryption the business system has. */
export class RawData {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}
