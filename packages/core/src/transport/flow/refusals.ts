import { PiaozoneError } from '../../errors.js';
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

/** The wait for this call's turn would outlast the call. `reason`: `asked-to-wait` (the other side said so) or `own-limit` (`limits.callsPerMinute`). */
export function tooLong(reason: 'asked-to-wait' | 'own-limit', operation: string, waitMs: number, runtime: Pick<Runtime, 'now'>): PiaozoneError {
  const until = instant(runtime.now() + waitMs);
  const [zh, en] =
    reason === 'own-limit'
      ? [
          `按 limits.callsPerMinute，${operation} 最早 ${until} 才能发送`,
          `by limits.callsPerMinute ${operation} may leave at ${until} at the earliest`,
        ]
      : [`对方要求 ${operation} 在 ${until} 之前不要再调用`, `the other side asked for no call to ${operation} before ${until}`];
  return new PiaozoneError({
    code: 'rate_limited',
    reason,
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
