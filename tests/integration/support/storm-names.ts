import { deriveSerialNo, type Piaozone } from '@piaozone/core';
import type { BusinessSystem } from '@piaozone/testkit';
import type { StormOptions } from './storm-kinds.js';

export const PASSWORD = 'only-for-this-storm';

/** Only a code that begins with 3std1 is told of whole bills (flagship-and-cosmic §9). */
export function systemOf({ callbacks }: StormOptions): BusinessSystem {
  if (callbacks === 'per-bill') return { code: '3std1STORM', encryption: { kind: 'aes', password: PASSWORD } };
  return { code: 'STORM' };
}

export function serialOf({ environment }: Piaozone, erp: string, accountSet: string, billNumber: string): string {
  return deriveSerialNo({ environment: environment.kind, erp, accountSet, billType: '销售发票单', billNumber, color: 'blue' });
}

export function operationKeyOf({ environment }: Piaozone, erp: string, accountSet: string, serialNo: string): string {
  return [environment.kind, erp, accountSet, 'blue', serialNo].join('/');
}
