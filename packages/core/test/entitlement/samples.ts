import type { Call, Enterprise, EnterpriseDirectoryData, Warning } from '../../src/index.js';

/** Synthetic, both check characters right. */
export const TAX_A = '91440300MCK0000198';
export const TAX_B = '91440300MCK0000273';

export function directoryData(enterprises: readonly Partial<Enterprise>[], rest: Partial<EnterpriseDirectoryData> = {}): EnterpriseDirectoryData {
  return {
    format: 'piaozone-enterprises',
    version: 1,
    ...rest,
    enterprises: enterprises.map((given, index) => ({ taxNo: index === 0 ? TAX_A : TAX_B, name: `模拟${index + 1}号`, unitNumbers: [], ...given })),
  };
}

/** Epoch milliseconds of a moment in Asia/Shanghai. */
export function shanghai(text: string): number {
  return Date.parse(`${text.replace(' ', 'T')}+08:00`);
}

export function testCall(): Call & { readonly warnings: Warning[] } {
  const warnings: Warning[] = [];
  return { requestId: 'R1', warn: (warning) => warnings.push(warning), warnings };
}
