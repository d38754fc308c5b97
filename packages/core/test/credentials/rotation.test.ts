import { getEventListeners } from 'node:events';
import { beforeEach, describe, expect, it } from 'vitest';
import { sharedAuthorization } from '../../src/credentials/authorization.js';
import type { DirectoryOptions } from '../../src/credentials/directory.js';
import { credentialDirectory } from '../../src/credentials/directory.js';
import { RotatingSlot, type SlotEnvironment } from '../../src/credentials/slot.js';
import { tripleFromCallback } from '../../src/credentials/sources/callback.js';
import type { ReloadableSource } from '../../src/credentials/sources/source.js';
import type { AuthorizationTriple, Credential } from '../../src/credentials/triple.js';
import { withCredential } from '../../src/credentials/with-credential.js';
import { type ErrorCode, isPiaozoneError, PiaozoneError, type Problem } from '../../src/errors.js';
import { resolveOptions } from '../../src/options.js';
import { CANARY } from '../support/canary.js';
import { everythingShown } from '../support/everything.js';
import { VirtualRuntime } from '../support/virtual-runtime.js';

const triple = (name: string, clientId = 'demo'): AuthorizationTriple => ({
  clientId,
  clientSecret: `${CANARY}-${name}`,
  encryptKey: '0123456789abcdef',
});
const nameOf = (credential: Credential | undefined) => credential?.clientSecret.reveal().slice(CANARY.length + 1);

let runtime: VirtualRuntime;
let retired: (string | undefined)[];
let warnings: Problem[];
let closing: AbortController;
let shared: SlotEnvironment;

beforeEach(() => {
  runtime = new VirtualRuntime();
  retired = [];
  warnings = [];
  closing = new AbortController();
  shared = {
    runtime,
    warn: (problem) => warnings.push(problem),
    refuse: ({ clientId }) => (clientId === 'forbidden' ? { zh: '禁止', en: 'forbidden' } : undefined),
    retire: (credential) => retired.push(nameOf(credential)),
    closed: closing.signal,
  };
});

/** A source whose content the test holds; counts what it is asked. */
class Source implements ReloadableSource {
  readonly kind = 'file';
  readonly name = 'the-file';
  readonly checkEveryMs = 10_000;
  content: unknown;
  reads = 0;
  stamps = 0;
  hold: Promise<void> | undefined;

  constructor(...names: string[]) {
    this.put(...names);
  }

  put(...names: string[]): void {
    this.content = names.map((name) => triple(name));
  }

  async stamp(): Promise<string> {
    this.stamps += 1;
    if (this.content instanceof Error) throw this.content;
    return JSON.stringify(this.content);
  }

  async read(): Promise<unknown> {
    this.reads += 1;
    await this.hold;
    if (this.content instanceof Error) throw this.content;
    return this.content;
  }
}

const slotOf = (source: Source) => new RotatingSlot(shared, { level: 'enterprise', path: 'authorization.main' }, [], source);

