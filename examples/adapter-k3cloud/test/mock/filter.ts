/** What a FilterString is asked about: the value of a key in one row, compared as number where both are numbers. */
export type Lookup = (key: string) => string;

type Token = { readonly kind: 'word' | 'text' | 'sign'; readonly text: string };
type Test = (lookup: Lookup) => boolean;

const TOKEN = /\s*(?:'((?:[^']|'')*)'|([A-Za-z_][\w.]*|-?\d+(?:\.\d+)?)|(<>|<=|>=|[=<>()]))/y;

/** The SQL-like part of a FilterString that the reference shows: comparisons, AND, OR, parentheses. */
export class FilterSyntaxError extends Error {}

export function parseFilter(text: string): Test {
  const tokens = tokenize(text);
  if (tokens.length === 0) return () => true;
  let at = 0;
  const peek = () => tokens[at];
  const take = (): Token => {
    const token = tokens[at];
    if (token === undefined) throw new FilterSyntaxError(text);
    at += 1;
    return token;
  };
  const isWord = (word: string) => peek()?.kind === 'word' && peek()?.text.toUpperCase() === word;

  function either(): Test {
    let test = both();
    while (isWord('OR')) {
      take();
      const [left, right] = [test, both()];
      test = (lookup) => left(lookup) || right(lookup);
    }
    return test;
  }

  function both(): Test {
    let test = one();
    while (isWord('AND')) {
      take();
      const [left, right] = [test, one()];
      test = (lookup) => left(lookup) && right(lookup);
    }
    return test;
  }

  function one(): Test {
    const first = take();
    if (first.text === '(' && first.kind === 'sign') {
      const inner = either();
      if (take().text !== ')') throw new FilterSyntaxError(text);
      return inner;
    }
    const [sign, value] = [take(), take()];
    if (first.kind !== 'word' || sign.kind !== 'sign' || value.kind === 'sign') throw new FilterSyntaxError(text);
    return (lookup) => holds(compare(lookup(first.text), value.text), sign.text);
  }

  const test = either();
  if (at < tokens.length) throw new FilterSyntaxError(text);
  return test;
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const match = TOKEN.exec(text);
    if (match === null) throw new FilterSyntaxError(text);
    const [, quoted, word, sign] = match;
    if (quoted !== undefined) tokens.push({ kind: 'text', text: quoted.replaceAll("''", "'") });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word });
    else tokens.push({ kind: 'sign', text: sign ?? '' });
  }
  return tokens;
}

/** Trailing blanks do not count, as in SQL Server; a date compares with a date and time as text. */
export function compare(left: string, right: string): number {
  const [a, b] = [left.trimEnd(), right.trimEnd()];
  if (/^-?\d+(\.\d+)?$/.test(a) && /^-?\d+(\.\d+)?$/.test(b)) return Number(a) - Number(b);
  if (/^\d{4}-\d{2}-\d{2}T/.test(a) && /^\d{4}-\d{2}-\d{2}$/.test(b)) return compare(a, `${b}T00:00:00`);
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function holds(order: number, sign: string): boolean {
  switch (sign) {
    case '=':
      return order === 0;
    case '<>':
      return order !== 0;
    case '<':
      return order < 0;
    case '>':
      return order > 0;
    case '<=':
      return order <= 0;
    default:
      return order >= 0;
  }
}
