import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as core from '@piaozone/core';
import type { ErpAdapter } from '@piaozone/core/adapter';
import { describe, expect, it, vi } from 'vitest';
import { harness } from '../../../cli/templates/adapter/test/harness.js';
import { conformanceCase } from '../../src/conformance/case.js';
import { runCase } from '../../src/conformance/run.js';
import { type AdapterHarness, adapterCases, describeAdapter, runConformance, type TestContext, type TestRunner } from '../../src/conformance.js';

const broken = () => Promise.reject(new Error('seen'));

describe('the runner', () => {
  it('runs the cases that are asked for, tells of each and names the adapter', async () => {
    const told: string[] = [];
    const report = await runConformance(harness, core, { only: ['identity/', 'bills/empty'], onResult: ({ id }) => told.push(id) });
    expect(told).toEqual(['identity/fields', 'identity/capabilities', 'bills/empty']);
    expect(report).toMatchObject({ adapter: 'myerp', passed: 3, failed: 0, warned: 0, skipped: 0 });
  });

  it('skips with the reason of the harness, and refuses a skip without reason or of no case', async () => {
    const skips = (given: Record<string, string>): AdapterHarness => ({ ...harness, skips: given });
    const { results } = await runConformance(skips({ 'bills/empty': 'never empty' }), core, { only: ['bills/empty'] });
    expect(results).toMatchObject([{ id: 'bills/empty', status: 'skipped', detail: 'never empty' }]);
    await expect(runConformance(skips({ 'bills/empty': ' ' }), core, { only: [] })).rejects.toThrow('needs a reason');
    await expect(runConformance(skips({ 'bills/nothing': 'x' }), core, { only: [] })).rejects.toThrow('there is no case bills/nothing');
  });

  it('only warns of a case that is new, and says from which version on it fails', async () => {
    const id = 'new/case';
    expect(await runCase(conformanceCase(id, '规则', 'rule', broken), harness, core)).toMatchObject({ status: 'failed', detail: 'seen' });
    const warning = await runCase(conformanceCase(id, '规则', 'rule', broken, { warnsUntil: '0.3.0' }), harness, core);
    expect(warning).toMatchObject({
      id,
      rule: { zh: '规则', en: 'rule' },
      status: 'warned',
      detail: expect.stringMatching(/^seen\n.*0\.3\.0.*0\.3\.0/),
    });
    const sound = conformanceCase(id, '规则', 'rule', async () => undefined, { warnsUntil: '0.3.0' });
    expect(await runCase(sound, harness, core)).toMatchObject({ status: 'passed' });
  });

  it('does not wait for ever for an adapter that does', async () => {
    const never: AdapterHarness = { ...harness, start: async () => ({ ...(await harness.start()), adapter: () => stuck }) };
    const { results } = await runConformance(never, core, { only: ['bills/empty'], caseTimeoutMs: 50 });
    expect(results).toMatchObject([{ id: 'bills/empty', status: 'failed', detail: expect.stringContaining('did not end within 50 ms') }]);
  });

  it('tells of a harness that does not start as of a failed case', async () => {
    const { failed } = await runConformance({ ...harness, start: broken }, core, { only: ['bills/empty'] });
    expect(failed).toBe(1);
  });
});

describe('the binding', () => {
  it('has a test for every case, with its rule in its name', () => {
    const names: string[] = [];
    describeAdapter(harness, core, { describe: (_, define) => define(), it: (name) => names.push(name) });
    expect(names).toEqual(adapterCases.map(({ id, rule }) => `${id}: ${rule.en}`));
    expect(new Set(adapterCases.map(({ id }) => id)).size).toBe(adapterCases.length);
  });

  it('fails, skips with the reason, and writes every result to the file that the environment names', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'piaozone-record-')), 'results.jsonl');
    vi.stubEnv('PIAOZONE_CONFORMANCE_REPORT', file);
    try {
      const given: AdapterHarness = { ...harness, skips: { 'bills/one': 'no bills' } };
      const tests = new Map<string, (context: TestContext) => Promise<void>>();
      const runner: TestRunner = { describe: (_, define) => define(), it: (name, run) => tests.set(name.split(':')[0] ?? '', run) };
      describeAdapter(given, core, runner);
      const reasons: unknown[] = [];
      const context: TestContext = { skip: (reason) => reasons.push(reason) };
      await tests.get('bills/empty')?.(context);
      await tests.get('bills/one')?.(context);
      describeAdapter({ ...given, start: broken }, core, runner);
      await expect(tests.get('bills/empty')?.(context)).rejects.toThrow('seen');
      expect(reasons).toEqual(['no bills']);
      const lines = readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(lines.map(({ adapter, cases, result }) => [adapter, cases?.length ?? `${result.id} ${result.status}`])).toEqual([
        ['myerp', adapterCases.length],
        ['myerp', 'bills/empty passed'],
        ['myerp', 'bills/one skipped'],
        ['myerp', adapterCases.length],
        ['myerp', 'bills/empty failed'],
      ]);
    } finally {
      vi.unstubAllEnvs();
      rmSync(dirname(file), { recursive: true, force: true });
    }
  });
});

const stuck: ErpAdapter = {
  specificationVersion: 'v1',
  id: 'stuck',
  capabilities: { abilities: [], billTypes: [] },
  connect: () => new Promise(() => {}),
};