describe('a source', () => {
  it('is read at the first call, once for all who wait', async () => {
    const source = new Source('a');
    const slot = slotOf(source);
    expect([slot.peek(), source.reads]).toEqual([undefined, 0]);
    const got = await Promise.all([slot.obtain(), slot.obtain(), slot.obtain()]);
    expect([got.map(nameOf), source.reads]).toEqual([['a', 'a', 'a'], 1]);
    expect(got[0]).toBe(slot.peek());
  });

  it('is looked at again after its time, in the background; the new version holds from then on and the old one is retired', async () => {
    const source = new Source('a');
    const slot = slotOf(source);
    await slot.obtain();
    source.put('b');
    await runtime.advance(9_999);
    expect(nameOf(slot.peek())).toBe('a');
    await runtime.advance(1);
    expect([source.stamps, source.reads]).toEqual([1, 1]);
    // The call that finds the time come does not wait.
    expect(nameOf(slot.peek())).toBe('a');
    await runtime.advance(0);
    expect([nameOf(slot.peek()), retired, source.reads]).toEqual(['b', ['a'], 2]);
  });

  it('in which a newer version appears beside the one in use: the newest holds', async () => {
    const source = new Source('a');
    const slot = slotOf(source);
    await slot.obtain();
    source.put('b', 'a');
    await runtime.advance(10_000);
    slot.peek();
    await runtime.advance(0);
    expect([nameOf(slot.peek()), retired]).toEqual(['b', []]);
  });

  it('leaves nothing behind when it has been read', async () => {
    const slot = slotOf(new Source('a'));
    await slot.obtain();
    expect([runtime.pending, getEventListeners(closing.signal, 'abort').length]).toEqual([0, 0]);
  });

  it('that has not changed is not read, and what was prepared for its triple goes on', async () => {
    const source = new Source('a');
    const slot = slotOf(source);
    const first = await slot.obtain();
    await runtime.advance(10_000);
    slot.peek();
    slot.peek();
    await runtime.advance(0);
    expect([source.stamps, source.reads]).toEqual([2, 1]);
    await slot.replace(first);
    expect([source.reads, slot.peek() === first, retired]).toEqual([2, true, []]);
  });

  it('that fails later leaves the known triple in use and warns, without what the failure says', async () => {
    const source = new Source('a');
    const slot = slotOf(source);
    await slot.obtain();
    source.content = new Error(`${CANARY} in a vault's error`);
    await runtime.advance(10_000);
    slot.peek();
    await runtime.advance(0);
    expect([nameOf(slot.peek()), warnings.length]).toEqual(['a', 1]);
    expect(everythingShown(warnings)).not.toContain(CANARY);
    source.content = [{ ...triple('b'), encryptKey: 'short' }];
    await runtime.advance(10_000);
    slot.peek();
    await runtime.advance(0);
    expect(warnings[1]).toMatchObject({ path: 'authorization.main[0].encryptKey', diagnosis: 'ENCRYPT_KEY_LENGTH' });
    source.put('c');
    await runtime.advance(10_000);
    slot.peek();
    await runtime.advance(0);
    expect(nameOf(slot.peek())).toBe('c');
  });

  it('that fails at first is an error of the call, and is asked again by the next', async () => {
    const source = new Source();
    source.content = new Error(`${CANARY} vault`);
    const slot = slotOf(source);
    const error: unknown = await slot.obtain().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'credentials_unavailable', outcome: 'not-sent' });
    expect((error as Error).message).toContain('the-file');
    expect(everythingShown(error)).not.toContain(CANARY);
    source.content = triple('a');
    expect(nameOf(await slot.obtain())).toBe('a');
  });

  it('whose triple is wrong or forbidden here is refused with all problems', async () => {
    const source = new Source();
    source.content = [triple('a', 'TN_x'), { ...triple('b'), clientSecret: ' ' }];
    const problems = await slotOf(source)
      .obtain()
      .catch((error: PiaozoneError) => error.problems.map(({ path }) => path));
    expect(problems).toEqual(['authorization.main[0].clientId', 'authorization.main[1].clientSecret']);
    source.content = triple('a', 'forbidden');
    await expect(slotOf(source).obtain()).rejects.toMatchObject({ code: 'config_invalid', message: expect.stringContaining('禁止') });
  });

  it('that hangs is given up after ten seconds, with its signal aborted', async () => {
    let given: AbortSignal | undefined;
    const hanging = tripleFromCallback(({ signal }) => {
      given = signal;
      return new Promise(() => {});
    });
    const slot = new RotatingSlot(shared, { level: 'enterprise', path: 'p' }, [], hanging);
    const failing = slot.obtain().catch((error: unknown) => error);
    expect(await runtime.runUntil(failing)).toMatchObject({ code: 'credentials_unavailable' });
    expect([runtime.pending, given?.aborted]).toEqual([0, true]);
  });

  it('is let go when the client closes', async () => {
    const source = new Source('a');
    source.hold = new Promise(() => {});
    const failing = slotOf(source).obtain();
    await runtime.advance(0);
    closing.abort(new PiaozoneError({ code: 'closed', outcome: 'not-sent', message: { zh: '', en: '' } }));
    await expect(failing).rejects.toMatchObject({ code: 'closed' });
    expect(runtime.pending).toBe(0);
    await expect(slotOf(source).obtain()).rejects.toMatchObject({ code: 'closed' });
  });
});

