import { addDays, daysBetween, shanghaiDate, startOfDate } from './calendar.js';

/** Dates of one order, `YYYY-MM-DD` in Asia/Shanghai, both included; an absent one is open. */
export interface Validity {
  readonly validFrom?: string;
  readonly validUntil?: string;
}

export type Coverage =
  /** `endsOn`: last day of the chain of orders that follow each other without a gap; absent = open. */
  | { readonly state: 'active'; readonly endsOn: string | undefined }
  | { readonly state: 'not-started'; readonly startsOn: string }
  | { readonly state: 'ended'; readonly endedOn: string };

/** A renewal is active from 23:00 on the eve of its start (business-rules §3.2). */
const RENEWED_EARLIER_MS = 3_600_000;

/** Whether an order is valid at this moment; its last day belongs to it, what happens on its edge the cloud decides. */
export function isActive({ validFrom, validUntil }: Validity, nowMs: number): boolean {
  if (validFrom !== undefined && nowMs < startOfDate(validFrom) - RENEWED_EARLIER_MS) return false;
  return validUntil === undefined || nowMs < startOfDate(addDays(validUntil, 1));
}

/** What several orders of one product cover together. @param orders at least one */
export function coverageOf(orders: readonly Validity[], nowMs: number): Coverage {
  const active = orders.filter((order) => isActive(order, nowMs));
  if (active.length > 0) return { state: 'active', endsOn: chainEnd(active, orders) };
  const starts = orders.flatMap(({ validFrom }) => (validFrom !== undefined && nowMs < startOfDate(validFrom) ? validFrom : [])).sort();
  if (starts[0] !== undefined) return { state: 'not-started', startsOn: starts[0] };
  const ends = orders.flatMap(({ validUntil }) => validUntil ?? []).sort();
  return { state: 'ended', endedOn: ends.at(-1) ?? shanghaiDate(nowMs) };
}

function chainEnd(active: readonly Validity[], orders: readonly Validity[]): string | undefined {
  if (active.some(({ validUntil }) => validUntil === undefined)) return undefined;
  let end = active
    .flatMap(({ validUntil }) => validUntil ?? [])
    .sort()
    .at(-1);
  for (const { validFrom, validUntil } of [...orders].sort(byStart)) {
    if (end === undefined || validFrom === undefined || validFrom > addDays(end, 1)) continue;
    if (validUntil === undefined) return undefined;
    if (validUntil > end) end = validUntil;
  }
  return end;
}

function byStart(a: Validity, b: Validity): number {
  const [left, right] = [a.validFrom ?? '', b.validFrom ?? ''];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Whole days until the last day; 0 on that day. */
export function daysLeft(endsOn: string, nowMs: number): number {
  return daysBetween(shanghaiDate(nowMs), endsOn);
}
