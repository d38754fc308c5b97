import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bilingual } from '@piaozone/core';
import { isObject } from '../doctor/load-file.js';
import type { CommandIo } from '../io.js';
import type { PackageFolder } from './package-folder.js';
import type { RuleResult } from './rule.js';
import { type ChildResult, runChild, tail } from './run-child.js';

/** Where the suite of the testkit writes its results, a line of JSON each. */
const VARIABLE = 'PIAOZONE_CONFORMANCE_REPORT';
const SHOWN_LINES = 20;
const RUN: Pick<RuleResult, 'id' | 'rule'> = {
  id: 'tests/run',
  rule: { zh: 'npm test 运行一致性测试并全部通过', en: 'npm test runs the conformance suite, and all tests pass' },
};
const NOT_RUN = '没有运行 / did not run';

export interface SuiteRun {
  /** How the package's tests ended as a whole. */
  readonly tests: RuleResult;
  /** A line per case of the suite; ids begin with the adapter's name where the package has more than one harness. */
  readonly cases: readonly RuleResult[];
}

/** Runs the package's own tests, with whatever runner it has, and gathers what the suite reports. */
export async function runSuite(folder: PackageFolder, io: CommandIo): Promise<SuiteRun> {
  const work = mkdtempSync(join(tmpdir(), 'piaozone-check-'));
  try {
    const file = join(work, 'results.jsonl');
    const ended = await runChild('npm', ['test', '--silent'], folder.path, { [VARIABLE]: file, NO_COLOR: '1' }, io);
    const cases = readCases(file);
    return { tests: testsResult(ended, cases), cases };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function testsResult({ code, output }: ChildResult, cases: readonly RuleResult[]): RuleResult {
  if (cases.length === 0) return { ...RUN, status: 'failed', details: [NOT_RUN, ...tail(output, SHOWN_LINES)] };
  if (code === 0) return { ...RUN, status: 'passed', details: [] };
  // A case that failed says more than the runner's own words.
  const isExplained = cases.some(({ status }) => status === 'failed');
  return { ...RUN, status: 'failed', details: isExplained ? [] : tail(output, SHOWN_LINES) };
}

interface Suite {
  readonly order: Map<string, Bilingual>;
  readonly results: Map<string, RuleResult>;
}

function readCases(file: string): RuleResult[] {
  const suites = new Map<string, Suite>();
  for (const line of linesOf(file)) take(suites, line);
  return [...suites].flatMap(([adapter, { order, results }]) =>
    [...order].map(([id, rule]) => {
      const result = results.get(id) ?? { id, rule, status: 'failed' as const, details: [NOT_RUN] };
      return suites.size === 1 ? result : { ...result, id: `${adapter}: ${id}` };
    }),
  );
}

function take(suites: Map<string, Suite>, { adapter, cases, result }: Readonly<Record<string, unknown>>): void {
  if (typeof adapter !== 'string') return;
  const suite = suites.get(adapter) ?? { order: new Map(), results: new Map() };
  suites.set(adapter, suite);
  for (const one of Array.isArray(cases) ? cases : []) if (isCase(one)) suite.order.set(one.id, one.rule);
  if (!isCase(result)) return;
  suite.order.set(result.id, result.rule);
  suite.results.set(result.id, resultOf(result));
}

function resultOf({ id, rule, status, detail }: Case): RuleResult {
  const known = (['passed', 'warned', 'skipped'] as const).find((one) => one === status) ?? 'failed';
  const lines = typeof detail === 'string' ? detail.split('\n').map((line) => line.trim()) : [];
  // The suite begins what it has seen with the rule, which the report has said already.
  return { id, rule, status: known, details: lines.filter((line) => line !== '' && line !== `${rule.en} / ${rule.zh}`) };
}

interface Case {
  readonly id: string;
  readonly rule: Bilingual;
  readonly status?: unknown;
  readonly detail?: unknown;
}

function isCase(value: unknown): value is Case {
  if (!isObject(value)) return false;
  const { id, rule } = value;
  return typeof id === 'string' && isObject(rule) && typeof rule['zh'] === 'string' && typeof rule['en'] === 'string';
}

function linesOf(file: string): Readonly<Record<string, unknown>>[] {
  let text = '';
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => {
    try {
      const value: unknown = JSON.parse(line);
      return isObject(value) ? [value] : [];
    } catch {
      // The last line of a run that was cut off.
      return [];
    }
  });
}
