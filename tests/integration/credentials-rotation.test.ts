import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AuthorizationInput,
  createPiaozone,
  credentialDirectory,
  type InvoiceRequest,
  type Piaozone,
  type PreparedRequest,
  perOrganizationAuthorization,
  type Runtime,
  sharedAuthorization,
  systemRuntime,
  tripleFromCallback,
  tripleFromFile,
} from '@piaozone/core';
import { HostedService } from '@piaozone/standard';
import { type MockEnterprise, type MockPiaozone, startMockPiaozone } from '@piaozone/testkit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CANARY } from '../../packages/core/test/support/canary.js';
import { everythingShown } from '../../packages/core/test/support/everything.js';
import { AGREED, HOSTED, TOKEN_REJECTION } from './support/client.js';
import { bill } from './support/memory-erp.js';

interface Version {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly encryptKey: string;
}

const CALLERS = 40;
let mock: MockPiaozone;
let enterprise: MockEnterprise;
let folder: string;
let file: string;
let aheadMs: number;
let client: Piaozone | undefined;

/** The system's clock, with a lever: no test waits for real seconds. */
const runtime: Runtime = { ...systemRuntime, now: () => systemRuntime.now() + aheadMs, monotonic: () => systemRuntime.monotonic() + aheadMs };

beforeEach(async () => {
  mock = await startMockPiaozone({ settings: AGREED });
  [enterprise] = mock.enterprises as [MockEnterprise];
  folder = await mkdtemp(join(tmpdir(), 'piaozone-rotation-'));
  file = join(folder, 'triple.json');
  aheadMs = 0;
});
afterEach(async () => {
  await client?.close();
  await mock.close();
  await rm(folder, { recursive: true });
});

/** Version `n` of the first enterprise's triple; the client id stays, as it does when a secret is exchanged. */
const version = (n: number): Version => ({
  clientId: enterprise.clientId,
  clientSecret: `${CANARY}-secret-${n}`,
  encryptKey: `key-of-version-${n}`,
});
const publish = (...versions: Version[]) => writeFileSync(file, JSON.stringify(versions), { mode: 0o600 });
/** The cloud exchanges secret and key at once and ends every token. */
const rotateCloud = (to: Version) => {
  Object.assign(enterprise, to);
  mock.tokens.kill(enterprise.clientId);
};

const connect = (authorization: AuthorizationInput): HostedService => {
  client = createPiaozone({ environment: { baseUrl: mock.baseUrl }, authorization, runtime, tokenRejection: TOKEN_REJECTION, maxRetries: 0 }, {});
  return new HostedService(client, HOSTED);
};

/** Callers that issue without a pause until they are told to stop; counts what went wrong. */
class Load {
  readonly failures: string[] = [];
  done = 0;
  #going = true;
  readonly #callers: Promise<void>[];

  constructor(service: HostedService, callers = CALLERS) {
    this.#callers = Array.from({ length: callers }, (_, i) => this.#run(service, i));
  }

  /** Resolves when so many more calls have been done. */
  async after(calls: number): Promise<void> {
    const target = this.done + calls;
    while (this.done < target && this.failures.length === 0) await new Promise((resolve) => setImmediate(resolve));
  }

  async stop(): Promise<void> {
    this.#going = false;
    await Promise.all(this.#callers);
  }

  async #run(service: HostedService, caller: number): Promise<void> {
    for (let n = 0; this.#going && this.failures.length === 0; n += 1) {
      const serialNo = `R${String(caller).padStart(4, '0')}${String(n).padStart(20, '0')}`;
      try {
        const { state } = await service.create(request(serialNo), { requestId: serialNo, warn: () => {} });
        if (state !== 'issued') this.failures.push(state);
      } catch (error) {
        this.failures.push(everythingShown(error));
      }
      this.done += 1;
    }
  }
}

const request = (serialNo: string, seller = enterprise): PreparedRequest => {
  const { name, taxNo } = seller;
  return { ...(bill(serialNo, taxNo, { seller: { name, taxNo } }).raw as InvoiceRequest), serialNo };
};

/** Every call came through, each invoice once. */
const expectNothingLost = (load: Load) => {
  expect(load.failures).toEqual([]);
  expect(mock.record).toHaveLength(load.done);
  expect(new Set(mock.record.map(({ serialNo }) => serialNo)).size).toBe(load.done);
};

