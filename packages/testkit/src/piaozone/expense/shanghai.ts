const SHANGHAI_MS = 8 * 3_600_000;

/** Calendar day `YYYY-MM-DD` in Asia/Shanghai, which has had no daylight saving since 1991. */
export function shanghaiDay(epochMs: number): string {
  return new Date(epochMs + SHANGHAI_MS).toISOString().slice(0, 10);
}

/** `YYYY-MM-DD` of a date text in any of the forms clients pass on (the format is unknown), else `undefined`. */
export function dayOf(text: unknown): string | undefined {
  const found = typeof text === 'string' ? /^(\d{4})\D{0,2}(\d{2})\D{0,2}(\d{2})/.exec(text.trim()) : null;
  return found === null ? undefined : `${found[1]}-${found[2]}-${found[3]}`;
}
