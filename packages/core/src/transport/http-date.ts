/** `Sun, 06 Nov 1994 08:49:37 GMT`, and the two forms of old that must be read too (RFC 9110 §5.6.7). The last has no zone and means GMT. */
const IMF = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
const RFC_850 = /^[A-Z][a-z]{5,8}, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/;
const ASCTIME = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/;

/** Epoch milliseconds of an HTTP date; `undefined` for anything else: the engine's own parser makes a date of nearly every text, of `-5` too. */
export function readHttpDate(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const known = IMF.test(text) || RFC_850.test(text) ? text : ASCTIME.test(text) ? `${text} GMT` : undefined;
  const at = known === undefined ? Number.NaN : Date.parse(known);
  return Number.isNaN(at) ? undefined : at;
}
