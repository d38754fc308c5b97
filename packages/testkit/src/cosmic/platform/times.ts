const TEXT = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})$/;
const ISO_UTC = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?Z$/;

/** Epoch milliseconds of `yyyy-MM-dd HH:mm:ss`, read as Shanghai time, or of ISO-UTC where that is allowed (from 苍穹 7.0.13, flagship-and-cosmic §2.2). */
export function platformTime(value: unknown, allowIso = false): number | undefined {
  if (typeof value !== 'string') return undefined;
  if (allowIso && ISO_UTC.test(value)) return finite(Date.parse(value));
  const match = TEXT.exec(value);
  return match === null ? undefined : finite(Date.parse(`${match[1]}T${match[2]}+08:00`));
}

function finite(time: number): number | undefined {
  return Number.isFinite(time) ? time : undefined;
}

/** Remembers single-use texts for a time of the mock's clock. */
export class OnceBook {
  readonly #until = new Map<string, number>();

  /** False when the text was used less than `forMs` ago; else it is used from now on. */
  use(text: string, now: number, forMs: number): boolean {
    if ((this.#until.get(text) ?? Number.NEGATIVE_INFINITY) > now) return false;
    this.#until.set(text, now + forMs);
    return true;
  }
}
