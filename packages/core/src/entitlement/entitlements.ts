import type { Call } from '../call.js';
import { type Locale, localize } from '../i18n/locale.js';
import type { Logger, Warning } from '../i18n/log.js';
import type { Finding } from '../model/finding.js';
import type { Runtime } from '../runtime.js';
import type { Effect } from '../transport/types.js';
import { shanghaiDate } from './calendar.js';
import type { Denial, EntitlementDecision } from './decision.js';
import { declaredDecision } from './declared.js';
import type { EnterpriseDirectory } from './directory.js';
import { endingSoon, endingText, enterpriseOwner, tenantOwner } from './ending-soon.js';
import { entitlementFindings } from './findings.js';
import { LearnedRefusals } from './learned.js';
import { OnceADay } from './once-a-day.js';
import { type EntitlementProbe, ProbedQuotas } from './probe.js';
import { ENTITLED_FEATURES, type EntitledFeature } from './products.js';
import { deniedError, unknownError } from './refusal.js';

/** `cloud-decides`: what is not known goes out. `strict`: only what is known to be allowed goes out. */
export type EntitlementMode = 'cloud-decides' | 'strict';

export interface EntitlementsOptions {
  readonly directory: EnterpriseDirectory | undefined;
  readonly mode: EntitlementMode;
  readonly runtime: Runtime;
  readonly logger: Logger;
  readonly locale: Locale;
}

/** What one call wants to use. Without feature or tax number it is no matter of entitlement: queries of what exists, public services. */
export interface EntitledUse {
  readonly operation: string;
  readonly effect: Effect;
  readonly feature: EntitledFeature | undefined;
  readonly taxNo: string | undefined;
}

/**
 * May this tax number use this feature? Declared, probed and learned knowledge can only refuse; the cloud checks every call anyway, so an edited copy opens nothing
 * (threat T38). Writes fail closed: any denial stops them. Reads have grace: the directory is a copy and may be old, so only the cloud's own word stops them.
 */
export class Entitlements {
  readonly mode: EntitlementMode;
  #directory: EnterpriseDirectory | undefined;
  #generation = 0;
  readonly #options: EntitlementsOptions;
  readonly #learned: LearnedRefusals;
  readonly #probed: ProbedQuotas;
  readonly #warned = new OnceADay();

  constructor(options: EntitlementsOptions) {
    this.#options = options;
    this.mode = options.mode;
    this.#directory = options.directory;
    this.#learned = new LearnedRefusals(options.runtime);
    this.#probed = new ProbedQuotas(options.runtime);
  }

  get directory(): EnterpriseDirectory | undefined {
    return this.#directory;
  }