describe('a refused version', () => {
  it('makes room for the one the source has by now', async () => {
    const source = new Source('a');
    const slot = slotOf(source);
    const a = await slot.obtain();
    source.put('b');
    expect(nameOf(await slot.replace(a))).toBe('b');
    expect([nameOf(slot.peek()), retired]).toEqual(['b', ['a']]);
  });

  it('makes room for the other of two, and back', async () => {
    const slot = slotOf(new Source('new', 'old'));
    const first = await slot.obtain();
    const second = (await slot.replace(first)) as Credential;
    expect([nameOf(first), nameOf(second), nameOf(slot.peek()), retired]).toEqual(['new', 'old', 'old', ['new']]);
    expect(await slot.replace(second)).toBe(first);
  });

  it('works without a source too', async () => {
    const slot = slotOf(new Source('new', 'old'));
    const [first, second] = [await slot.obtain(), slot.versions[1]];
    const fixed = new RotatingSlot(shared, { level: 'enterprise', path: 'p' }, slot.versions);
    expect([fixed.peek() === first, (await fixed.replace(first)) === second]).toEqual([true, true]);
  });

  it('is moved on from once for all who were refused together', async () => {
    const source = new Source('a');
    const slot = slotOf(source);
    const a = await slot.obtain();
    source.put('b', 'a');
    const replaced = await Promise.all(Array.from({ length: 100 }, () => slot.replace(a)));
    expect(new Set(replaced.map(nameOf))).toEqual(new Set(['b']));
    expect(source.reads).toBe(2);
    expect(nameOf(await slot.replace(a))).toBe('b');
    expect(source.reads).toBe(2);
  });

  it('stands when there is no other; a storm of refusals reads once in a second', async () => {
    const source = new Source('a');
    const slot = slotOf(source);
    const a = await slot.obtain();
    for (let i = 0; i < 50; i += 1) expect(await slot.replace(a)).toBeUndefined();
    expect(source.reads).toBe(2);
    await runtime.advance(1_000);
    source.put('b');
    expect(nameOf(await slot.replace(a))).toBe('b');
  });

  it('is read for anew although a reading from before the refusal is under way', async () => {
    const source = new Source('a');
    const slot = slotOf(source);
    const a = await slot.obtain();
    let release = () => {};
    source.hold = new Promise((resolve) => {
      release = resolve;
    });
    source.content = triple('a-other-key');
    source.content = [{ ...triple('a'), encryptKey: 'fedcba9876543210' }];
    await runtime.advance(10_000);
    slot.peek();
    const replacing = slot.replace(a);
    await runtime.advance(0);
    expect(source.reads).toBe(2);
    release();
    await replacing;
    expect(source.reads).toBe(3);
  });

  it('stands when the source fails on top of it, with a warning', async () => {
    const source = new Source('a');
    const slot = slotOf(source);
    const a = await slot.obtain();
    source.content = new Error('down');
    expect([await slot.replace(a), warnings.length]).toEqual([undefined, 1]);
  });

  it('a version that comes back with another key is another version', async () => {
    const source = new Source('a');
    const slot = slotOf(source);
    const a = await slot.obtain();
    source.content = [{ ...triple('a'), encryptKey: 'fedcba9876543210' }];
    const other = await slot.replace(a);
    expect([other === a, nameOf(other)]).toEqual([false, 'a']);
  });
});

