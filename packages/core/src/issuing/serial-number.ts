import { createHash } from 'node:crypto';
import type { EnvironmentKind } from '../environments.js';

export interface SerialNumberParts {
  readonly environment: EnvironmentKind;
  /** Adapter id and account set (账套 / 数据中心), e.g. `eas` and `DC01`. */
  readonly erp: string;
  readonly accountSet: string;
  readonly billType: string;
  readonly billNumber: string;
  readonly color: 'blue' | 'red';
}

/**
 * 流水号 of a bill whose ERP keeps none: a pure function, so that a process with an empty store sends the same one.
 * 32 characters, `P1B…` or `P1R…` and 29 upper-case hex digits: above the 20 that reversing a hosted invoice asks for, below the 36 the cloud stores
 * (standard-edition §6.1, §8). Changing it would issue every open bill twice; golden tests hold it.
 */
export function deriveSerialNo(parts: SerialNumberParts): string {
  const { environment, erp, accountSet, billType, billNumber, color } = parts;
  // Length prefixes keep `ab` + `c` apart from `a` + `bc`.
  const text = [environment, erp, accountSet, billType, billNumber, color].map((part) => `${Buffer.byteLength(part)}:${part}`).join('|');
  const digest = createHash('sha256').update(text, 'utf8').digest('hex').toUpperCase();
  return `P1${color === 'blue' ? 'B' : 'R'}${digest.slice(0, 29)}`;
}
