// Several processes, one token store, one cloud where a new token kills the old one. Used by the tests in a small size, by scripts/shared-tokens.mjs in full.
import { fork } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { fileURLToPath } from 'node:url';

const CHILD = fileURLToPath(new URL('shared-tokens-child.mjs', import.meta.url));
const TICK_MS = 20;

/** A process with clients of all tenants and a connection of its own to the store. Emits `login` when it begins to fetch a token. */
export class TokenProcess extends EventEmitter {
  #child;
  #waiting = new Map();
  #lastId = 0;

  static async start(sdk, setting) {
    const started = new TokenProcess();
    await started.#start(sdk);
    await started.tell('open', setting);
    return started;
  }

  tell(action, input) {
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#child.send({ id, action, input });
    });
  }

  /** `SIGSTOP`, `SIGCONT`, or `SIGKILL`, which ends it as a power switch would; then what it was told fails. */
  async signal(name) {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = name === 'SIGKILL' ? once(this.#child, 'exit') : undefined;
    this.#child.kill(name);
    await ended;
  }

  async #start(sdk) {
    // Not the options of vitest's own worker.
    this.#child = fork(CHILD, [sdk], { execArgv: [] });
    this.#child.on('message', (message) => this.#receive(message));
    this.#child.once('exit', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('the process ended'));
      this.#waiting.clear();
    });
    await Promise.race([once(this, 'ready'), once(this.#child, 'exit').then(() => Promise.reject(new Error('the process did not start')))]);
  }

  #receive({ id, event, result, error }) {
    if (event !== undefined) {
      this.emit(event);
      return;
    }
    const { resolve, reject } = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) resolve(result);
    else reject(new Error(error));
  }
}

/** What every process is told about cloud and store. */
export function settingOf(mock, kind, options) {
  return {
    baseUrl: mock.baseUrl,
    tenants: mock.enterprises.map(({ clientId, clientSecret, encryptKey }) => ({ clientId, clientSecret, encryptKey })),
    kind,
    options,
  };
}

/** Moves a frozen clock of the mock with real time, so that lives are whole seconds when they are told. @returns its end */
export function runClock(clock) {
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    clock.advance(now - last);
    last = now;
  }, TICK_MS);
  return () => clearInterval(timer);
}

/**
 * `processes` × `callers` on all tenants of the mock for `durationMs`. With `kill`, the first process that fetches a token after half the time dies inside that
 * fetch, while it holds the lease.
 * @returns calls, failures, the slowest call, token requests of the tenant with most, and how many are right: one a life, and one
 */
export async function storm({ mock, sdk, kind, options, processes, callers, durationMs, kill = false }) {
  const setting = settingOf(mock, kind, options);
  const all = await Promise.all(Array.from({ length: processes }, () => TokenProcess.start(sdk, setting)));
  const startedAt = performance.now();
  try {
    const killed = kill ? killInsideFetch(mock, all, durationMs / 2) : undefined;
    const running = all.map((one, index) => one.tell('storm', { callers, durationMs, offset: index * 3 }).catch(() => undefined));
    const results = (await Promise.all(running)).filter((result) => result !== undefined);
    const elapsedMs = performance.now() - startedAt;
    await killed;
    const requests = mock.enterprises.map(({ clientId }) => mock.tokens.requests(clientId));
    return {
      calls: sum(results, 'calls'),
      failed: sum(results, 'failed'),
      failures: results.flatMap(({ failures }) => failures),
      slowestMs: Math.round(Math.max(...results.map(({ slowestMs }) => slowestMs))),
      reports: results.length,
      elapsedMs: Math.round(elapsedMs),
      mostRequests: Math.max(...requests),
      totalRequests: requests.reduce((total, count) => total + count, 0),
      rightRequests: Math.ceil(elapsedMs / (mock.settings.tokenLifeSeconds * 1000)) + 1,
    };
  } finally {
    await Promise.all(all.map((one) => one.signal('SIGKILL')));
  }
}

async function killInsideFetch(mock, all, afterMs) {
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  let release;
  mock.server.faults.next('/base/oauth/token', { kind: 'hold', until: new Promise((resolve) => (release = resolve)) }, { times: 1_000 });
  const holder = await Promise.race(all.map((one) => once(one, 'login').then(() => one)));
  await holder.signal('SIGKILL');
  mock.server.faults.clear();
  release();
}

function sum(results, name) {
  return results.reduce((total, result) => total + result[name], 0);
}
