import type { EventEmitter } from 'node:events';
import type { MockClock, MockPiaozone } from '@piaozone/testkit';

export type StoreKind = 'sqlite' | 'postgres' | 'redis';

export interface Setting {
  readonly baseUrl: string;
}

export class TokenProcess extends EventEmitter {
  static start(sdk: string, setting: Setting): Promise<TokenProcess>;
  tell(action: 'call', input: { readonly tenant: number }): Promise<unknown>;
  tell(action: 'close'): Promise<unknown>;
  signal(name: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL'): Promise<void>;
}

export interface StormResult {
  readonly calls: number;
  readonly failed: number;
  readonly failures: readonly string[];
  readonly slowestMs: number;
  /** Processes that lived to the end. */
  readonly reports: number;
  readonly elapsedMs: number;
  readonly mostRequests: number;
  readonly totalRequests: number;
  readonly rightRequests: number;
}

export function settingOf(mock: MockPiaozone, kind: StoreKind, options: unknown): Setting;
export function runClock(clock: MockClock): () => void;
export function storm(options: {
  readonly mock: MockPiaozone;
  readonly sdk: string;
  readonly kind: StoreKind;
  readonly options: unknown;
  readonly processes: number;
  readonly callers: number;
  readonly durationMs: number;
  readonly kill?: boolean;
}): Promise<StormResult>;
