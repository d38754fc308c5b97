import dns from 'node:dns';
import type { LookupFunction } from 'node:net';
import { BlockList, isIPv6 } from 'node:net';
import type { Runtime } from '../runtime.js';

type Answer = NodeJS.ErrnoException | readonly dns.LookupAddress[];
type Waiter = (answer: Answer) => void;

interface Entry {
  /** Last good answer and its age. */
  addresses?: readonly dns.LookupAddress[];
  resolvedAt: number;
  failure?: NodeJS.ErrnoException;
  failedAt: number;
  /** Callers of the lookup under way, if there is one. */
  waiters?: Set<Waiter>;
  startedAt: number;
}

/** Good answers, milliseconds: short against the age of a socket, so that a failover shows. */
const POSITIVE_TTL_MS = 10_000;
/** Failures, milliseconds: below the pause between retries nobody asks the same dead server again. */
const NEGATIVE_TTL_MS = 2_000;
/** An old answer serves while the server of names is silent; a kept socket pins an address as long. */
const STALE_TTL_MS = 300_000;
/** A lookup under way for longer counts as silence. */
const SILENT_AFTER_MS = 1_000;
const MAX_NAMES = 256;

/**
 * Name resolution of one sender: one lookup per name at a time, few in all, remembered for a short time.
 * Lookups occupy threads that file access and zlib share (four by default); a dead server of names would take them all (reliability F59).
 */
export class Resolver {
  readonly #runtime: Runtime;
  readonly #entries = new Map<string, Entry>();

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /** For the `lookup` option of Node's sockets. */
  readonly lookup: LookupFunction = (hostname, options, callback) => {
    const answer: Waiter = (given) => {
      if (given instanceof Error) callback(given, '');
      else if (options.all === true) callback(null, [...given]);
      else callback(null, given[0]?.address ?? '', given[0]?.family);
    };
    this.#resolve(hostname, options, answer);
  };

  /** Like {@link lookup}, but fails for names that lead to a public address. */
  readonly innerLookup: LookupFunction = (hostname, options, callback) => {
    this.lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const found = addresses as dns.LookupAddress[];
      if (error !== null) callback(error, '');
      else if (!found.every(isInner)) callback(failure('ERR_PUBLIC_ADDRESS'), '');
      else if (options.all === true) callback(null, found);
      else callback(null, found[0]?.address ?? '', found[0]?.family);
    });
  };

  #resolve(hostname: string, options: dns.LookupOptions, answer: Waiter): void {
    const key = `${hostname} ${options.family ?? 0} ${options.hints ?? 0}`;
    const entry = this.#entries.get(key) ?? { resolvedAt: 0, failedAt: 0, startedAt: 0 };
    const known = this.#known(entry);
    if (known !== undefined) {
      // Not before the request has told its socket, which takes a tick of its own: else nobody could follow how far it came.
      process.nextTick(() => process.nextTick(answer, known));
      return;
    }
    if (entry.waiters !== undefined) {
      entry.waiters.add(answer);
      return;
    }
    entry.waiters = new Set([answer]);
    entry.startedAt = this.#runtime.monotonic();
    if (this.#entries.size >= MAX_NAMES) this.#entries.delete(this.#entries.keys().next().value ?? '');
    this.#entries.set(key, entry);
    occupy((free) => {
      // Through the module object: tests replace its members.
      dns.lookup(hostname, { ...options, all: true }, (error, addresses) => {
        free();
        this.#settle(entry, error ?? addresses);
      });
    });
  }

  #known(entry: Entry): Answer | undefined {
    const now = this.#runtime.monotonic();
    const age = now - entry.resolvedAt;
    if (entry.addresses !== undefined) {
      const silent = entry.waiters !== undefined && now - entry.startedAt > SILENT_AFTER_MS;
      if (age < POSITIVE_TTL_MS || (silent && age < STALE_TTL_MS)) return entry.addresses;
    }
    return entry.failure !== undefined && now - entry.failedAt < NEGATIVE_TTL_MS ? entry.failure : undefined;
  }

  #settle(entry: Entry, answer: Answer): void {
    const now = this.#runtime.monotonic();
    const waiters = entry.waiters ?? [];
    delete entry.waiters;
    let told = answer;
    if (!(answer instanceof Error)) {
      entry.addresses = answer;
      entry.resolvedAt = now;
    } else if (answer.code === 'EAI_AGAIN' && entry.addresses !== undefined && now - entry.resolvedAt < STALE_TTL_MS) {
      // The server of names is ill, the name is not gone.
      told = entry.addresses;
    } else {
      entry.failure = answer;
      entry.failedAt = now;
    }
    for (const waiter of waiters) waiter(told);
  }
}

/** Of libuv's four threads; shared by all senders because the threads are. */
const MAX_LOOKUPS = 2;
let occupied = 0;
const queue: Array<() => void> = [];

function occupy(job: (free: () => void) => void): void {
  const run = () => {
    occupied += 1;
    job(() => {
      occupied -= 1;
      queue.shift()?.();
    });
  };
  if (occupied < MAX_LOOKUPS) run();
  else queue.push(run);
}

const inner = new BlockList();
for (const [network, prefix] of [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const) {
  inner.addSubnet(network, prefix, 'ipv4');
}
inner.addAddress('::1', 'ipv6');
inner.addSubnet('fc00::', 7, 'ipv6');
inner.addSubnet('fe80::', 10, 'ipv6');

function isInner({ address }: dns.LookupAddress): boolean {
  return inner.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

function failure(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code });
}
