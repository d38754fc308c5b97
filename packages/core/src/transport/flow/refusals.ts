import { PiaozoneError } from '../../errors.js';
import type { Bilingual } from '../../i18n/locale.js';
import type { Runtime } from '../../runtime.js';

/**
 * Nothing has answered this tenant's calls to this operation for a while. Outcome `not-sent`.
 * @param waitMs until a call is let through to see; 0 = one is out now
 */
export function circuitOpen(operation: string, failures: number, waitMs: number, runtime: Pick<Runtime, 'now'>): PiaozoneError {
  const until = instant(runtime.now() + waitMs);
  const when =
    waitMs > 0
      ? { zh: `暂停到 ${until}`, en: `paused until ${until}` }
      : { zh: '正在试探一次，其余暂停', en: 'paused while one of them tries whether it answers again' };
  return new PiaozoneError({
    code: 'circuit_open',
    outcome: 'not-sent',
    message: {
      zh: `对 ${operation} 的调用连续失败 ${failures} 次，${when.zh}`,
      en: `calls to ${operation} failed ${failures} times in a row and are ${when.en}`,
    },
    hint: {
      zh: '先看之前的失败原因（网络、代理或对方服务）；到时自动恢复，不必重启。没有发送任何内容',
      en: 'see why the calls before it failed (network, proxy, the other side); it recovers by itself, without a restart. Nothing was sent',
    },
  });
}

/** Whose wish the wait is: the other side's answer, `limits.callsPerMinute`, or a rate the other side publishes ({@link CallRate}). */
type WaitReason = 'asked-to-wait' | 'own-limit' | 'rate';

const WAITS: Readonly<Record<WaitReason, (operation: string, until: string) => Bilingual>> = {
  'asked-to-wait': (operation, until) => ({
    zh: `对方要求 ${operation} 在 ${until} 之前不要再调用`,
    en: `the other side asked for no call to ${operation} before ${until}`,
  }),
  'own-limit': (operation, until) => ({
    zh: `按 limits.callsPerMinute，${operation} 最早 ${until} 才能发送`,
    en: `by limits.callsPerMinute ${operation} may leave at ${until} at the earliest`,
  }),
  rate: (operation, until) => ({
    zh: `按对方的调用频率上限，${operation} 最早 ${until} 才能发送`,
    en: `by the rate the other side allows ${operation} may leave at ${until} at the earliest`,
  }),
};

/** The wait for this call's turn would outlast the call. A `rate` is a limit of ours too, kept here before the other side refuses. */
export function tooLong(reason: WaitReason, operation: string, waitMs: number, runtime: Pick<Runtime, 'now'>): PiaozoneError {
  const { zh, en } = WAITS[reason](operation, instant(runtime.now() + waitMs));
  return new PiaozoneError({
    code: 'rate_limited',
    reason: reason === 'rate' ? 'own-limit' : reason,
    outcome: 'not-sent',
    message: { zh: `${zh}，超过了本次调用的时限`, en: `${en}, which is later than this call may last` },
    hint: {
      zh: '稍后再调用，或放长 timeoutMs；没有发送任何内容',
      en: 'call again later, or allow more time by timeoutMs; nothing was sent',
    },
  });
}

export function flowClosed(): PiaozoneError {
  return new PiaozoneError({ code: 'closed', outcome: 'not-sent', message: { zh: '客户端已关闭', en: 'the client is closed' } });
}

function instant(at: number): string {
  return new Date(at).toISOString();
}
