import { inspect } from 'node:util';
import type { Rule } from './types.js';

/** An adapter does not keep a rule of the contract. `message` names the rule in both languages and what was seen. */
export class ConformanceFailure extends Error {
  override readonly name = 'ConformanceFailure';
  readonly rule: Rule;

  constructor(rule: Rule, seen: string) {
    super(`${rule.en} / ${rule.zh}\n  ${seen}`);
    this.rule = rule;
  }
}

/** What the cases assert with: every failure names the rule that the case is about. */
export class Judge {
  readonly #rule: Rule;

  constructor(rule: Rule) {
    this.#rule = rule;
  }

  fail(seen: string): never {
    throw new ConformanceFailure(this.#rule, seen);
  }

  that(holds: boolean, seen: string): void {
    if (!holds) this.fail(seen);
  }

  same(found: unknown, expected: unknown, what: string): void {
    const [left, right] = [show(found), show(expected)];
    if (left !== right) this.fail(`${what}: found ${left}, expected ${right}`);
  }

  /** `work` must reject with one of `codes`. @returns the error */
  async rejects(work: Promise<unknown>, codes: readonly string[], what: string): Promise<Readonly<Record<string, unknown>>> {
    const error = await work.then(
      (value) => this.fail(`${what}: it succeeded with ${show(value).slice(0, 200)}, expected ${codes.join(' or ')}`),
      (reason: unknown) => reason as Readonly<Record<string, unknown>>,
    );
    if (error instanceof ConformanceFailure) throw error;
    const code = typeof error === 'object' && error !== null ? error['code'] : undefined;
    if (!codes.includes(String(code))) this.fail(`${what}: code ${String(code)}, expected ${codes.join(' or ')}; ${describe(error)}`);
    return error;
  }

  /** `work` must succeed. */
  async resolves<T>(work: Promise<T>, what: string): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (error instanceof ConformanceFailure) throw error;
      return this.fail(`${what}: ${describe(error)}`);
    }
  }
}

export function show(value: unknown): string {
  return inspect(value, { depth: 10, breakLength: Number.POSITIVE_INFINITY, sorted: true, maxStringLength: 500 });
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : show(error);
}
