import { appendFileSync } from 'node:fs';
import type { ConformanceCase } from './case.js';
import type { CaseResult } from './run.js';
import type { AdapterHarness } from './types.js';

/** Names the file that every result is appended to, a line of JSON each. */
const VARIABLE = 'PIAOZONE_CONFORMANCE_REPORT';

/** Says which cases there are, so that the reader sees one that never ran. */
export function recordStart({ name }: AdapterHarness, cases: readonly ConformanceCase[]): void {
  record({ adapter: name, cases: cases.map(({ id, rule }) => ({ id, rule })) });
}

export function recordResult({ name }: AdapterHarness, result: CaseResult): void {
  record({ adapter: name, result });
}

function record(line: unknown): void {
  const file = process.env[VARIABLE];
  if (file !== undefined && file !== '') appendFileSync(file, `${JSON.stringify(line)}\n`);
}
