import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type MockPiaozone, PIAOZONE_PATHS, startMockPiaozone } from '@piaozone/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AGREED } from './support/client.js';
import { bill } from './support/memory-erp.js';

const SCRIPT = fileURLToPath(new URL('./support/issue-in-own-process.mjs', import.meta.url));
const run = promisify(execFile);
let mock: MockPiaozone;

beforeEach(async () => {
  mock = await startMockPiaozone({ settings: AGREED });
});
afterEach(() => mock.close());

/** A run that shares nothing with any other: own process, empty store, the packages as built. */
async function issueInOwnProcess(numbers: readonly string[], dedup?: string): Promise<Record<string, number>> {
  const [enterprise] = mock.enterprises;
  const input = {
    baseUrl: mock.baseUrl,
    enterprise,
    unknownSerialCode: AGREED.unknownSerial.errcode,
    dedup,
    bills: numbers.map((number) => bill(number, enterprise?.taxNo ?? '')),
  };
  const { stdout } = await run(process.execPath, [SCRIPT], { env: { ...process.env, ISSUE_INPUT: JSON.stringify(input) } });
  return JSON.parse(stdout) as Record<string, number>;
}

describe.each(['refuse', 'first-result', 'issue-again'] as const)('two processes, empty stores, repeats: %s', (repeatedSerial) => {
  it('issue each bill exactly once although replies were lost after issuing', async () => {
    mock.configure({ repeatedSerial });
    // Every query of the first process fails too, so that it ends without knowing.
    mock.server.faults.next(PIAOZONE_PATHS.create, { kind: 'drop-after' }, { times: 3 });
    mock.server.faults.next(PIAOZONE_PATHS.query, { kind: 'drop-before' }, { times: 3, skip: repeatedSerial === 'issue-again' ? 3 : 0 });
    const dedup = repeatedSerial === 'refuse' ? 'unique-key' : repeatedSerial === 'first-result' ? 'first-result' : undefined;
    expect(await issueInOwnProcess(['B1', 'B2', 'B3'], dedup)).toMatchObject({ unknown: 3 });
    expect(mock.record).toHaveLength(3);
    expect(await issueInOwnProcess(['B1', 'B2', 'B3'], dedup)).toMatchObject({ issued: 3 });
    expect(mock.record).toHaveLength(3);
    expect(new Set(mock.record.map(({ serialNo }) => serialNo)).size).toBe(3);
  });
});
