import { inspect } from 'node:util';
import type { Piaozone } from '@piaozone/core';
import type { Call, ErpAdapter, ErpConnection } from '@piaozone/core/adapter';
import type { Judge } from './failure.js';
import type { AdapterHarness, ConformanceAccount, ConformanceCore, ConformanceErp } from './types.js';

/** An address of the cloud that no case calls: it is never contacted. */
const NO_CLOUD = 'http://127.0.0.1:9';
const MAX_RESPONSE_BYTES = 1024 * 1024;

export interface StageOptions {
  /** Of one whole call, milliseconds. Default 20 000, a watchdog. */
  readonly timeoutMs?: number;
  /** Default: that of core. 0 where the first failure is what is looked at: a login within a call is repeated for both of them. */
  readonly maxRetries?: number;
}

/** What one case plays on: an ERP of its own, a client, and everything the adapter says, kept for the search for secrets. */
export class Stage {
  readonly erp: ConformanceErp;
  readonly harness: AdapterHarness;
  readonly core: ConformanceCore;
  readonly judge: Judge;
  /** Texts of everything that came out of the adapter so far: log lines, events, warnings, errors, findings. */
  readonly #said: string[] = [];
  readonly #closers: (() => Promise<unknown>)[] = [];
  #requestIds = 0;
  #attempts = 0;

  constructor(erp: ConformanceErp, harness: AdapterHarness, core: ConformanceCore, judge: Judge) {
    this.erp = erp;
    this.harness = harness;
    this.core = core;
    this.judge = judge;
  }

  /** Requests that went out by the transport core lends. */
  get attempts(): number {
    return this.#attempts;
  }

  get said(): string {
    return this.#said.join('\n');
  }

  client({ timeoutMs = 20_000, maxRetries }: StageOptions = {}): Piaozone {
    const client = this.core.createPiaozone(
      {
        environment: { baseUrl: NO_CLOUD },
        authorization: { mode: 'shared', enterprise: { clientId: 'conformance', clientSecret: 'conformance', encryptKey: '0123456789abcdef' } },
        timeoutMs,
        ...(maxRetries === undefined ? {} : { maxRetries }),
        maxResponseBytes: MAX_RESPONSE_BYTES,
        logger: { warn: (...said) => this.hear(said), info: (...said) => this.hear(said) },
        onEvent: (event) => {
          this.#attempts += 1;
          this.hear(event);
        },
      },
      {},
    );
    this.#closers.push(() => client.close());
    return client;
  }

  /** A connection of `adapter` over a client of its own, or over `client`. */
  async connect(adapter: ErpAdapter = this.erp.adapter(), client: Piaozone = this.client()): Promise<ErpConnection> {
    const connection = await this.judge.resolves(adapter.connect(client.adapterContext()), 'connect()');
    this.#closers.push(() => connection.close());
    return connection;
  }

  connectTo(account: ConformanceAccount, client?: Piaozone): Promise<ErpConnection> {
    return this.connect(account.adapter(), client);
  }

  call(signal?: AbortSignal): Call {
    this.#requestIds += 1;
    return {
      requestId: String(1_700_000_000_000_000 + this.#requestIds),
      warn: (warning) => this.hear(warning),
      ...(signal === undefined ? {} : { signal }),
    };
  }

  /** Keeps what came out, as a log, a debugger and a JSON file would show it. */
  hear(value: unknown): void {
    this.#said.push(inspect(value, { depth: 20, showHidden: true }), String(value), json(value));
  }

  async close(): Promise<void> {
    for (const close of this.#closers.reverse()) await close().catch(() => {});
    await this.erp.close();
  }
}

function json(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return '';
  }
}
