import { inspect } from 'node:util';

/** Everything a careless log could show of `value`. */
export function everythingShown(value: unknown): string {
  const shown = [inspect(value, { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: true }), String(value)];
  try {
    shown.push(JSON.stringify(value) ?? '');
  } catch {
    // Cyclic structures are shown by inspect above.
  }
  if (value instanceof Error) shown.push(value.stack ?? '', everythingShown(value.cause));
  return shown.join('\n');
}
