import { describe, expect, it } from 'vitest';
import { type Organization, type OrganizationNode, organizationTree } from '../../src/index.js';

const node = (number: string, parentNumber?: string, more: Partial<Organization> = {}): Organization => ({
  id: `id-${number}`,
  number,
  name: number,
  ...(parentNumber === undefined ? {} : { parentNumber }),
  ...more,
});

/** `A(B(C),D)`. */
const drawn = (nodes: readonly OrganizationNode[]): string =>
  nodes.map(({ organization, children }) => `${organization.number}${children.length === 0 ? '' : `(${drawn(children)})`}`).join(',');

function counted(nodes: readonly OrganizationNode[]): number {
  const open = [...nodes];
  let count = 0;
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    count += 1;
    open.push(...one.children);
  }
  return count;
}

describe('organizationTree', () => {
  it('puts children below their parents, whatever the order of the list', () => {
    const { roots, ...rest } = organizationTree([node('C', 'B'), node('A'), node('D', 'A'), node('B', 'A'), node('E')]);
    expect(drawn(roots)).toBe('A(D,B(C)),E');
    expect(rest).toEqual({ orphans: [], cycles: [], doubled: [], conflicting: [], outside: [] });
  });

  it('keeps orphans with all that is below them, and says so', () => {
    const tree = organizationTree([node('X', 'gone'), node('Y', 'X'), node('A')]);
    expect(drawn(tree.roots)).toBe('A,X(Y)');
    expect(tree.orphans.map(({ number }) => number)).toEqual(['X']);
  });

  it.each([
    ['itself', [node('A', 'A'), node('B', 'A')], 'A(B)', [['A']]],
    ['each other', [node('A', 'B'), node('B', 'A'), node('C', 'B')], 'A(B(C))', [['A', 'B']]],
    ['in a ring of three', [node('A', 'B'), node('B', 'C'), node('C', 'A'), node('D', 'C')], 'A(C(B,D))', [['A', 'C', 'B']]],
    ['after a tail', [node('T', 'A'), node('A', 'B'), node('B', 'A')], 'A(T,B)', [['A', 'B']]],
  ] as const)('cuts a ring once: %s', (_, list, picture, cycles) => {
    const tree = organizationTree(list);
    expect(drawn(tree.roots)).toBe(picture);
    expect(tree.cycles.map((cycle) => cycle.map(({ number }) => number))).toEqual(cycles);
    expect(() => JSON.stringify(tree)).not.toThrow();
  });

  it('finds several rings', () => {
    const tree = organizationTree([node('A', 'B'), node('B', 'A'), node('C', 'C')]);
    expect(drawn(tree.roots)).toBe('A(B),C');
    expect(tree.cycles).toHaveLength(2);
  });

  it('counts an organization once, with the parent any of its rows names', () => {
    const tree = organizationTree([
      node('B', undefined, { outsideView: true }),
      node('A'),
      node('B', 'A'),
      node('B'),
      node('C', undefined, { outsideView: true }),
    ]);
    expect(drawn(tree.roots)).toBe('A(B)');
    expect(tree.outside.map(({ number }) => number)).toEqual(['C']);
    const [merged] = organizationTree([node('D', undefined, { outsideView: true }), node('D')]).roots;
    expect(merged?.organization.outsideView).toBeUndefined();
  });

  it('says which rows contradict an earlier one about the parent', () => {
    const tree = organizationTree([node('A'), node('X'), node('B', 'A'), node('B', 'A'), node('B', 'X'), node('B')]);
    expect(drawn(tree.roots)).toBe('A(B),X');
    expect(tree.conflicting).toEqual([node('B', 'X')]);
  });

  it('keeps both of two organizations with one number, children at the first', () => {
    const tree = organizationTree([node('A', undefined, { id: '1' }), node('A', undefined, { id: '2' }), node('B', 'A')]);
    expect(drawn(tree.roots)).toBe('A(B),A');
    expect(tree.doubled.map(({ id }) => id)).toEqual(['2']);
  });

  it('has no limit of depth', () => {
    const list = Array.from({ length: 30_000 }, (_, index) => node(`N${index}`, index === 0 ? undefined : `N${index - 1}`)).reverse();
    const tree = organizationTree(list);
    expect([tree.roots.length, counted(tree.roots)]).toEqual([1, 30_000]);
    const ring = organizationTree([...list.slice(0, -1), node('N0', 'N29999')]);
    expect([ring.roots.length, counted(ring.roots), ring.cycles[0]?.length]).toEqual([1, 30_000, 30_000]);
  });
});