describe('a secret is exchanged under load', () => {
  it('in a file that changes with it: no failed call, one refused login, the old token dropped', async () => {
    rotateCloud(version(1));
    publish(version(1));
    const service = connect(sharedAuthorization({ enterprise: tripleFromFile(file) }));
    const forget = vi.spyOn((client as Piaozone).sessions, 'forget');
    const load = new Load(service);
    for (const n of [2, 3, 4]) {
      await load.after(100);
      publish(version(n));
      rotateCloud(version(n));
    }
    await load.after(100);
    await load.stop();
    expectNothingLost(load);
    // A login for each of four versions, and one refused for each of three that were left behind.
    expect(mock.tokens.requests(enterprise.clientId)).toBeLessThanOrEqual(7);
    expect(forget.mock.calls.map(([, token]) => token).every((token) => token !== mock.tokens.current(enterprise.clientId))).toBe(true);
    expect(forget).toHaveBeenCalledTimes(3);
  });

  it('announced beside the old one before the cloud knows it: falls back, then moves on without the file being touched', async () => {
    rotateCloud(version(1));
    publish(version(1));
    const load = new Load(connect(sharedAuthorization({ enterprise: tripleFromFile(file) })));
    await load.after(100);
    publish(version(2), version(1));
    aheadMs += 10_000;
    // Enough for the background check and for the refused login with the newest.
    await load.after(200);
    // One refused login is remembered for 30 s.
    aheadMs += 31_000;
    rotateCloud(version(2));
    await load.after(100);
    await load.stop();
    expectNothingLost(load);
  });

  it('in a vault behind a callback', async () => {
    rotateCloud(version(1));
    let current = version(1);
    const load = new Load(connect(sharedAuthorization({ enterprise: tripleFromCallback(async () => current, { name: 'vault' }) })));
    await load.after(100);
    current = version(2);
    rotateCloud(version(2));
    await load.after(100);
    await load.stop();
    expectNothingLost(load);
  });

  it('in the program: two versions written down', async () => {
    rotateCloud(version(1));
    const load = new Load(connect(sharedAuthorization({ enterprise: [version(2), version(1)] })));
    await load.after(100);
    aheadMs += 31_000;
    rotateCloud(version(2));
    await load.after(100);
    await load.stop();
    expectNothingLost(load);
  });

  it('is noticed in the file without any refusal', async () => {
    rotateCloud(version(1));
    publish(version(1));
    const service = connect(sharedAuthorization({ enterprise: tripleFromFile(file) }));
    const load = new Load(service);
    await load.after(50);
    // The cloud would go on taking the old one: nothing but the file says that it is over.
    const other = { ...mock.enterprises[1], ...version(9), clientId: mock.enterprises[1]?.clientId ?? '' };
    Object.assign(mock.enterprises[1] as MockEnterprise, { clientSecret: other.clientSecret, encryptKey: other.encryptKey });
    publish({ clientId: other.clientId, clientSecret: other.clientSecret, encryptKey: other.encryptKey });
    aheadMs += 10_000;
    await load.after(150);
    await load.stop();
    expectNothingLost(load);
    expect(mock.tokens.requests(other.clientId)).toBe(1);
  });

  it('to one that is wrong: the cloud’s refusal, with what to look at, and no storm of logins', async () => {
    rotateCloud(version(1));
    publish(version(1));
    const service = connect(sharedAuthorization({ enterprise: tripleFromFile(file) }));
    await service.create(request('W0000000000000000000000001'), { requestId: 'w', warn: () => {} });
    rotateCloud(version(2));
    const before = mock.tokens.requests(enterprise.clientId);
    const failed = await Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        service.create(request(`W${String(i).padStart(24, '1')}`), { requestId: `w${i}`, warn: () => {} }).catch((error: unknown) => error),
      ),
    );
    for (const error of failed) {
      expect(error).toMatchObject({ code: 'credentials_rejected', outcome: 'not-sent', operation: 'hosted.create' });
      expect(everythingShown(error)).not.toContain(CANARY);
    }
    expect(mock.tokens.requests(enterprise.clientId) - before).toBe(1);
    expect(mock.record).toHaveLength(1);
  });
});

describe('a call that waits for its credentials', () => {
  it('has one time limit for all its tries', async () => {
    rotateCloud(version(1));
    const service = connect(sharedAuthorization({ enterprise: [version(2), version(1)] }));
    const { http } = client as Piaozone;
    const limits: number[] = [];
    const send = http.call.bind(http);
    vi.spyOn(http, 'call').mockImplementation(async (call) => {
      if (call.operation === 'hosted.create') limits.push(call.timeoutMs ?? Number.NaN);
      if (call.operation === 'token') aheadMs += 20_000;
      return send(call);
    });
    await service.create(request('T0000000000000000000000001'), { requestId: 't', warn: () => {} });
    expect(limits).toHaveLength(2);
    expect(limits[0]).toBeLessThanOrEqual(60_000);
    expect(limits[1]).toBeLessThanOrEqual(40_000);
  });

  it('ends when the client is closed', async () => {
    const service = connect(sharedAuthorization({ enterprise: tripleFromCallback(() => new Promise(() => {})) }));
    const failing = service.remainingQuota({}, { requestId: 'c', warn: () => {} }).catch((error: unknown) => error);
    await client?.close();
    expect(await failing).toMatchObject({ code: 'closed', outcome: 'not-sent' });
  });
});

describe('many organizations', () => {
  it('their triples come from a directory as they are needed; one that has none is refused before the network', async () => {
    const asked: string[] = [];
    const [main] = mock.enterprises;
    const organizations = credentialDirectory({
      async lookup(taxNo) {
        asked.push(taxNo);
        return mock.enterprises.find((known) => known.taxNo === taxNo);
      },
    });
    mock.configure({ sharedAuthorization: false });
    const service = connect(perOrganizationAuthorization({ main: main as MockEnterprise, organizations }));
    for (const [i, seller] of [...mock.enterprises, ...mock.enterprises].entries()) {
      const serialNo = `D${String(i).padStart(24, '0')}`;
      const result = await service.create(request(serialNo, seller), { requestId: serialNo, warn: () => {} });
      expect(result.state).toBe('issued');
    }
    expect(asked).toEqual(mock.enterprises.map(({ taxNo }) => taxNo));
    const before = mock.server.journal.entries.length;
    const stranger = { ...request('D1'.padEnd(25, '1')), seller: { name: '外人', taxNo: '91440300MA5FAKE001' } };
    await expect(service.create(stranger, { requestId: 'r9', warn: () => {} })).rejects.toMatchObject({
      code: 'credential_level',
      outcome: 'not-sent',
      operation: 'hosted.create',
      requestId: 'r9',
      message: expect.stringContaining('当前组织没有发票云收票特性许可'),
    });
    expect(mock.server.journal.entries).toHaveLength(before);
  });
});
