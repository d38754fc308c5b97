import { amountText, cents } from '../../common/amounts.js';
import { totalsOf } from './lines.js';
import { isRed, type SimOrder } from './order.js';
import type { SimState } from './state.js';

/** What contradicts itself in the books: read from the append-only record, not from the desks that wrote it. */
export function simProblems({ book, orders, settings }: SimState): string[] {
  const problems: string[] = [];
  const numbers = new Set<string>();
  for (const { invoiceNum } of book.record) {
    if (numbers.has(invoiceNum)) problems.push(`${invoiceNum} stands in the record twice`);
    numbers.add(invoiceNum);
  }
  const keys = new Set(book.record.map(({ key }) => key));
  for (const key of keys) if (book.issuedTimes(key) > 1) problems.push(`${key} was issued ${book.issuedTimes(key)} times`);
  for (const order of orders.all) {
    if (order.state === 'withdrawn' && !settings.withdrawIssued && order.parts.some(({ invoiceNum }) => invoiceNum !== undefined)) {
      problems.push(`${order.key} was withdrawn and issued`);
    }
    problems.push(...sumProblems(order));
  }
  for (const invoice of book.all()) {
    const left = book.remaining(invoice).gross;
    if (invoice.issued.kind === 'blue' && left < 0n) problems.push(`${invoice.issued.invoiceNum} is reversed beyond its amount: ${amountText(left)}`);
    const parts = invoice.order.parts.filter(({ invoiceNum }) => invoiceNum === invoice.issued.invoiceNum);
    if (parts.length !== 1) problems.push(`${invoice.issued.invoiceNum} belongs to ${parts.length} parts of ${invoice.issued.key}`);
    if (totalsOf(invoice.part.lines).gross !== cents(invoice.issued.includeTaxAmount))
      problems.push(`${invoice.issued.invoiceNum} differs from its part`);
  }
  return problems;
}

function sumProblems(order: SimOrder): string[] {
  if (order.parts.length === 0) return [];
  const [asked, shared] = [totalsOf(order.content.lines), totalsOf(order.parts.flatMap(({ lines }) => lines))];
  const same = asked.net === shared.net && asked.tax === shared.tax;
  const sign = isRed(order) ? -1n : 1n;
  const turned = order.parts.filter(({ lines }) => totalsOf(lines).gross * sign < 0n);
  return [
    ...(same ? [] : [`the invoices of ${order.key} are ${amountText(shared.gross)}, the bill is ${amountText(asked.gross)}`]),
    ...turned.map(({ number }) => `part ${number} of ${order.key} has the wrong sign`),
  ];
}
