import { type Bilingual, isPiaozoneError, MAX_CORRECTED_MS, type ServerClock } from '@piaozone/core';

/**
 * Does what is signed with a time: by the local clock, or by the cloud's where that is known to differ much (reliability F20, F21). A refusal that is the first
 * to tell how wrong the clock is leads to one corrected try.
 * @param request sends what is signed for `signedAt`, epoch milliseconds
 */
export async function signedInTime<T>(clock: ServerClock, url: string, request: (signedAt: number) => Promise<T>): Promise<T> {
  const signedAt = clock.now(url);
  try {
    return await request(signedAt);
  } catch (error) {
    // Only what the cloud itself answered is a refusal; the window of its check is not published, nor is the code.
    if (!isPiaozoneError(error) || error.upstreamCode === undefined) throw error;
    if (clock.wouldCorrect(url, signedAt)) return request(clock.now(url));
    const skewMs = clock.skewMs(url) ?? 0;
    throw Math.abs(skewMs) > MAX_CORRECTED_MS ? error.with({ reason: 'clock', hint: clockHint(skewMs) }) : error;
  }
}

function clockHint(skewMs: number): Bilingual {
  const hours = Math.round(Math.abs(skewMs) / 3_600_000);
  return {
    zh: `本机时间与发票云相差约 ${hours} 小时，签名可能因此无效：先校准本机的时间和时区`,
    en: `the clock of this machine is about ${hours} hours off, which may be why the signature is refused: set its time and time zone first`,
  };
}
