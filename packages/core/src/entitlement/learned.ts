import type { Diagnosis } from '@piaozone/diagnosis';
import { isPiaozoneError, type PiaozoneError } from '../errors.js';
import type { Runtime } from '../runtime.js';
import { shanghaiTime } from './calendar.js';
import type { Denial } from './decision.js';
import type { EntitledFeature } from './products.js';

/** How long a refusal is remembered, milliseconds. Short: a renewal may be allocated at any moment, and nobody tells us. */
export const LEARNED_FOR_MS = 600_000;
/** Tax numbers × features remembered; the oldest goes first. Forgetting costs one call. */
const MAX_LEARNED = 10_000;

/**
 * Refusals of category `entitlement` that speak of the right of the tax number itself. The others speak of something narrower (one invoice kind, one interface,
 * the user's current organization, a bill type, a WeChat account), and remembering them would stop calls the cloud would have served.
 * A feature narrows a text to the calls it is about.
 */
const LEARNABLE: ReadonlyMap<string, EntitledFeature | 'any'> = new Map([
  ['TAX_NO_NOT_IN_TENANT', 'any'],
  ['TAX_NO_WITHOUT_LICENCE', 'any'],
  ['TAX_NO_LICENCE_EXPIRED', 'any'],
  ['NO_USABLE_ENTITLEMENT', 'any'],
  ['CHANNEL_LICENCE_NOT_READY', 'any'],
  ['VERIFICATION_RIGHT_EXPIRED', 'verification'],
  ['DOCUMENT_EXTRACTION_NOT_ENTITLED', 'document-extraction'],
  ['IMAGING_LICENCE_EXPIRED', 'imaging'],
]);

interface Learned {
  readonly diagnosis: Diagnosis;
  /** Monotonic and wall milliseconds of its end: one decides, the other is shown. */
  readonly endsAt: number;
  readonly until: string;
}

/** What the cloud refused a moment ago, by tax number and feature. */
export class LearnedRefusals {
  readonly #runtime: Runtime;
  readonly #entries = new Map<string, Learned>();

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /** Remembers a definite refusal; anything else passes without a trace. */
  learn(taxNo: string, feature: EntitledFeature, error: unknown): void {
    const diagnosis = isPiaozoneError(error) ? definiteRefusal(error, taxNo, feature) : undefined;
    if (diagnosis === undefined) return;
    const key = keyOf(taxNo, feature);
    this.#entries.delete(key);
    if (this.#entries.size >= MAX_LEARNED) this.#entries.delete(this.#entries.keys().next().value ?? '');
    const endsAt = this.#runtime.monotonic() + LEARNED_FOR_MS;
    this.#entries.set(key, { diagnosis, endsAt, until: shanghaiTime(this.#runtime.now() + LEARNED_FOR_MS) });
  }

  get(taxNo: string, feature: EntitledFeature): Denial | undefined {
    const key = keyOf(taxNo, feature);
    const learned = this.#entries.get(key);
    if (learned === undefined) return undefined;
    if (this.#runtime.monotonic() < learned.endsAt) return denialOf(learned);
    this.#entries.delete(key);
    return undefined;
  }

  /** Everything that still holds. */
  all(): { readonly taxNo: string; readonly feature: EntitledFeature; readonly denial: Denial }[] {
    const now = this.#runtime.monotonic();
    return [...this.#entries].flatMap(([key, learned]) => {
      const slash = key.indexOf('/');
      return now < learned.endsAt ? { feature: key.slice(0, slash) as EntitledFeature, taxNo: key.slice(slash + 1), denial: denialOf(learned) } : [];
    });
  }

  /** Forgets one tax number, or all. */
  clear(taxNo?: string): void {
    for (const key of [...this.#entries.keys()]) if (taxNo === undefined || key.endsWith(`/${taxNo}`)) this.#entries.delete(key);
  }
}

/** Only a complete answer that says no in known words; a guess would stop work that the cloud would have done. */
function definiteRefusal(
  { outcome, diagnosis, upstreamMessage = '' }: PiaozoneError,
  taxNo: string,
  feature: EntitledFeature,
): Diagnosis | undefined {
  if (outcome !== 'rejected' || diagnosis?.category !== 'entitlement') return undefined;
  const about = LEARNABLE.get(diagnosis.code);
  if (about === undefined || (about !== 'any' && about !== feature)) return undefined;
  // With one triple for many tax numbers the text may name the triple's own instead of the seller's.
  const named: readonly string[] = upstreamMessage.match(/[0-9A-Z]{15,20}/g) ?? [];
  return named.length === 0 || named.includes(taxNo) ? diagnosis : undefined;
}

function denialOf({ diagnosis, until }: Learned): Denial {
  const { cause, remedy } = diagnosis;
  return { status: 'denied', source: 'learned', reason: 'refused', cause, remedy, until, diagnosis };
}

function keyOf(taxNo: string, feature: EntitledFeature): string {
  return `${feature}/${taxNo}`;
}
