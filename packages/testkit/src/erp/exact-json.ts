/** A JSON number written digit by digit, e.g. `0.10` or one of 20 digits, which a JavaScript number cannot carry. */
export class ExactNumber {
  readonly text: string;

  constructor(text: string) {
    if (!/^-?(0|[1-9]\d*)(\.\d+)?$/.test(text)) throw new Error(`not a JSON number: ${text}`);
    this.text = text;
  }

  /** For plain `JSON.stringify`, e.g. of the `/__mock` views; the wire is written by {@link exactJson}. */
  toJSON(): number {
    return Number(this.text);
  }

  toString(): string {
    return this.text;
  }
}

// A private-use character: JSON.stringify leaves it as it is, and no text of a bill holds it.
const MARK = '\uE9A7';
const MARKED = new RegExp(`"${MARK}([^"]+)"`, 'g');

/** `JSON.stringify` that writes every {@link ExactNumber} as the number it holds. */
export function exactJson(value: unknown): string {
  const json = JSON.stringify(value, function (this: Record<string, unknown>, key, plain: unknown) {
    const raw = this[key];
    return raw instanceof ExactNumber ? `${MARK}${raw.text}` : plain;
  });
  return json.replace(MARKED, '$1');
}

/** A deep copy of plain data; an {@link ExactNumber} stays one. */
export function copyData<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copyData) as T;
  if (value === null || typeof value !== 'object' || value instanceof ExactNumber) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, copyData(part)])) as T;
}
