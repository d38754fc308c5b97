import { configError, type PiaozoneError, type Problem } from '../errors.js';
import { type Locale, localize } from '../i18n/locale.js';
import { type Logger, silentLogger } from '../i18n/log.js';
import { type Runtime, systemRuntime } from '../runtime.js';
import { type CallbackBody, EXPIRED, RequestTimer, readBody } from './body.js';
import { bytesId } from './event-id.js';
import type { Delivery, InboxStore } from './inbox.js';
import { nameOf } from './name-of.js';
import type { CallbackResponse } from './profile.js';
import { isRaw, notRaw } from './raw-bytes.js';
import { isAcknowledgement, NOT_FOUND, readResponse, TOO_LARGE, TOO_SLOW } from './response.js';
import { type CallbackHead, type CallbackRoute, type NoRoute, type Route, Routes } from './routes.js';
import { keptHeaders, understand } from './understand.js';

export interface CallbackReceiverOptions {
  readonly routes: readonly CallbackRoute[];
  /** Where callbacks are before they are acknowledged. `createSqliteInbox` of `@piaozone/stores` where they matter. */
  readonly inbox: InboxStore;
  /** Largest body, bytes. Default 1 048 576 (1 MiB). */
  readonly maxBodyBytes?: number;
  /** From the first look at a request to its answer, milliseconds. Default 30 000. */
  readonly timeoutMs?: number;
  /** Requests in work at the same time; the next one is told to come again. Memory stays below this times `maxBodyBytes`. Default 256. */
  readonly maxInFlight?: number;
  /** Undecodable requests are kept for a person (profiles with `keepUndecodable`) while fewer rows than this are in quarantine. Default 1000. */
  readonly maxUndecodable?: number;
  /** Addresses and CIDR ranges of own reverse proxies. Only from these `X-Forwarded-For` is read. Default none. */
  readonly trustedProxies?: readonly string[];
  readonly runtime?: Pick<Runtime, 'now' | 'schedule'>;
  readonly logger?: Logger;
  readonly locale?: Locale;
  /** After something new was stored: `worker.wake()`. */
  readonly onStored?: () => void;
  /** One per request. An error thrown here is ignored. */
  readonly onEvent?: (event: CallbackEvent) => void;
}

/** How one request ended, for logs and metrics. Holds nothing a sender wrote. */
export interface CallbackEvent {
  readonly outcome: 'stored' | 'duplicate' | 'refused' | 'unavailable';
  /** For our side only; the sender sees one answer for all of a kind. */
  readonly reason?: NoRoute | 'too-large' | 'too-slow' | 'cut' | 'undecodable' | 'overload' | 'inbox' | 'acknowledge';
  readonly profile?: string;
  /** Of the inbox row. */
  readonly id?: string;
  readonly remoteAddress?: string;
  readonly bytes?: number;
}

export interface CallbackRequest extends CallbackHead {
  /** Raw bytes, exactly as they arrived. */
  readonly body: CallbackBody;
}

export interface CallbackAnswer extends CallbackResponse {
  /** The request was not read to its end: the connection cannot be used again. */
  readonly close: boolean;
}

/** Takes callbacks in: raw bytes → size and time limits → path token and address → decode → inbox → acknowledgement. */
export interface CallbackReceiver {
  /**
   * Answers one request; whatever a sender does ends in an answer.
   * @throws callback_invalid when `body` is not raw bytes: a mistake in our own program, with the way out in its hint
   */
  receive(request: CallbackRequest): Promise<CallbackAnswer>;
}

/** @throws config_invalid with every problem at once */
export function createCallbackReceiver(options: CallbackReceiverOptions): CallbackReceiver {
  const receiver = new Receiver(options);
  return { receive: (request) => receiver.receive(request) };
}

class Receiver {
  readonly #inbox: InboxStore;
  readonly #routes: Routes;
  readonly #maxBodyBytes: number;
  readonly #timeoutMs: number;
  readonly #maxInFlight: number;
  readonly #maxUndecodable: number;
  readonly #runtime: Pick<Runtime, 'now' | 'schedule'>;
  readonly #logger: Logger;
  readonly #locale: Locale;
  readonly #onStored: (() => void) | undefined;
  readonly #onEvent: ((event: CallbackEvent) => void) | undefined;
  #inFlight = 0;