  /** What is known now; asks nobody. */
  check(taxNo: string, feature: EntitledFeature): EntitlementDecision {
    const denied = this.#learned.get(taxNo, feature) ?? this.#probed.denial(taxNo, feature);
    if (denied !== undefined) return denied;
    if (this.#directory === undefined) return { status: 'unknown', cause: { zh: '没有给出企业目录', en: 'no enterprise directory is given' } };
    return declaredDecision(this.#directory, taxNo, feature, this.#options.runtime.now());
  }

  /** As `check`, after asking the cloud where an interface offers it. @throws what that question throws; a refusal in known words is remembered first */
  async probe(taxNo: string, feature: EntitledFeature, call: Call): Promise<EntitlementDecision> {
    const generation = this.#generation;
    try {
      await this.#probed.ask(taxNo, feature, call);
    } catch (error) {
      if (generation === this.#generation) this.#learned.learn(taxNo, feature, error);
      throw error;
    }
    return this.check(taxNo, feature);
  }

  /** Registers the question for a feature; the last one for a feature holds. Writes of that feature ask it first, at most once in ten minutes. */
  addProbe(probe: EntitlementProbe): void {
    this.#probed.add(probe);
  }

  /** Forgets what was learned and probed, of one tax number or of all; with `directory` what is declared from now on. */
  refresh(change: { readonly taxNo?: string; readonly directory?: EnterpriseDirectory } = {}): void {
    this.#generation += 1;
    this.#learned.clear(change.taxNo);
    this.#probed.clear(change.taxNo);
    if (change.directory !== undefined) this.#directory = change.directory;
  }

  /** Lines for a connection test; asks nobody. */
  findings(): Finding[] {
    const { runtime, locale } = this.#options;
    return entitlementFindings(this.#directory, this.#learned, runtime.now(), locale);
  }

  /**
   * Runs `send` if the use is not known to be denied, and remembers a refusal in known words.
   * @throws entitlement_denied (outcome `not-sent`), and what `send` throws
   */
  async guard<T>(use: EntitledUse, call: Call, send: () => Promise<T>): Promise<T> {
    const { feature, taxNo } = use;
    if (feature === undefined || taxNo === undefined) return send();
    const generation = this.#generation;
    await this.#assert(use, taxNo, feature, call);
    try {
      return await send();
    } catch (error) {
      if (generation === this.#generation) this.#learned.learn(taxNo, feature, error);
      throw error;
    }
  }

  /** @throws entitlement_denied (outcome `not-sent`) as `guard`, for calls that are made elsewhere */
  async assertEntitled(use: EntitledUse, call: Call): Promise<void> {
    if (use.feature !== undefined && use.taxNo !== undefined) await this.#assert(use, use.taxNo, use.feature, call);
  }

  async #assert(use: EntitledUse, taxNo: string, feature: EntitledFeature, call: Call): Promise<void> {
    const { mode } = this;
    let decision = this.check(taxNo, feature);
    if (use.effect !== 'read' && decision.status !== 'denied' && this.#probed.offers(feature)) {
      // A question that fails is no answer: the call itself will show what is wrong.
      decision = await this.probe(taxNo, feature, call).catch(() => this.check(taxNo, feature));
    }
    const refused = { taxNo, feature, operation: use.operation, requestId: call.requestId, locale: this.#options.locale };
    if (decision.status === 'denied') {
      if (use.effect !== 'read' || mode === 'strict' || decision.source !== 'declared') throw deniedError(refused, decision);
      this.#warnGrace(taxNo, feature, decision, call);
    }
    if (decision.status === 'unknown' && mode === 'strict') throw unknownError(refused, decision.cause);
    this.#warnEnding(taxNo, use.effect, call);
  }

  #warnGrace(taxNo: string, feature: EntitledFeature, { cause }: Denial, call: Call): void {
    const { label } = ENTITLED_FEATURES[feature];
    this.#warn(`grace/${feature}/${taxNo}`, call, {
      path: 'enterprises',
      message: {
        zh: `企业目录中税号 ${taxNo} 没有可用的${label.zh}权益（${cause.zh}），查询类操作仍由发票云判断`,
        en: `by the directory tax number ${taxNo} has no entitlement for ${label.en} (${cause.en}); a read still goes to the cloud, which decides`,
      },
    });
  }

  /** Once a day for each tax number, and for the packages of each tenant. */
  #warnEnding(taxNo: string, effect: Effect, call: Call): void {
    const directory = this.#directory;
    if (directory === undefined) return;
    const now = this.#options.runtime.now();
    const enterprise = directory.byTaxNo(taxNo);
    if (enterprise === undefined) {
      if (effect === 'read') return;
      const message = {
        zh: `税号 ${taxNo} 不在企业目录中，请核对销方`,
        en: `tax number ${taxNo} is not in the enterprise directory; check the seller`,
      };
      this.#warn(`unlisted/${taxNo}`, call, { path: 'enterprises', message });
      return;
    }
    const ending = endingSoon(enterprise.products ?? [], now);
    if (ending.length > 0) this.#warn(taxNo, call, { path: 'enterprises', message: endingText(enterpriseOwner(enterprise), ending) });
    const tenant = directory.tenantOf(enterprise);
    const packages = tenant === undefined ? [] : endingSoon(tenant.flowPackages ?? [], now);
    if (tenant !== undefined && packages.length > 0) {
      this.#warn(`tenant/${tenant.id}`, call, { path: 'enterprises', message: endingText(tenantOwner(tenant), packages) });
    }
  }

  #warn(key: string, call: Call, warning: Warning): void {
    const { runtime, logger, locale } = this.#options;
    if (!this.#warned.first(shanghaiDate(runtime.now()), key)) return;
    call.warn(warning);
    logger.warn(localize(warning.message, locale), { requestId: call.requestId });
  }
}
