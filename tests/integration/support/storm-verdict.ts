import { invoicesOf, type Operation } from '@piaozone/core';
import type { FlagshipInvoice, MockCosmic } from '@piaozone/testkit';
import type { End, Kind, StormOptions } from './storm-kinds.js';

export interface RowState {
  readonly invoiceno: string;
  readonly all: string;
  readonly writes: readonly string[];
}

/** What a bill was to go through, and how the cloud's books say it ended. */
export interface Fate {
  readonly end: End;
  readonly kind: Kind;
  readonly mode: StormOptions['mode'];
}

/** Sent twice is right only where nothing shows that the first one arrived. */
const SENT_AGAIN: ReadonlySet<Kind> = new Set(['lost before', 'twice lost', 'page of a proxy']);

/** What store and ERP say besides the cloud's own books. */
export function disagreements(
  { end, kind, mode }: Fate,
  issued: readonly FlagshipInvoice[],
  operation: Operation | undefined,
  row: RowState,
): string[] {
  const wrong: string[] = [];
  const numbers = [...issued].sort((a, b) => a.part - b.part).map(({ invoiceNum }) => invoiceNum);
  const known = operation?.invoice === undefined ? [] : invoicesOf(operation.invoice).map(({ number }) => number);
  const [state, first, all] = {
    issued: ['issued', numbers[0] ?? '', numbers.join(',')],
    // A failure that direct issuing tells of is no proof: the channel may still issue (flagship-and-cosmic §6.3).
    failed: [mode === 'direct' ? 'unknown' : 'needs-review', '', ''],
    open: ['submitted', '', ''],
  }[end] as [string, string, string];
  if (operation?.state !== state) wrong.push(`recorded as ${operation?.state}, is ${end}`);
  if (known.join() !== numbers.join()) wrong.push(`recorded invoices ${known.join()}, issued ${numbers.join()}`);
  if (row.invoiceno !== first || row.all !== all) wrong.push(`the ERP has ${row.invoiceno} of ${row.all}, issued ${numbers.join()}`);
  const written = row.writes.filter((outcome) => outcome === 'written').length;
  const bad = row.writes.filter((outcome) => outcome === 'conflict' || outcome === 'no-such-bill');
  if (written !== (end === 'issued' ? 1 : 0) || bad.length > 0) wrong.push(`written back: ${row.writes.join()}`);
  const attempts = SENT_AGAIN.has(kind) ? 2 : 1;
  if (end === 'issued' && operation?.attempts !== attempts) wrong.push(`sent ${operation?.attempts} times instead of ${attempts}`);
  return wrong;
}

export function endOf(order: ReturnType<MockCosmic['sim']['order']>): End {
  if (order?.state !== 'decided') return 'open';
  return order.failures.length === 0 ? 'issued' : 'failed';
}
