import {
  type InboxStore,
  isPiaozoneError,
  type JsonValue,
  joinUrl,
  type Piaozone,
  PiaozoneError,
  type SessionSpec,
  stringifyExact,
  withCredential,
} from '@piaozone/core';
import { classifyEnvelope, type Envelope } from '../envelope.js';
import { type PollingUser, pollingSession } from './polling-token.js';
import { PUSH_PROFILE, type PushMessage, readPushMessage } from './push-message.js';

/** Waits of the vendor's client, milliseconds (standard-edition §7.2). */
const REFUSED_WAIT_MS = 30_000;
const NETWORK_WAIT_MS = 12_000;
/** The cloud holds a poll for up to 30 s; this ends one that hangs. */
const POLL_TIMEOUT_MS = 50_000;
/** Least time from poll to poll while nothing comes, for a cloud that does not hold. Ours. */
const LEAST_INTERVAL_MS = 1_000;
const NO_DATA = '1307';
const TOKEN_OVER = '1300';
const RECEIPT_PATH = '/polling/fpzs/portal/receipt';

export interface ChannelOptions extends PollingUser {
  /** From `InvoiceAssistant.linkKey`, the one the page was opened with. */
  readonly linkKey: string;
  /** Where messages are before they are acknowledged: `createSqliteInbox` of `@piaozone/stores` where they matter. Its ids tell repeats for ever. */
  readonly inbox: InboxStore;
  /** The sources have both; the documentation the first, with which the receipt has its own prefix all the same. */
  readonly path?: '/polling/fpzs/invoice/data/v2' | '/polling/fpzs/portal/invoice/data/v2';
  /** What went wrong and how long the channel waits now. An error thrown here is ignored. */
  readonly onIncident?: (incident: ChannelIncident) => void;
}

export interface ChannelIncident {
  /** `token`: 1300. `refused`: another code, or no token. `network`: no answer. `unreadable`: a message without msgId. `store`: not stored, so not acknowledged. `receipt`: comes again. */
  readonly reason: 'token' | 'refused' | 'network' | 'unreadable' | 'store' | 'receipt';
  readonly waitMs: number;
  readonly error?: PiaozoneError;
}

type Answer =
  | { readonly kind: 'message'; readonly data: JsonValue | undefined }
  | { readonly kind: 'none' }
  | { readonly kind: 'refused'; readonly code: string };

/**
 * The channel on which the page tells the ERP what its user did (standard-edition §7.2): long polling with a token of its own, key = MD5(linkKey).
 * Every message is stored, then acknowledged, then handed out; what was handed out before is acknowledged again and not handed out again.
 * One poll is under way for as long as somebody iterates: each open bill holds a connection, see `limits.maxSockets`.
 */
export class AssistantChannel {
  readonly #piaozone: Piaozone;
  readonly #options: ChannelOptions;
  readonly #key: string;

  constructor(piaozone: Piaozone, options: ChannelOptions) {
    this.#piaozone = piaozone;
    this.#options = options;
    this.#key = piaozone.crypto.md5Hex(options.linkKey);
  }

