/** Below this length first three and last four would leave little hidden. */
const LEAST_LENGTH = 11;

/**
 * A tax number, client id or phone number for logs: first 3 and last 4 characters stay (business-rules §5); of what is shorter than 11 none do.
 * `91440300MOCK00001X` becomes `914***********001X`.
 */
export function maskId(id: string): string {
  if (id.includes('********')) return id;
  return id.length < LEAST_LENGTH ? '*'.repeat(id.length) : `${id.slice(0, 3)}${'*'.repeat(id.length - 7)}${id.slice(-4)}`;
}
