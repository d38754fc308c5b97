import type { Organization } from './organization.js';

export interface OrganizationNode {
  readonly organization: Organization;
  readonly children: readonly OrganizationNode[];
}

/** The chosen view as a tree. Every organization of the list stands below exactly one root, whatever is wrong with it. */
export interface OrganizationTree {
  /** Those without parent first, then the heads of `orphans` and `cycles`; each in the order of the list. */
  readonly roots: readonly OrganizationNode[];
  /** Their parent is not in the list: it was filtered out, or the user may not see it. */
  readonly orphans: readonly Organization[];
  /** Each is the way round, beginning with the one that was made a root by cutting its link to its parent, which is the last. */
  readonly cycles: readonly (readonly Organization[])[];
  /** Two organizations of one number; children go to the first. */
  readonly doubled: readonly Organization[];
  /** Rows that name another parent than an earlier row of the same id; the earlier one stands in the tree. */
  readonly conflicting: readonly Organization[];
  /** Stand in other views only; not below `roots`. */
  readonly outside: readonly Organization[];
}

interface Node extends OrganizationNode {
  readonly children: Node[];
}

/**
 * Puts a list of 行政组织 together by `parentNumber`. The same organization read twice (same id) counts once, with the parent either row names.
 * Depth is not limited by the stack.
 */
export function organizationTree(list: readonly Organization[]): OrganizationTree {
  const { all, conflicting } = unique(list);
  const nodes = all.filter(({ outsideView }) => outsideView !== true).map((organization): Node => ({ organization, children: [] }));
  const byNumber = new Map<string, Node>();
  const doubled: Organization[] = [];
  for (const node of nodes) {
    if (byNumber.has(node.organization.number)) doubled.push(node.organization);
    else byNumber.set(node.organization.number, node);
  }
  const tops: Node[] = [];
  const orphans: Node[] = [];
  const parents = new Map<Node, Node>();
  for (const node of nodes) {
    const { parentNumber } = node.organization;
    const parent = parentNumber === undefined ? undefined : byNumber.get(parentNumber);
    if (parent !== undefined) parents.set(node, parent);
    else (parentNumber === undefined ? tops : orphans).push(node);
  }
  const cycles = cutCycles(nodes, parents);
  for (const [node, parent] of parents) parent.children.push(node);
  return {
    roots: [...tops, ...orphans, ...cycles.flatMap(([head]) => head ?? [])],
    orphans: orphans.map(({ organization }) => organization),
    cycles: cycles.map((cycle) => cycle.map(({ organization }) => organization)),
    doubled,
    conflicting,
    outside: all.filter(({ outsideView }) => outsideView === true),
  };
}

/** Removes from `parents` one link of every ring. @returns the rings, each from its new root downwards */
function cutCycles(nodes: readonly Node[], parents: Map<Node, Node>): Node[][] {
  const done = new Set<Node>();
  const cycles: Node[][] = [];
  for (const start of nodes) {
    const way = new Set<Node>();
    let node: Node | undefined = start;
    while (node !== undefined && !done.has(node) && !way.has(node)) {
      way.add(node);
      node = parents.get(node);
    }
    if (node !== undefined && way.has(node)) {
      const upwards = [...way];
      const ring = upwards.slice(upwards.indexOf(node));
      parents.delete(node);

      cycles.push([node, ...ring.slice(1).reverse()]);
    }
    for (const seen of way) done.add(seen);
  }
  return cycles;
}

/** By id. A row of another view has no parent to tell, so whatever row has one is believed; so is a place in the view. */
function unique(list: readonly Organization[]): { readonly all: readonly Organization[]; readonly conflicting: readonly Organization[] } {
  const conflicting: Organization[] = [];
  const byId = new Map<string, Organization>();
  for (const organization of list) {
    const known = byId.get(organization.id);
    if (known === undefined || ranked(organization) > ranked(known)) byId.set(organization.id, organization);
    else if (organization.parentNumber !== undefined && organization.parentNumber !== known.parentNumber) conflicting.push(organization);
  }
  return { all: [...byId.values()], conflicting };
}

function ranked({ parentNumber, outsideView }: Organization): number {
  return parentNumber !== undefined ? 2 : outsideView === true ? 0 : 1;
}
