import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AuthorizationTriple, PiaozoneError, type PiaozoneErrorInit, tripleFromCallback } from '@piaozone/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type BulkItem,
  type BulkOptions,
  type BulkProgress,
  type BulkResult,
  recognizeFiles,
  runBulk,
  VerificationService,
  verifyFiles,
} from '../../src/index.js';
import { connect, HandClock, PASSED, ScriptedCloud } from '../verification/fake-cloud.js';

let folder: string;
let checkpoint: string;
let clock: HandClock;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'piaozone-bulk-'));
  checkpoint = join(folder, 'run.jsonl');
  clock = new HandClock();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const items = (count: number) => Array.from({ length: count }, (_, i) => ({ id: `item ${i}`, version: '1' }));
const codec = { encode: (value: string) => value, decode: (text: string) => text };

function error(init: Partial<PiaozoneErrorInit>): PiaozoneError {
  return new PiaozoneError({ code: 'business_rejected', outcome: 'rejected', message: { zh: '坏', en: 'bad' }, ...init });
}

function options(work: BulkOptions<BulkItem, string>['work'], more: Partial<BulkOptions<BulkItem, string>> = {}): BulkOptions<BulkItem, string> {
  return { items: items(20), work, codec, fingerprint: 'print', runtime: clock, checkpoint, ...more };
}

