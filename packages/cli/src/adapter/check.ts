import { resolve } from 'node:path';
import { EXIT_FAILED, oneLine, QuietExit } from '../failure.js';
import type { CommandIo } from '../io.js';
import { builtPackage } from './built-package.js';
import { PackageFolder } from './package-folder.js';
import { packageRules } from './package-rules.js';
import { judged, type RuleResult } from './rule.js';
import { runSuite } from './suite.js';

export interface CheckOptions {
  readonly json?: true;
}

/** Structure and suite of one adapter's package. @throws QuietExit 1 when a rule is broken, a usage failure where there is no package */
export async function checkAdapter(given: string | undefined, { json }: CheckOptions, io: CommandIo): Promise<void> {
  const folder = new PackageFolder(resolve(given ?? '.'));
  const structure = packageRules.map((rule) => judged(rule, folder));
  const built = await builtPackage(folder, io);
  const { tests, cases } = await runSuite(folder, io);
  const groups: Groups = { structure: [...structure, built, tests], suite: cases };
  const ok = [...groups.structure, ...groups.suite].every(({ status }) => status !== 'failed');
  io.stdout.write(json === true ? `${JSON.stringify({ ok, package: folder.manifest['name'] ?? null, ...groups })}\n` : report(groups));
  if (!ok) throw new QuietExit(EXIT_FAILED);
}

interface Groups {
  readonly structure: readonly RuleResult[];
  readonly suite: readonly RuleResult[];
}

const MARKS: Readonly<Record<RuleResult['status'], string>> = { passed: '✔', failed: '✖', warned: '!', skipped: '–' };

function report({ structure, suite }: Groups): string {
  const lines = [
    '结构 structure',
    ...structure.flatMap(linesOf),
    '',
    '一致性测试 conformance suite',
    ...suite.flatMap(linesOf),
    '',
    ...summary([...structure, ...suite]),
  ];
  return `${lines.join('\n')}\n`;
}

function linesOf({ id, rule, status, details }: RuleResult): string[] {
  const head = `${MARKS[status]} ${oneLine(`${id}  ${rule.zh} / ${rule.en}`)}`;
  return [head, ...details.map((line) => `    ${oneLine(line)}`)];
}

function summary(results: readonly RuleResult[]): string[] {
  const count = (status: RuleResult['status']) => results.filter((result) => result.status === status).length;
  const [passed, failed, warned, skipped] = [count('passed'), count('failed'), count('warned'), count('skipped')];
  const broken = results.filter(({ status }) => status === 'failed').map(({ id }) => id);
  return [
    `${passed} 项通过，${failed} 项未通过，${warned} 项提醒，${skipped} 项跳过 / ${passed} passed, ${failed} failed, ${warned} warnings, ${skipped} skipped`,
    ...(broken.length === 0 ? [] : [`未通过 failed: ${oneLine(broken.join(', '))}`]),
  ];
}
