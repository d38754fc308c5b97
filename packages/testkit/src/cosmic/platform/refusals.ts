import type { MockReply } from '../../server/http-server.js';
import { gatewayReply, platformReply } from '../envelope.js';

/** Codes of the gateway's own envelope (flagship-and-cosmic §3). */
export const GATEWAY_CODES: readonly string[] = '2500 2501 2504 2505 2506 2508 2510 2511 2512 2519 2520 2526 2528 2529 2530 2551'.split(' ');

export interface PlannedRefusal {
  /** Path suffix, `*` for any. */
  readonly path: string;
  /** A code of the platform (`401`, `500`, `601`, …) or of the gateway (`25xx`); the envelope follows from it. */
  readonly errorCode: string;
  /** Default: the documented text where there is one. */
  readonly message?: string;
  /** `before` (default): nothing is done. `after`: the call is done, and the refusal is said nevertheless. */
  readonly when?: 'before' | 'after';
  /** Default 1. */
  readonly times?: number;
  /** Requests to let through first. */
  readonly skip?: number;
}

const TEXTS: Readonly<Record<string, string>> = { '401': '未授权访问', '601': '数据重复', '2501': '不存在应用信息[网关]' };

/** Refusals a test has asked for; first planned, first given. */
export class RefusalScript {
  readonly #planned: { readonly plan: PlannedRefusal; times: number; skip: number }[] = [];

  plan(plan: PlannedRefusal): void {
    this.#planned.push({ plan, times: plan.times ?? 1, skip: plan.skip ?? 0 });
  }

  take(path: string): PlannedRefusal | undefined {
    for (const entry of this.#planned) {
      const { plan } = entry;
      if (entry.times <= 0 || (plan.path !== '*' && !path.endsWith(plan.path))) continue;
      if (entry.skip > 0) {
        entry.skip -= 1;
        continue;
      }
      entry.times -= 1;
      return plan;
    }
    return undefined;
  }
}

/** The refusal in the envelope its code belongs to. */
export function refusalReply({ errorCode, message }: Pick<PlannedRefusal, 'errorCode' | 'message'>, status: 'ok' | 'code'): MockReply {
  const text = message ?? TEXTS[errorCode] ?? `mock refusal ${errorCode}`; // mock-defined text
  return GATEWAY_CODES.includes(errorCode) ? gatewayReply(errorCode, text) : platformReply({ errorCode, message: text }, status);
}