describe('runBulk', () => {
  it('does every item once, no more at a time than it may, and reports every step', async () => {
    let running = 0;
    let most = 0;
    const done: string[] = [];
    const steps: BulkProgress[] = [];
    const work = async ({ id }: BulkItem) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      done.push(id);
      return `value of ${id}`;
    };
    const results: BulkResult<BulkItem, string>[] = [];
    const summary = await runBulk(
      options(work, {
        items: [...items(20), ...items(3)],
        concurrency: 3,
        onProgress: (step) => steps.push(step),
        onResult: (result) => void results.push(result),
      }),
    );
    expect(summary).toEqual({ done: 20, failed: 0, restored: 0, cutBytes: 0 });
    expect(most).toBe(3);
    expect(new Set(done).size).toBe(20);
    expect(done).toHaveLength(20);
    expect(steps).toHaveLength(20);
    expect(steps.at(-1)).toEqual({ done: 20, failed: 0, restored: 0, running: 0 });
    expect(results.every((result) => result.status === 'done' && result.value === `value of ${result.item.id}` && !result.restored)).toBe(true);
  });

  it('goes on after a bad item, keeps its error without repeating it, and does it again when told', async () => {
    let calls = 0;
    const work = async ({ id }: BulkItem) => {
      calls += 1;
      if (id === 'item 7') throw error({ upstreamCode: '9999', requestId: '1', hint: { zh: '提示', en: 'hint' } });
      return id;
    };
    expect(await runBulk(options(work))).toMatchObject({ done: 19, failed: 1 });
    const failures: unknown[] = [];
    const onResult = (result: BulkResult<BulkItem, string>) => {
      if (result.status === 'failed') failures.push(result.failure);
    };
    expect(await runBulk(options(work, { onResult }))).toEqual({ done: 19, failed: 1, restored: 20, cutBytes: 0 });
    expect(calls).toBe(20);
    expect(failures).toEqual([
      {
        code: 'business_rejected',
        outcome: 'rejected',
        message: { zh: '坏', en: 'bad' },
        hint: { zh: '提示', en: 'hint' },
        upstreamCode: '9999',
        requestId: '1',
      },
    ]);
    expect(await runBulk(options(work, { retryFailed: true }))).toMatchObject({ failed: 1, restored: 19 });
    expect(calls).toBe(21);
    expect(await runBulk(options(work, { retryFailed: true, isFinal: (value) => value !== 'item 3' }))).toMatchObject({ restored: 18 });
    expect(await runBulk(options(work, { isFinal: () => false }))).toMatchObject({ restored: 20 });
  });

  it('does an item again whose version has changed', async () => {
    await runBulk(options(async ({ id }) => id));
    const changed = items(20).map((item, i) => (i === 4 ? { ...item, version: '2' } : item));
    expect(await runBulk(options(async ({ id }) => id, { items: changed }))).toMatchObject({ done: 20, restored: 19 });
  });

  it.each([
    error({ code: 'credentials_rejected' }),
    error({ code: 'entitlement_denied', outcome: 'not-sent' }),
    error({ code: 'person_action_required' }),
    new TypeError('a mistake'),
  ])('ends at what every item would meet (%#), with nothing recorded for it', async (failure) => {
    let calls = 0;
    const work = async ({ id }: BulkItem) => {
      calls += 1;
      if (id === 'item 5') throw failure;
      return id;
    };
    await expect(runBulk(options(work, { concurrency: 1 }))).rejects.toBe(failure);
    expect(calls).toBe(6);
    expect(await runBulk(options(async ({ id }) => id))).toMatchObject({ done: 20, restored: 5 });
  });

  it('waits at a closed gate, longer each time, instead of letting items fail', async () => {
    let closed = 3;
    const work = async ({ id }: BulkItem) => {
      closed -= 1;
      if (closed >= 0) throw error({ code: 'circuit_open', outcome: 'not-sent' });
      return id;
    };
    expect(await runBulk(options(work, { concurrency: 1 }))).toMatchObject({ done: 20, failed: 0 });
    expect(clock.waits).toEqual([5_000, 10_000, 20_000]);
  });

  it('does not wait where the call may have been done', async () => {
    const work = async () => {
      throw error({ code: 'rate_limited', outcome: 'unknown' });
    };
    expect(await runBulk(options(work))).toMatchObject({ failed: 20 });
    expect(clock.waits).toEqual([]);
  });

  it('asks for one item at a time', async () => {
    let asked = 0;
    let asking = false;
    const source: AsyncIterator<BulkItem> = {
      async next() {
        if (asking) throw new Error('asked twice at a time');
        asking = true;
        await new Promise((resolve) => setImmediate(resolve));
        asking = false;
        asked += 1;
        return asked > 9 ? { done: true, value: undefined } : { done: false, value: { id: `item ${asked}`, version: '1' } };
      },
    };
    expect(await runBulk(options(async ({ id }) => id, { items: { [Symbol.asyncIterator]: () => source } }))).toMatchObject({ done: 9 });
  });

  it('does not wait for the next day', async () => {
    const work = async () => {
      throw error({ code: 'rate_limited', outcome: 'not-sent', reason: 'daily-limit' });
    };
    expect(await runBulk(options(work))).toMatchObject({ failed: 20 });
    expect(clock.waits).toEqual([]);
  });

  it('stops when told to and resumes where it was', async () => {
    const controller = new AbortController();
    const work = async ({ id }: BulkItem, signal: AbortSignal) => {
      if (id === 'item 10') controller.abort(new Error('enough'));
      signal.throwIfAborted();
      return id;
    };
    await expect(runBulk(options(work, { signal: controller.signal, concurrency: 2 }))).rejects.toThrow('enough');
    const resumed = await runBulk(options(async ({ id }) => id));
    expect(resumed.done).toBe(20);
    expect(resumed.restored).toBeGreaterThanOrEqual(9);
    await expect(runBulk(options(work, { signal: controller.signal }))).rejects.toThrow('enough');
  });

  it('lets go of its items when it ends early', async () => {
    let released = false;
    async function* source() {
      try {
        yield* items(5);
      } finally {
        released = true;
      }
    }
    const work = async () => {
      throw new TypeError('a mistake');
    };
    await expect(runBulk(options(work, { items: source() }))).rejects.toThrow(TypeError);
    expect(released).toBe(true);
  });

  it.each([0, 65, 1.5])('refuses %s items at a time', async (concurrency) => {
    await expect(runBulk(options(async ({ id }) => id, { concurrency }))).rejects.toMatchObject({ code: 'config_invalid' });
  });
});

