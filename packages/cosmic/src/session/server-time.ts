import { type AdapterContext, type Bilingual, isPiaozoneError, MAX_CORRECTED_MS, type PiaozoneError } from '@piaozone/core/adapter';

type Clock = AdapterContext['serverClock'];

/**
 * Sends what carries a time: by the local clock, or by the server's where that is known to differ by more than minutes. A refusal that is the first to tell
 * how wrong the local clock is leads to one corrected try (reliability F20, F21).
 * @param request sends what carries `at`, epoch milliseconds, each time with a fresh nonce
 */
export async function inServerTime<T>(clock: Clock, url: string, request: (at: number) => Promise<T>): Promise<T> {
  const at = clock.now(url);
  try {
    return await request(at);
  } catch (error) {
    // Only what the platform itself answered is a refusal; its code for a wrong time is not documented.
    if (!isPiaozoneError(error) || error.upstreamCode === undefined) throw error;
    if (clock.wouldCorrect(url, at)) return request(clock.now(url));
    throw blamedOnClock(error, clock, url);
  }
}

/** `error`, with the clock as its reason where that is off by more than is ever corrected. */
export function blamedOnClock(error: PiaozoneError, clock: Clock, url: string): PiaozoneError {
  const skewMs = clock.skewMs(url) ?? 0;
  return Math.abs(skewMs) > MAX_CORRECTED_MS ? error.with({ reason: 'clock', hint: clockHint(skewMs) }) : error;
}

function clockHint(skewMs: number): Bilingual {
  const hours = Math.round(Math.abs(skewMs) / 3_600_000);
  return {
    zh: `本机时间与 ERP 相差约 ${hours} 小时，时间戳可能因此被拒绝：先校准本机的时间和时区`,
    en: `the clock of this machine is about ${hours} hours off that of the ERP, which may be why the timestamp is refused: set its time and time zone first`,
  };
}