  /**
   * New messages, until `signal` is aborted: the iteration then ends. Whoever must lose none works them off from the inbox
   * (`createInboxWorker` with `assistantPushProfile`) and only wakes the worker here; what is done in the loop is lost with the process.
   * @throws credential_level, config_invalid and credentials_rejected: waiting would not help
   */
  async *messages({ signal }: { readonly signal: AbortSignal }): AsyncGenerator<PushMessage, void, undefined> {
    while (!signal.aborted) {
      const startedAt = this.#piaozone.runtime.monotonic();
      const polled = await this.#poll(signal);
      if (polled === undefined || signal.aborted) continue;
      if (polled.kind === 'none') {
        await this.#wait(LEAST_INTERVAL_MS - (this.#piaozone.runtime.monotonic() - startedAt), signal);
        continue;
      }
      const message = readPushMessage(polled.data);
      if (message === undefined) await this.#trouble('unreadable', REFUSED_WAIT_MS, signal);
      else if (await this.#take(message, signal)) yield message;
    }
  }

  /** Stores, then acknowledges. @returns whether it is new */
  async #take(message: PushMessage, signal: AbortSignal): Promise<boolean> {
    let stored: 'new' | 'duplicate';
    try {
      stored = await this.#options.inbox.put({
        id: this.#piaozone.crypto.sha256Hex(`${PUSH_PROFILE}\n${this.#key}\n${message.msgId}`),
        profile: PUSH_PROFILE,
        receivedAt: this.#piaozone.runtime.now(),
        headers: {},
        body: Buffer.from(stringifyExact(message.raw), 'utf8'),
      });
    } catch (error) {
      await this.#trouble('store', REFUSED_WAIT_MS, signal, error);
      return false;
    }
    // It is stored: whatever becomes of the receipt, it is handed out, and recognised when it comes again.
    await this.#acknowledge(message.msgId, signal).catch((error: unknown) => this.#tell({ reason: 'receipt', waitMs: 0, ...errorOf(error) }));
    return stored === 'new';
  }

  async #poll(signal: AbortSignal): Promise<Exclude<Answer, { kind: 'refused' }> | undefined> {
    try {
      const { spec, token } = await this.#session(signal);
      const { path = '/polling/fpzs/invoice/data/v2' } = this.#options;
      const answer = await this.#get('assistant.poll', path, token, [], signal, POLL_TIMEOUT_MS);
      if (answer.kind !== 'refused') return answer;
      if (answer.code === TOKEN_OVER) this.#piaozone.sessions.forget(spec.key, token);
      await this.#trouble(answer.code === TOKEN_OVER ? 'token' : 'refused', REFUSED_WAIT_MS, signal);
    } catch (error) {
      if (signal.aborted) return undefined;
      if (!isPiaozoneError(error) || HOPELESS.has(error.code)) throw error;
      // An answer, if not of the channel: not the network's fault.
      const answered = error.upstreamCode !== undefined;
      await this.#trouble(answered ? 'refused' : 'network', answered ? REFUSED_WAIT_MS : NETWORK_WAIT_MS, signal, error);
    }
    return undefined;
  }

  async #acknowledge(msgId: string, signal: AbortSignal): Promise<void> {
    const { spec, token } = await this.#session(signal);
    const answer = await this.#get('assistant.receipt', RECEIPT_PATH, token, [['msgId', msgId]], signal);
    if (answer.kind !== 'refused') return;
    if (answer.code === TOKEN_OVER) this.#piaozone.sessions.forget(spec.key, token);
    throw refusedReceipt(answer.code);
  }

  #get(
    operation: string,
    path: string,
    token: string,
    more: readonly (readonly [string, string])[],
    signal: AbortSignal,
    timeoutMs?: number,
  ): Promise<Answer> {
    const { http, environment, newRequestId } = this.#piaozone;
    const query = [['access_token', token], ['key', this.#key], ...more].map(([name, value]) => `${name}=${encodeURIComponent(value ?? '')}`);
    const context = { operation, effect: 'read', requestId: newRequestId() } as const;
    return http.call<Answer>({
      ...context,
      // A lane of its own: held polls must not take the places of the tax number's other calls.
      tenant: `${this.#options.taxNo}/${this.#key}`,
      request: { method: 'GET', url: `${joinUrl(environment.baseUrl, path)}?${query.join('&')}`, headers: {} },
      signal,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      classify: (response) => {
        const verdict = classifyEnvelope<Answer>(response, context, undefined, ({ data }: Envelope) => ({ kind: 'message', data }));
        const code = verdict.kind === 'ok' ? undefined : verdict.error.upstreamCode;
        if (code === undefined) return verdict;
        return { kind: 'ok', value: code === NO_DATA ? { kind: 'none' } : { kind: 'refused', code } };
      },
    });
  }

  /** The token of one version of the triple; where the sign with it is refused, of the other. */
  #session(signal: AbortSignal): Promise<{ readonly spec: SessionSpec; readonly token: string }> {
    const { authorization, sessions, runtime, timeoutMs, locale } = this.#piaozone;
    const operation = 'assistant.pollingToken';
    const slot = authorization.slotFor({ level: 'enterprise', taxNo: this.#options.taxNo, operation });
    return withCredential(slot, { runtime, timeoutMs, locale, operation, signal }, async (credential) => {
      const spec = pollingSession(this.#piaozone, credential, this.#options);
      return { spec, token: await sessions.get(spec, undefined, signal) };
    });
  }

  async #trouble(reason: ChannelIncident['reason'], waitMs: number, signal: AbortSignal, error?: unknown): Promise<void> {
    this.#tell({ reason, waitMs, ...errorOf(error) });
    await this.#wait(waitMs, signal);
  }

  #tell(incident: ChannelIncident): void {
    try {
      this.#options.onIncident?.(incident);
    } catch {
      // A listener disturbs no channel.
    }
  }

  /** Ends early, without an error, when aborted. */
  #wait(delayMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted || delayMs <= 0) return resolve();
      const end = () => {
        cancel();
        signal.removeEventListener('abort', end);
        resolve();
      };
      const cancel = this.#piaozone.runtime.schedule(delayMs, end);
      signal.addEventListener('abort', end, { once: true });
    });
  }
}

/** Waiting and trying again would change nothing. */
const HOPELESS: ReadonlySet<string> = new Set(['config_invalid', 'credential_level', 'credentials_rejected', 'closed']);

function errorOf(error: unknown): { readonly error?: PiaozoneError } {
  return isPiaozoneError(error) ? { error } : {};
}

function refusedReceipt(code: string): PiaozoneError {
  return new PiaozoneError({
    code: 'business_rejected',
    outcome: 'rejected',
    operation: 'assistant.receipt',
    upstreamCode: code,
    message: { zh: '回执没有被接受，消息会再次送达', en: 'the receipt was not accepted; the message comes again' },
  });
}
