import { asText, type JsonValue } from '@piaozone/core/adapter';
import type { BillPlan } from '../settings/config.js';
import { idOf, type Row } from '../wire/client.js';

/** A query with entry fields gives a row per entry (k3cloud §4): one bill per FID, its entries in the order of their ids. */
export function groupByBill(rows: readonly Row[], plan: BillPlan): readonly Row[] {
  const entryKey = plan.fields.lines.path;
  const bills = new Map<string, { readonly head: Row; readonly entries: Row[] }>();
  for (const row of rows) {
    const id = idOf(row, 'FID');
    if (id === undefined) continue;
    const bill = bills.get(id) ?? { head: pick(row, plan.headKeys), entries: [] };
    bill.entries.push(pick(row, plan.entryKeys));
    bills.set(id, bill);
  }
  return [...bills.values()].map(({ head, entries }) => ({ ...head, [entryKey]: entries.sort((a, b) => order(a, b, plan.entryIdKey)) }));
}

function order(a: Row, b: Row, key: string): number {
  const [left, right] = [idOf(a, key), idOf(b, key)];
  if (left === undefined || right === undefined) return 0;
  const difference = BigInt(left) - BigInt(right);
  if (difference === 0n) return 0;
  return difference < 0n ? -1 : 1;
}

/** The members of `row` that `keys` begin in. */
function pick(row: Row, keys: readonly string[]): Row {
  const names = new Set(keys.map((key) => key.split('.', 1)[0]));
  return Object.fromEntries(Object.entries(row).filter(([name]) => names.has(name)));
}

/** Text at a key of a bill that may have a dot. */
export function cellText(row: Row, key: string): string {
  let value: JsonValue | undefined = row;
  for (const step of key.split('.'))
    value = typeof value === 'object' && value !== null && Object.hasOwn(value, step) ? (value as Row)[step] : undefined;
  return (typeof value === 'boolean' ? String(value) : (asText(value) ?? '')).trim();
}
