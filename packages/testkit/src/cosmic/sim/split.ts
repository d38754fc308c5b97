import type { SimLine } from './lines.js';

/**
 * The lines of one bill on `count` invoices, in their order; a discounted line and its discount stay together.
 * With more invoices than lines, lines are cut by amount (then without quantity and price). The sums never change.
 * @throws TypeError when an amount has not enough hundredths for so many invoices
 */
export function splitLines(lines: readonly SimLine[], count: number): (readonly SimLine[])[] {
  const groups = lineGroups(lines);
  if (count > groups.length) return cutLines(lines, count);
  return Array.from({ length: count }, (_, part) =>
    groups.slice(Math.floor((part * groups.length) / count), Math.floor(((part + 1) * groups.length) / count)).flat(),
  );
}

/** How many invoices the limit of lines demands. */
export function partsNeeded(lines: readonly SimLine[], linesPerInvoice: number): number {
  let count = lines.length === 0 ? 0 : 1;
  let used = 0;
  for (const group of lineGroups(lines)) {
    if (used > 0 && used + group.length > linesPerInvoice) {
      count += 1;
      used = 0;
    }
    used += group.length;
  }
  return count;
}

function lineGroups(lines: readonly SimLine[]): SimLine[][] {
  const groups: SimLine[][] = [];
  for (const line of lines) {
    const last = groups.at(-1);
    if (line.kind === 'discount' && last !== undefined) last.push(line);
    else groups.push([line]);
  }
  return groups;
}

/** Every invoice gets a share of every line; what does not divide evenly is on the first ones. */
function cutLines(lines: readonly SimLine[], count: number): (readonly SimLine[])[] {
  return Array.from({ length: count }, (_, part) => {
    const shares = lines.map((line) => ({ ...line, quantity: '', price: '', net: share(line.net, part, count), tax: share(line.tax, part, count) }));
    if (shares.every(({ net }) => net === 0n)) throw new TypeError(`the amounts are too small for ${count} invoices`);
    return shares.filter(({ net, tax }) => net !== 0n || tax !== 0n);
  });
}

function share(value: bigint, part: number, count: number): bigint {
  const [whole, rest] = [value / BigInt(count), value % BigInt(count)];
  const unit = rest < 0n ? -1n : 1n;
  return whole + (BigInt(part) < rest * unit ? unit : 0n);
}
