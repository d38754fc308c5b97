/** Major, minor, patch. */
type Numbers = readonly [number, number, number];

const VERSION = /^v?(\d+)\.(\d+)\.(\d+)(?:-[\w.-]+)?(?:\+[\w.-]+)?$/;
/** An operator and as much of a version as is given. */
const COMPARATOR = /^(\^|~|>=|>|<=|<|=)?\s*v?(\d+|[x*])(?:\.(\d+|[x*]))?(?:\.(\d+|[x*]))?(?:-[\w.-]+)?$/i;

/**
 * Whether `range` of a peer dependency (`^0.1.0`, `>=0.2 <1`, `0.1.x || 0.2.x`) holds `version`; pre-releases count as their version.
 * @returns undefined for a range or a version that is not understood, e.g. a tag or an address
 */
export function holds(range: string, version: string): boolean | undefined {
  const found = VERSION.exec(version);
  if (found === null || range.trim() === '') return undefined;
  const numbers: Numbers = [Number(found[1]), Number(found[2]), Number(found[3])];
  const verdicts = range.split('||').map((part) => holdsAll(part.trim(), numbers));
  return verdicts.includes(undefined) ? undefined : verdicts.includes(true);
}

function holdsAll(part: string, version: Numbers): boolean | undefined {
  const comparators = part.replace(/(\^|~|>=|>|<=|<|=)\s+/g, '$1').split(/\s+/);
  const verdicts = comparators.map((comparator) => holdsOne(comparator, version));
  return verdicts.includes(undefined) ? undefined : !verdicts.includes(false);
}

function holdsOne(comparator: string, version: Numbers): boolean | undefined {
  const [, operator = '', ...parts] = COMPARATOR.exec(comparator) ?? [];
  if (parts.length === 0) return undefined;
  const given = parts.filter((part) => part !== undefined && /^\d+$/.test(part)).map(Number);
  const low: Numbers = [given[0] ?? 0, given[1] ?? 0, given[2] ?? 0];
  const [from, to] = [compare(version, low), compare(version, endOf(operator, low, given.length))];
  switch (operator) {
    case '>':
      return given.length === 3 ? from > 0 : compare(version, endOf('', low, given.length)) >= 0;
    case '>=':
      return from >= 0;
    case '<':
      return from < 0;
    case '<=':
      return given.length === 3 ? from <= 0 : compare(version, endOf('', low, given.length)) < 0;
    default:
      return from >= 0 && to < 0;
  }
}

/** The first version beyond what `^`, `~` or a bare version of `count` numbers holds. */
function endOf(operator: string, [major, minor, patch]: Numbers, count: number): Numbers {
  if (count === 0) return [Number.POSITIVE_INFINITY, 0, 0];
  if (count === 1) return [major + 1, 0, 0];
  if (operator === '~' || (operator !== '^' && count === 2)) return [major, minor + 1, 0];
  if (operator !== '^') return [major, minor, patch + 1];
  if (major > 0) return [major + 1, 0, 0];
  return minor > 0 || count === 2 ? [0, minor + 1, 0] : [0, 0, patch + 1];
}

function compare(left: Numbers, right: Numbers): number {
  const at = left.findIndex((one, index) => one !== right[index]);
  return at < 0 ? 0 : (left[at] ?? 0) - (right[at] ?? 0);
}
