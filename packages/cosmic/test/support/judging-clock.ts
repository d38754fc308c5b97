import { API, type FakePlatform, fields, ok, type Received, refusal } from './fake-platform.js';

const SHANGHAI_MS = 8 * 3_600_000;
const WINDOW_MS = { enhanced: 5 * 60_000, digest: 10 * 60_000 } as const;

/** Has the platform refuse times outside the documented window; counts how often it did. */
export function judgingClock(kind: 'enhanced' | 'digest') {
  return (fake: FakePlatform): { refused: number } => {
    const kept = { refused: 0 };
    const inTime = (timestamp: unknown) =>
      Math.abs(Date.parse(`${String(timestamp).replace(' ', 'T')}Z`) - SHANGHAI_MS - fake.now()) <= WINDOW_MS[kind];
    const judged = (timestamp: unknown, granted: () => unknown) => {
      if (inTime(timestamp)) return ok(granted());
      kept.refused += 1;
      return kind === 'enhanced' ? refusal('603', '参数不正确') : refusal('401', '未授权访问');
    };
    if (kind === 'digest') fake.on(API, ({ headers }: Received) => judged(headers['timestamp'], () => ({ rows: [] })));
    else fake.on('/kapi/oauth2/getToken', (request) => judged(fields(request)['timestamp'], () => ({ access_token: 't', expires_in: '7199977' })));
    return kept;
  };
}