describe('files', () => {
  function documents(count: number): string[] {
    return Array.from({ length: count }, (_, i) => {
      const path = join(folder, `${i}.pdf`);
      writeFileSync(path, `%PDF-1.4 ${i}`);
      return path;
    });
  }

  it('verifies each once; a missing file fails alone; answers survive the checkpoint exactly', async () => {
    const cloud = new ScriptedCloud();
    cloud.react = (_url, body) => ({
      errcode: '0000',
      description: '成功',
      traceId: 't1',
      data: { ...PASSED, invoiceNo: `2644200000001234${Buffer.from(body, 'base64').at(-1)}`, extra: 'é😀' },
    });
    const piaozone = connect(cloud, clock);
    const service = new VerificationService(piaozone, { cache: false });
    const paths = [...documents(6), join(folder, 'missing.pdf')];
    const seen: unknown[][] = [[], []];
    for (const round of seen) {
      const summary = await verifyFiles(piaozone, service, {
        paths,
        checkpoint,
        onResult: (result) => void round.push([result.item.name, result.status === 'done' ? result.value : result.failure]),
      });
      expect(summary).toMatchObject({ done: 6, failed: 1 });
    }
    const sorted = seen.map((round) => round.sort());
    expect(sorted[1]).toEqual(sorted[0]);
    expect(cloud.requests).toHaveLength(6);
    await expect(verifyFiles(piaozone, service, { paths, checkpoint, invoices: 'many' })).rejects.toMatchObject({ reason: 'checkpoint' });
    await expect(recognizeFiles(piaozone, service, { paths, checkpoint })).rejects.toMatchObject({ reason: 'checkpoint' });
    await expect(verifyFiles(connect(cloud, clock, 'client-2'), service, { paths, checkpoint })).rejects.toMatchObject({ reason: 'checkpoint' });
  });

  it('resumes with a client whose triple was not read yet, and with one that has it', async () => {
    const cloud = new ScriptedCloud();
    cloud.react = () => ({ errcode: '0000', description: '', data: PASSED });
    const piaozone = connect(cloud, clock, 'client-1', (triple) => tripleFromCallback(() => triple as AuthorizationTriple));
    const service = new VerificationService(piaozone);
    const paths = documents(2);
    await verifyFiles(piaozone, service, { paths, checkpoint });
    expect(await verifyFiles(piaozone, service, { paths, checkpoint })).toMatchObject({ restored: 2 });
    await piaozone.close();
  });

  it('asks again for what was not found, when told to', async () => {
    const cloud = new ScriptedCloud();
    cloud.react = () => ({ errcode: 'x', description: '查无此票' });
    const piaozone = connect(cloud, clock);
    const service = new VerificationService(piaozone);
    const paths = documents(2);
    await verifyFiles(piaozone, service, { paths, checkpoint });
    await verifyFiles(piaozone, service, { paths, checkpoint });
    expect(cloud.requests).toHaveLength(2);
    await verifyFiles(piaozone, service, { paths, checkpoint, retryFailed: true });
    expect(cloud.requests).toHaveLength(4);
  });

  it('recognises, and does a changed file again', async () => {
    const cloud = new ScriptedCloud();
    cloud.react = () => ({ errcode: '0000', description: '', data: [PASSED, PASSED] });
    const piaozone = connect(cloud, clock);
    const service = new VerificationService(piaozone);
    const paths = documents(3);
    const warned: string[] = [];
    const counts: number[] = [];
    const run = () =>
      recognizeFiles(piaozone, service, {
        paths,
        checkpoint,
        onWarning: (path) => warned.push(path),
        onResult: (result) => void (result.status === 'done' && counts.push(result.value.invoices.length)),
      });
    await run();
    writeFileSync(paths[1] as string, 'another content, no longer a PDF');
    expect(await run()).toMatchObject({ done: 3, restored: 2 });
    expect(cloud.requests).toHaveLength(4);
    expect(counts).toEqual([2, 2, 2, 2, 2, 2]);
    expect(warned).toEqual([]);
  });
});
