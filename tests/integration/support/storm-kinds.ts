import type { IssuePlan } from '@piaozone/testkit';
import type { CosmicErpId } from './cosmic-erp.js';

export interface StormOptions {
  readonly erp: CosmicErpId;
  readonly bills: number;
  readonly mode: 'bill-push' | 'direct';
  /** `per-bill`: 5.1.02 and 5.1.03, AES; `per-invoice`: 5.1.02 (2.1.02 for `direct`), base64; `none`: the cloud tells nobody, only queries find out. */
  readonly callbacks: 'per-bill' | 'per-invoice' | 'none';
}

/** Every storm the SDK has to stand, in the order of their numbers. */
export const STORMS: readonly Omit<StormOptions, 'bills'>[] = [
  { erp: 'galaxy', mode: 'bill-push', callbacks: 'per-bill' },
  { erp: 'xinghan', mode: 'bill-push', callbacks: 'per-invoice' },
  { erp: 'xinghan', mode: 'bill-push', callbacks: 'none' },
  { erp: 'galaxy', mode: 'direct', callbacks: 'per-invoice' },
];

/** What became of all bills, by the mock's own books and the ERP's rows. */
export interface StormReport {
  readonly bills: number;
  /** Bills by their end in the mock's books. */
  readonly ends: Readonly<Record<End, number>>;
  readonly invoices: number;
  /** Of the issuing interface. */
  readonly calls: number;
  readonly delivered: number;
  readonly runs: number;
  /** What does not agree; empty when all is well. */
  readonly wrong: readonly string[];
}

/** Of one bill: every part issued, some part failed for good, still on its way. */
export type End = 'issued' | 'failed' | 'open';

/** What happens to a bill, by its place; every kind comes in every twenty. */
const KINDS = [
  ...['plain', 'delayed', 'split', 'plain', 'lost before', 'delayed split', 'partly failed', 'plain', 'lost after', 'failed'],
  ...['split', 'delayed', 'twice lost', 'plain', 'mended', 'page of a proxy', 'never', 'untold', 'delayed split', 'plain'],
] as const;
export type Kind = (typeof KINDS)[number];

/** Issued, and the cloud's callbacks say so; those of the other kinds are lost before they are taken in, fail, stay open or are withheld. */
export const TOLD: ReadonlySet<Kind> = new Set(['plain', 'delayed', 'split', 'delayed split', 'lost after']);
export const WITHHELD: ReadonlySet<Kind> = new Set(['untold', 'twice lost']);

const MINUTE = 60_000;

/** Whether the invoice of one bill comes in parts is not for `direct`. */
export function planOf(kind: Kind, place: number, mode: StormOptions['mode']): IssuePlan {
  const split = mode === 'direct' ? {} : { split: 2 + (place % 4) };
  const afterMs = ((place * 7) % 50) * MINUTE;
  switch (kind) {
    case 'delayed':
      return { afterMs };
    case 'split':
      return split;
    case 'delayed split':
      return { ...split, afterMs };
    case 'partly failed':
    case 'mended':
      return mode === 'direct' ? { fail: 'all' } : { split: 3, fail: [2] };
    case 'failed':
      return { ...split, fail: 'all', afterMs };
    case 'never':
      return { afterMs: null };
    default:
      return {};
  }
}

export function expectedEnd(kind: Kind): End {
  if (kind === 'never') return 'open';
  return kind === 'failed' || kind === 'partly failed' ? 'failed' : 'issued';
}

export function kindAt(place: number): Kind {
  return KINDS[place % KINDS.length] ?? 'plain';
}
