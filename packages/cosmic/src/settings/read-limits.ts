import type { CallRate, RateWindow, SettingReader } from '@piaozone/core/adapter';
import type { CallLimits } from './types.js';

const WINDOW_MS = { perSecond: 1_000, perMinute: 60_000, perHour: 3_600_000, perDay: 86_400_000 } as const satisfies Record<keyof CallLimits, number>;
const NAMES = Object.keys(WINDOW_MS) as (keyof CallLimits)[];
const MAX_CALLS = 1_000_000_000;

/** @param of who shares the limits: address and application */
export function readRate(reader: SettingReader, value: unknown, published: CallLimits | undefined, of: string): CallRate | undefined {
  if (value === false) return undefined;
  const given = value === undefined ? published : reader.object(value, 'limits', NAMES);
  if (given === undefined) return undefined;
  const windows = NAMES.flatMap((name): RateWindow[] => {
    const calls = reader.count(given[name], `limits.${name}`, MAX_CALLS);
    return calls === undefined ? [] : [{ calls, ms: WINDOW_MS[name] }];
  });
  if (windows.length === 0) return undefined;
  return { key: `${of} ${windows.map(({ calls, ms }) => `${calls}/${ms}`).join(' ')}`, windows };
}