  constructor(options: CallbackReceiverOptions) {
    this.#locale = options.locale ?? 'zh-CN';
    this.#inbox = options.inbox;
    this.#routes = new Routes(options.routes, options.trustedProxies, this.#locale);
    const problems: Problem[] = [];
    const whole = (name: 'maxBodyBytes' | 'timeoutMs' | 'maxInFlight' | 'maxUndecodable', byDefault: number, least: number) => {
      const value = options[name] ?? byDefault;
      if (!Number.isSafeInteger(value) || value < least)
        problems.push({ path: name, message: { zh: `须为不小于 ${least} 的整数`, en: `must be a whole number of at least ${least}` } });
      return value;
    };
    this.#maxBodyBytes = whole('maxBodyBytes', 1_048_576, 1);
    this.#timeoutMs = whole('timeoutMs', 30_000, 1);
    this.#maxInFlight = whole('maxInFlight', 256, 1);
    this.#maxUndecodable = whole('maxUndecodable', 1_000, 0);
    if (options.inbox === undefined) problems.push({ path: 'inbox', message: { zh: '未提供', en: 'is missing' } });
    if (problems.length > 0) throw configError(problems, this.#locale);
    this.#runtime = options.runtime ?? systemRuntime;
    this.#logger = options.logger ?? silentLogger;
    this.#onStored = options.onStored;
    this.#onEvent = options.onEvent;
    if (!this.#inbox.durable) this.#logger.warn(localize(NOT_DURABLE, this.#locale));
  }

  async receive(request: CallbackRequest): Promise<CallbackAnswer> {
    if (!isRaw(request.body)) throw this.#notRaw(request.body);
    // Bytes in hand were read to their end.
    const unread = !(request.body instanceof Uint8Array);
    const { address, ...match } = this.#routes.match(request);
    const where = address === undefined ? {} : { remoteAddress: address };
    if (match.route === undefined) return this.#end(NOT_FOUND, unread, { outcome: 'refused', reason: match.why, ...where });
    const { route } = match;
    const about = { profile: route.profile.id, ...where };
    if (this.#inFlight >= this.#maxInFlight) {
      return this.#end(route.unavailable, unread, { outcome: 'unavailable', reason: 'overload', ...about });
    }
    const timer = new RequestTimer(this.#runtime, this.#timeoutMs);
    const slot = this.#takeSlot();
    try {
      const read = await readBody(request.body, { maxBytes: this.#maxBodyBytes, timer });
      if ('failure' in read) {
        const { failure, ended } = read;
        return this.#end(failure === 'too-large' ? TOO_LARGE : TOO_SLOW, !ended, { outcome: 'refused', reason: failure, ...about });
      }
      const { bytes } = read;
      const { response, event } = await this.#take(route, bytes, keptHeaders(route.profile, request, address), timer, slot);
      return this.#end(response, false, { ...event, bytes: bytes.length, ...about });
    } finally {
      timer.end();
      slot.release();
    }
  }

  async #take(route: Route, body: Buffer, headers: Readonly<Record<string, string>>, timer: RequestTimer, slot: Slot): Promise<Taken> {
    const { profile } = route;
    const read = understand(profile, { body, headers });
    const refused: Taken = { response: route.refused, event: { outcome: 'refused', reason: 'undecodable' } };
    if (read === undefined && profile.keepUndecodable !== true) return refused;
    const id = read?.id ?? bytesId(profile.id, body);
    const delivery = { id, profile: profile.id, receivedAt: this.#runtime.now(), headers, body };
    const stored = await this.#store(delivery, read !== undefined, timer, slot);
    // A profile may acknowledge what is kept for a person; what was not kept is never acknowledged.
    const unsafe = stored === 'full' && isAcknowledgement(route.refused);
    if (stored === undefined || unsafe) return { response: route.unavailable, event: { outcome: 'unavailable', reason: 'inbox', id } };
    if (read === undefined) return { ...refused, event: { ...refused.event, id } };
    if (stored === 'new') this.#quietly(this.#onStored);
    const payloads = read.messages.map(({ payload }) => payload);
    return this.#acknowledge(route, payloads, { outcome: stored === 'new' ? 'stored' : 'duplicate', id });
  }

  /** `undefined` when it is not certain that the inbox has it. */
  async #store(delivery: Delivery, readable: boolean, timer: RequestTimer, slot: Slot): Promise<'new' | 'duplicate' | 'full' | undefined> {
    try {
      // A store that hangs keeps the body in memory, so the slot stays taken until it lets go.
      const stored = await timer.wait(slot.heldBy(readable ? this.#inbox.put(delivery) : this.#keep(delivery)));
      if (stored !== EXPIRED) return stored;
      this.#logger.warn(localize(INBOX_FAILED, this.#locale), { profile: delivery.profile, error: 'timeout' });
    } catch (error) {
      this.#logger.warn(localize(INBOX_FAILED, this.#locale), { profile: delivery.profile, error: nameOf(error) });
    }
    return undefined;
  }

  /** What nobody can read is kept only so far: whoever is let in must not be able to fill the disk with it. */
  async #keep(delivery: Delivery): Promise<'new' | 'duplicate' | 'full'> {
    if ((await this.#inbox.count('quarantined')) >= this.#maxUndecodable) return 'full';
    return this.#inbox.put(delivery, { note: 'undecodable' });
  }

  #takeSlot(): Slot {
    this.#inFlight += 1;
    let holders = 1;
    const release = () => {
      holders -= 1;
      if (holders === 0) this.#inFlight -= 1;
    };
    return {
      release,
      heldBy(promise) {
        holders += 1;
        promise.then(release, release);
        return promise;
      },
    };
  }

  #acknowledge(route: Route, payloads: readonly unknown[], event: Taken['event']): Taken {
    try {
      return { response: readResponse(route.profile.acknowledge({ outcome: 'accepted', payloads })), event };
    } catch {
      // It is stored; the sender comes again and is told apart as a repeat.
      this.#logger.warn(localize(ACKNOWLEDGE_FAILED, this.#locale), { profile: route.profile.id });
      return { response: route.unavailable, event: { ...event, outcome: 'unavailable', reason: 'acknowledge' } };
    }
  }

  #end(response: CallbackResponse, close: boolean, event: CallbackEvent): CallbackAnswer {
    this.#quietly(() => this.#onEvent?.(event));
    return { ...response, close };
  }

  #notRaw(body: unknown): PiaozoneError {
    const error = notRaw(body).with({ locale: this.#locale });
    // Also in the log: what a framework makes of the exception nobody knows.
    this.#logger.warn(error.message);
    return error;
  }

  /** What the caller's own code throws must not cost an acknowledgement. */
  #quietly(work: (() => void) | undefined): void {
    try {
      work?.();
    } catch (error) {
      this.#logger.warn(localize(LISTENER_FAILED, this.#locale), { error: nameOf(error) });
    }
  }
}

/** One of `maxInFlight`; free again when everybody who holds it has let go. */
interface Slot {
  release(): void;
  heldBy<T>(promise: Promise<T>): Promise<T>;
}

interface Taken {
  readonly response: CallbackResponse;
  readonly event: Pick<CallbackEvent, 'outcome' | 'reason' | 'id'>;
}

const NOT_DURABLE = {
  zh: '回调收件箱不是持久化的：已确认的回调会随进程丢失',
  en: 'the callback inbox is not durable: acknowledged callbacks are lost with the process',
};
const INBOX_FAILED = { zh: '回调未能存入收件箱，没有确认', en: 'a callback could not be stored and was not acknowledged' };
const ACKNOWLEDGE_FAILED = { zh: '回调已存入，但 profile 没有给出有效应答', en: 'a callback was stored, but its profile gave no valid answer' };
const LISTENER_FAILED = { zh: '回调监听函数抛出了错误', en: 'a callback listener threw an error' };
