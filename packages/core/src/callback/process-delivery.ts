import { type Bilingual, localize } from '../i18n/locale.js';
import type { InvoiceClaim } from '../issuing/claim.js';
import { printable } from '../protocol/excerpt.js';
import type { CallbackBinding, CallbackMessage, HandlerVerdict } from './handler.js';
import type { ClaimedDelivery } from './inbox.js';
import { nameOf } from './name-of.js';
import { type Understood, understand } from './understand.js';
import type { CallbackIncident, ResolvedWorkerOptions } from './worker-options.js';

/** How one claimed row ended. `lost`: another worker has claimed it since, whose result counts. */
export type DeliveryEnd = 'done' | 'parked' | 'quarantined' | 'lost';

interface Reading {
  readonly verdicts: readonly HandlerVerdict[];
  readonly serialNos: readonly string[];
}

/** Works one row off. @throws what the inbox throws */
export async function processDelivery(delivery: ClaimedDelivery, options: ResolvedWorkerOptions): Promise<DeliveryEnd> {
  const { retry } = options;
  // Its worker never came back, more often than can be chance: it would take the next one with it.
  if (delivery.attempts > retry.maxAttempts && delivery.note === undefined) return quarantine(delivery, 'no-result', NO_RESULT, [], options);
  const { verdicts, serialNos } = await readAndHandle(delivery, options);
  const open = verdicts.filter((verdict) => verdict.result === 'retry');
  const bad = verdicts.find((verdict) => verdict.result === 'quarantine');
  const impatient = open.find(({ patient, atLast }) => patient !== true && atLast !== 'done');
  const exhausted = delivery.attempts >= retry.maxAttempts;
  if (open.length > 0 && (!exhausted || open.some(({ patient }) => patient === true))) {
    // What already needs a person is told now; the row goes on for the messages that are still open.
    if (bad !== undefined) report(delivery, bad.reason, bad.text, serialNos, options);
    return park(delivery, open, options);
  }
  if (bad !== undefined) return quarantine(delivery, bad.reason, bad.text, serialNos, options);
  if (impatient !== undefined) return quarantine(delivery, impatient.reason, textOf(impatient.reason), serialNos, options);
  return (await options.inbox.done(delivery.id, delivery.fence)) ? 'done' : 'lost';
}

async function readAndHandle(delivery: ClaimedDelivery, options: ResolvedWorkerOptions): Promise<Reading> {
  const binding = options.handlers.get(delivery.profile);
  // Another version of the program may know it: during a deployment, or after a mistake was mended.
  if (binding === undefined) return { verdicts: [{ result: 'retry', reason: 'unknown-profile' }], serialNos: [] };
  const read = understand(binding.profile, delivery);
  if (read === undefined) return { verdicts: [{ result: 'quarantine', reason: 'undecodable', text: textOf('undecodable') }], serialNos: [] };
  return withinTime(options, (signal) => handleAll(delivery, binding, read, signal, options));
}

async function handleAll(
  delivery: ClaimedDelivery,
  { profile, handle }: CallbackBinding,
  { messages }: Understood,
  signal: AbortSignal,
  { logger, locale }: ResolvedWorkerOptions,
): Promise<Reading> {
  const verdicts: HandlerVerdict[] = [];
  const serialNos: string[] = [];
  for (const { id, payload } of messages) {
    if (signal.aborted) break;
    try {
      const claim: InvoiceClaim | undefined = profile.claim?.(payload);
      if (claim !== undefined) serialNos.push(claim.serialNo);
      const { id: deliveryId, receivedAt, attempts: attempt } = delivery;
      const message: CallbackMessage = { id, deliveryId, profile: profile.id, receivedAt, attempt, payload, claim };
      verdicts.push(checked(await handle(message, { signal })));
    } catch (error) {
      logger.warn(localize(HANDLER_FAILED, locale), { profile: profile.id, id, error: nameOf(error) });
      verdicts.push({ result: 'retry', reason: 'handler-failed' });
    }
  }
  return { verdicts, serialNos };
}

