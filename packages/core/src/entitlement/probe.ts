import { finding } from '@piaozone/diagnosis';
import type { Call } from '../call.js';
import type { Decimal } from '../model/decimal.js';
import type { Runtime } from '../runtime.js';
import { shanghaiTime } from './calendar.js';
import type { Denial } from './decision.js';
import type { EntitledFeature } from './products.js';

/** What a question to the cloud brought. `unknown` also where something is left: numbers that are left prove no right to use them. */
export type ProbeResult = { readonly status: 'exhausted' | 'unknown'; readonly remaining?: Decimal };

/** Asks the cloud about one feature where an interface offers it; an edition registers it with `Entitlements.addProbe`. */
export interface EntitlementProbe {
  readonly feature: EntitledFeature;
  /** A read without effect. @throws what the call throws; a failed question is no answer */
  probe(taxNo: string, call: Call): Promise<ProbeResult>;
}

/** How long an answer is believed, milliseconds. */
export const PROBED_FOR_MS = 600_000;
const MAX_PROBED = 10_000;

interface Probed extends ProbeResult {
  readonly endsAt: number;
  readonly until: string;
}

/** The answers of probes, asked once for all who wait. */
export class ProbedQuotas {
  readonly #runtime: Runtime;
  readonly #probes = new Map<EntitledFeature, EntitlementProbe>();
  readonly #answers = new Map<string, Probed>();
  readonly #asking = new Map<string, Promise<unknown>>();
  #generation = 0;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  add(probe: EntitlementProbe): void {
    this.#probes.set(probe.feature, probe);
  }

  offers(feature: EntitledFeature): boolean {
    return this.#probes.has(feature);
  }

  /** Asks unless the last answer still holds. @throws what the probe throws */
  async ask(taxNo: string, feature: EntitledFeature, call: Call): Promise<void> {
    const probe = this.#probes.get(feature);
    const key = `${feature}/${taxNo}`;
    if (probe === undefined || this.#valid(key) !== undefined) return;
    const asking = this.#asking.get(key) ?? this.#ask(probe, key, taxNo, call);
    this.#asking.set(key, asking);
    await asking;
  }

  async #ask(probe: EntitlementProbe, key: string, taxNo: string, call: Call): Promise<void> {
    const generation = this.#generation;
    try {
      // A probe that throws at once must not end before it is noted as asking.
      await Promise.resolve();
      const result = await probe.probe(taxNo, call);
      // Asked before everything was forgotten: the answer may be the old one.
      if (generation !== this.#generation) return;
      this.#answers.delete(key);
      if (this.#answers.size >= MAX_PROBED) this.#answers.delete(this.#answers.keys().next().value ?? '');
      const endsAt = this.#runtime.monotonic() + PROBED_FOR_MS;
      this.#answers.set(key, { ...result, endsAt, until: shanghaiTime(this.#runtime.now() + PROBED_FOR_MS) });
    } finally {
      this.#asking.delete(key);
    }
  }

  denial(taxNo: string, feature: EntitledFeature): Denial | undefined {
    const answer = this.#valid(`${feature}/${taxNo}`);
    if (answer?.status !== 'exhausted') return undefined;
    return {
      status: 'denied',
      source: 'probed',
      reason: 'exhausted',
      diagnosis: finding('ENTITLEMENT_EXHAUSTED'),
      cause: { zh: '发票云答复余量为 0', en: 'the invoice cloud says that nothing is left' },
      remedy: { zh: '续费、加购或领用后调用 refresh() 重试', en: 'renew, buy or draw more, then call refresh() and try again' },
      until: answer.until,
    };
  }

  remaining(taxNo: string, feature: EntitledFeature): Decimal | undefined {
    return this.#valid(`${feature}/${taxNo}`)?.remaining;
  }

  clear(taxNo?: string): void {
    this.#generation += 1;
    for (const key of [...this.#answers.keys()]) if (taxNo === undefined || key.endsWith(`/${taxNo}`)) this.#answers.delete(key);
  }

  #valid(key: string): Probed | undefined {
    const answer = this.#answers.get(key);
    if (answer !== undefined && this.#runtime.monotonic() >= answer.endsAt) this.#answers.delete(key);
    return this.#answers.get(key);
  }
}
