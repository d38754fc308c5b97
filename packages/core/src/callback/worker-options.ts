import { configError, type Problem } from '../errors.js';
import type { Bilingual, Locale } from '../i18n/locale.js';
import { type Logger, silentLogger } from '../i18n/log.js';
import { type Runtime, systemRuntime } from '../runtime.js';
import type { CallbackBinding } from './handler.js';
import type { InboxStore } from './inbox.js';
import { checkProfile } from './routes.js';

export interface RetrySchedule {
  /** Pause after the first attempt, milliseconds; doubles each time. Default 5000. */
  readonly firstMs?: number;
  /** Longest pause, milliseconds. Default 1 800 000 (30 min). */
  readonly longestMs?: number;
  /** Default 20: about five to six hours. Then a person is called. */
  readonly maxAttempts?: number;
}

export interface InboxWorkerOptions {
  readonly inbox: InboxStore;
  /** One per profile that rows may be of. */
  readonly handlers: readonly CallbackBinding[];
  /** Rows worked on at the same time. Default 8. */
  readonly concurrency?: number;
  /** For all handlers of one row together, milliseconds; then it is tried again later. Default 60 000. */
  readonly timeoutMs?: number;
  readonly retry?: RetrySchedule;
  readonly runtime?: Runtime;
  readonly logger?: Logger;
  readonly locale?: Locale;
  /** Something waits for a person. At least once per case. An error thrown here is ignored. */
  readonly onIncident?: (incident: CallbackIncident) => void;
}

/** A row that went into quarantine, and why. Its content stays in the inbox: `inbox.read(deliveryId)`. */
export interface CallbackIncident {
  readonly deliveryId: string;
  readonly profile: string;
  readonly receivedAt: number;
  readonly attempts: number;
  /** E.g. `against-issued`, `unknown-bill`, `claim-ahead`, `undecodable`, `unknown-profile`, `no-result`, `handler-failed`. */
  readonly reason: string;
  readonly text: Bilingual;
  /** Serial numbers the messages claim to be about, as they came. */
  readonly serialNos: readonly string[];
}

export interface ResolvedWorkerOptions {
  readonly inbox: InboxStore;
  readonly handlers: ReadonlyMap<string, CallbackBinding>;
  readonly concurrency: number;
  readonly timeoutMs: number;
  readonly retry: Required<RetrySchedule>;
  readonly runtime: Runtime;
  readonly logger: Logger;
  readonly locale: Locale;
  readonly onIncident: ((incident: CallbackIncident) => void) | undefined;
}

/** @throws config_invalid with every problem at once */
export function resolveWorkerOptions(options: InboxWorkerOptions): ResolvedWorkerOptions {
  const problems: Problem[] = [];
  const { inbox, handlers, retry = {}, locale = 'zh-CN' } = options;
  const whole = (path: string, value: number | undefined, byDefault: number, least = 1) => {
    const used = value ?? byDefault;
    if (!Number.isSafeInteger(used) || used < least)
      problems.push({ path, message: { zh: `须为不小于 ${least} 的整数`, en: `must be a whole number of at least ${least}` } });
    return used;
  };
  if (inbox === undefined) problems.push({ path: 'inbox', message: { zh: '未提供', en: 'is missing' } });
  if (!Array.isArray(handlers) || handlers.length === 0)
    problems.push({ path: 'handlers', message: { zh: '至少需要一个', en: 'at least one is needed' } });
  const resolved = {
    inbox,
    handlers: byProfile(handlers ?? [], problems),
    concurrency: whole('concurrency', options.concurrency, 8),
    timeoutMs: whole('timeoutMs', options.timeoutMs, 60_000),
    retry: {
      firstMs: whole('retry.firstMs', retry.firstMs, 5_000),
      longestMs: whole('retry.longestMs', retry.longestMs, 1_800_000),
      maxAttempts: whole('retry.maxAttempts', retry.maxAttempts, 20),
    },
    runtime: options.runtime ?? systemRuntime,
    logger: options.logger ?? silentLogger,
    locale,
    onIncident: options.onIncident,
  };
  if (problems.length > 0) throw configError(problems, locale);
  return resolved;
}

function byProfile(handlers: readonly CallbackBinding[], problems: Problem[]): ReadonlyMap<string, CallbackBinding> {
  const byId = new Map<string, CallbackBinding>();
  for (const [index, binding] of handlers.entries()) {
    checkProfile(binding.profile, `handlers[${index}].profile`, problems);
    if (byId.has(binding.profile.id)) {
      problems.push({
        path: `handlers[${index}].profile.id`,
        message: { zh: `${binding.profile.id} 已有处理函数`, en: `${binding.profile.id} has a handler already` },
      });
    }
    byId.set(binding.profile.id, binding);
  }
  return byId;
}