/** A handler in plain JavaScript may forget to say anything; that must not read as "done". */
function checked(verdict: HandlerVerdict): HandlerVerdict {
  if (['done', 'retry', 'quarantine'].includes(verdict.result)) return verdict;
  throw new TypeError('verdict');
}

/** A handler that never ends must not hold up the others; its late result is not waited for. */
function withinTime({ runtime, timeoutMs }: ResolvedWorkerOptions, work: (signal: AbortSignal) => Promise<Reading>): Promise<Reading> {
  const controller = new AbortController();
  return new Promise((resolve, reject) => {
    const cancel = runtime.schedule(timeoutMs, () => {
      controller.abort();
      resolve({ verdicts: [{ result: 'retry', reason: 'handler-timeout' }], serialNos: [] });
    });
    work(controller.signal).then(resolve, reject).finally(cancel);
  });
}

async function park(
  { id, fence, attempts }: ClaimedDelivery,
  open: readonly Extract<HandlerVerdict, { result: 'retry' }>[],
  { inbox, runtime, retry }: ResolvedWorkerOptions,
): Promise<DeliveryEnd> {
  const full = Math.min(retry.longestMs, retry.firstMs * 2 ** Math.min(attempts - 1, 30));
  // Between half and all of it, so that what failed together does not come back together.
  const pauseMs = Math.round(full * (0.5 + runtime.random() / 2));
  const reason = open.find(({ patient }) => patient !== true)?.reason ?? open[0]?.reason ?? 'retry';
  return (await inbox.park(id, fence, runtime.now() + pauseMs, printable(reason))) ? 'parked' : 'lost';
}

async function quarantine(
  delivery: ClaimedDelivery,
  reason: string,
  text: Bilingual,
  serialNos: readonly string[],
  options: ResolvedWorkerOptions,
): Promise<DeliveryEnd> {
  if (!(await options.inbox.quarantine(delivery.id, delivery.fence, printable(reason)))) return 'lost';
  report(delivery, reason, text, serialNos, options);
  return 'quarantined';
}

function report(
  { id, profile, receivedAt, attempts }: ClaimedDelivery,
  reason: string,
  text: Bilingual,
  serialNos: readonly string[],
  { logger, locale, onIncident }: ResolvedWorkerOptions,
): void {
  const incident: CallbackIncident = { deliveryId: id, profile, receivedAt, attempts, reason, text, serialNos };
  // What a sender wrote is shown on one line, its control characters escaped.
  logger.warn(localize(text, locale), { deliveryId: id, profile, reason: printable(reason), serialNos: serialNos.map((text) => printable(text)) });
  try {
    onIncident?.(incident);
  } catch (error) {
    logger.warn(localize(LISTENER_FAILED, locale), { error: nameOf(error) });
  }
}

function textOf(reason: string): Bilingual {
  return TEXTS[reason] ?? OPEN;
}

const NO_RESULT: Bilingual = {
  zh: '处理该回调的进程多次没有给出结果，已隔离',
  en: 'its workers ended without a result too often; it is kept apart',
};
const OPEN: Bilingual = {
  zh: '回调多次处理未果，已留待人工查看',
  en: 'the callback could not be worked off and waits for a person',
};
const TEXTS: Readonly<Record<string, Bilingual>> = {
  undecodable: { zh: '回调内容无法解读', en: 'the callback cannot be read' },
  'unknown-bill': {
    zh: '没有发送过回调所指的单据：可能是别的系统开的，也可能是伪造的',
    en: 'no bill was sent under the serial number of the callback: another system may have sent it, or it is forged',
  },
  'claim-ahead': {
    zh: '回调所称的结果一直没有得到云端证实，记录未改动',
    en: 'the cloud has never confirmed what the callback says; the record is unchanged',
  },
};
const HANDLER_FAILED: Bilingual = { zh: '回调处理函数抛出了错误，稍后重试', en: 'a callback handler threw an error; it is tried again later' };
const LISTENER_FAILED: Bilingual = { zh: '回调监听函数抛出了错误', en: 'a callback listener threw an error' };