describe('a whole call', () => {
  const use = { timeoutMs: 60_000, locale: 'en' as const, operation: 'hosted.create', requestId: 'r1' };
  const refusal = (outcome: 'not-sent' | 'rejected' | 'unknown' = 'not-sent', code: ErrorCode = 'credentials_rejected') =>
    new PiaozoneError({ code, outcome, operation: 'token', message: { zh: '拒绝', en: 'refused' } });

  it('goes back to a version that the cloud has come to know while it waited', async () => {
    const runs: unknown[] = [];
    const result = await withCredential(slotOf(new Source('new', 'old')), { ...use, runtime }, async (credential) => {
      if (runs.push(nameOf(credential)) < 3) throw refusal();
      return 'done';
    });
    expect([result, runs]).toEqual(['done', ['new', 'old', 'new']]);
  });

  it('runs again with the other version in what is left of its time', async () => {
    const slot = slotOf(new Source('new', 'old'));
    const runs: unknown[] = [];
    const result = await withCredential(slot, { ...use, runtime }, async (credential, timeoutMs) => {
      runs.push([nameOf(credential), timeoutMs]);
      if (runs.length > 1) return 'done';
      await runtime.advance(25_000);
      throw refusal();
    });
    expect([result, runs]).toEqual([
      'done',
      [
        ['new', 60_000],
        ['old', 35_000],
      ],
    ]);
    expect(runtime.pending).toBe(0);
  });

  it('all refused: the last refusal, and no fourth try', async () => {
    let runs = 0;
    const failing = withCredential(slotOf(new Source('new', 'old')), { ...use, runtime }, async () => {
      runs += 1;
      throw refusal();
    });
    await expect(failing).rejects.toMatchObject({ code: 'credentials_rejected' });
    expect(runs).toBe(3);
  });

  it.each([
    ['a refusal that may have come after the call', refusal('unknown')],
    ['a refused token', refusal('rejected', 'token_rejected')],
    ['any other failure', new Error('boom')],
  ])('is not repeated after %s', async (_name, failure) => {
    let runs = 0;
    const failing = withCredential(slotOf(new Source('new', 'old')), { ...use, runtime }, async () => {
      runs += 1;
      throw failure;
    });
    await expect(failing).rejects.toBe(failure);
    expect(runs).toBe(1);
  });

  it('ends by its deadline while the source hangs, before anything was sent', async () => {
    const source = new Source('a');
    source.hold = new Promise(() => {});
    const failing = withCredential(slotOf(source), { ...use, timeoutMs: 3_000, runtime }, async () => 'sent').catch((error: unknown) => error);
    await runtime.advance(3_000);
    expect(await failing).toMatchObject({ code: 'timeout', outcome: 'not-sent', operation: 'hosted.create', requestId: 'r1', locale: 'en' });
  });

  it('ends when the caller wishes, and its refusal stands when no time is left for another try', async () => {
    const source = new Source('a');
    source.hold = new Promise(() => {});
    const caller = new AbortController();
    const failing = withCredential(slotOf(source), { ...use, runtime, signal: caller.signal }, async () => 'sent').catch((error: unknown) => error);
    caller.abort();
    expect(await failing).toMatchObject({ code: 'aborted', outcome: 'not-sent' });
    const late = withCredential(slotOf(new Source('new', 'old')), { ...use, runtime }, async () => {
      await runtime.advance(60_000);
      throw refusal();
    });
    await expect(late).rejects.toMatchObject({ code: 'credentials_rejected' });
  });
});

describe('a directory', () => {
  const TAX = (n: number) => `91440300MA5FAKE${String(n).padStart(3, '0')}`;
  const clientOf = (lookup: DirectoryOptions['lookup'], extra: Partial<DirectoryOptions> = {}) => {
    const directory = credentialDirectory({ lookup, ...extra });
    const authorization = { mode: 'per-organization' as const, main: triple('main'), organizations: directory, tenant: directory };
    return resolveOptions({ environment: 'test', authorization, runtime }, {}).authorization;
  };
  const at = (taxNo: string, level: 'enterprise' | 'tenant' = 'enterprise') => ({ level, taxNo, operation: 'x' });

  it('is asked once for each tax number, when it is first needed', async () => {
    const asked: string[] = [];
    const authorization = clientOf(async (taxNo) => {
      asked.push(taxNo);
      return triple(taxNo);
    });
    expect(asked).toEqual([]);
    const slots = [1, 2, 1, 2].map((n) => authorization.slotFor(at(TAX(n))));
    expect((await Promise.all(slots.map((slot) => slot.obtain()))).map(nameOf)).toEqual([TAX(1), TAX(2), TAX(1), TAX(2)]);
    expect(asked).toEqual([TAX(1), TAX(2)]);
    expect(nameOf(authorization.credentialFor(at(TAX(2))))).toBe(TAX(2));
    expect(authorization.all().map(nameOf)).toEqual(['main', TAX(1), TAX(2)]);
  });

  it('that knows nothing of a tax number: refused as an organization without triple, and asked again', async () => {
    const known = new Map<string, AuthorizationTriple>();
    const authorization = clientOf((taxNo) => known.get(taxNo));
    for (let i = 0; i < 2; i += 1) {
      await expect(authorization.slotFor(at(TAX(1))).obtain()).rejects.toMatchObject({
        code: 'credential_level',
        outcome: 'not-sent',
        message: expect.stringContaining('当前组织没有发票云收票特性许可'),
      });
    }
    known.set(TAX(1), triple('late'));
    expect(nameOf(await authorization.slotFor(at(TAX(1))).obtain())).toBe('late');
  });

  it('whose entry is taken away ends its use', async () => {
    let entry: AuthorizationTriple | undefined = triple('a');
    const authorization = clientOf(() => entry, { checkEveryMs: 1_000 });
    await authorization.slotFor(at(TAX(1))).obtain();
    entry = undefined;
    await runtime.advance(1_000);
    authorization.slotFor(at(TAX(1))).peek();
    await runtime.advance(0);
    await expect(authorization.slotFor(at(TAX(1))).obtain()).rejects.toMatchObject({ code: 'credential_level' });
  });

  it('keeps no more than its bound, drops the least recently used and tells of it; unknown ones drive nobody out', async () => {
    let asked = 0;
    const authorization = clientOf(
      (taxNo) => {
        asked += 1;
        return taxNo.startsWith('X') ? undefined : triple(taxNo);
      },
      { maxEntries: 2 },
    );
    const get = (n: number) => authorization.slotFor(at(TAX(n))).obtain();
    const first = await get(1);
    const second = await get(2);
    const dropped: string[] = [];
    authorization.onRetire(first, 'test', () => dropped.push('first'));
    authorization.onRetire(second, 'test', () => dropped.push('second'));
    await get(1);
    for (let n = 0; n < 5; n += 1)
      await authorization
        .slotFor(at(`X1440300MA5FAKE${n}00`))
        .obtain()
        .catch(() => {});
    expect([asked, dropped]).toEqual([7, []]);
    await get(3);
    expect([asked, dropped]).toEqual([8, ['second']]);
    await get(1);
    expect(asked).toBe(8);
    await get(2);
    expect(asked).toBe(9);
  });

  it('serves the tenants of the tax numbers too; a call without one is refused with the reason', async () => {
    const authorization = clientOf((taxNo) => triple(taxNo, `TN_${taxNo}`));
    expect((await authorization.slotFor(at(TAX(1), 'tenant')).obtain()).clientId).toBe(`TN_${TAX(1)}`);
    expect(() => authorization.slotFor({ level: 'tenant', operation: 'x' })).toThrow(expect.objectContaining({ code: 'credential_level' }));
    await expect(
      clientOf(() => undefined)
        .slotFor(at(TAX(1), 'tenant'))
        .obtain(),
    ).rejects.toMatchObject({ message: expect.stringContaining('租户') });
  });
});

describe('the authorization of a client', () => {
  const resolved = (source: ReloadableSource, environment: 'test' | 'production' = 'test') =>
    resolveOptions({ environment, authorization: sharedAuthorization({ enterprise: source }), runtime }, {}).authorization;

  it('loads what it can, and says so where a credential is wanted before', async () => {
    const authorization = resolved(new Source('a'));
    expect(authorization.all()).toEqual([]);
    const early = () => authorization.credentialFor({ level: 'enterprise', operation: 'x' });
    expect(early).toThrow(/authorization\.load\(\)/);
    expect((await authorization.load()).map(nameOf)).toEqual(['a']);
    expect(nameOf(early())).toBe('a');
    authorization.close();
  });

  it('refuses the mock’s credentials in production from a source too', async () => {
    const source = new Source();
    source.content = triple('a', 'mock-1');
    await expect(resolved(source, 'production').load()).rejects.toSatisfy((error) => isPiaozoneError(error, 'config_invalid'));
    expect(await resolved(source).load()).toHaveLength(1);
  });

  it('tells each owner once, the newest', async () => {
    const authorization = resolved(new Source('new', 'old'));
    const [first] = await authorization.load();
    const told: string[] = [];
    if (first === undefined) throw new Error('nothing loaded');
    authorization.onRetire(first, 'one', () => told.push('stale'));
    authorization.onRetire(first, 'one', () => told.push('one'));
    authorization.onRetire(first, 'two', () => told.push('two'));
    await authorization.slotFor({ level: 'enterprise', operation: 'x' }).replace(first);
    expect(told).toEqual(['one', 'two']);
  });
});
