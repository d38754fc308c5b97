import { type CryptoBackend, nodeBackend } from '@piaozone/core';

export const BACKENDS = ['node', 'crypto-js'] as const;

export type BackendName = (typeof BACKENDS)[number];

/** crypto-js is loaded only by those who ask for it. */
export async function backendOf(name: BackendName): Promise<CryptoBackend> {
  if (name === 'node') return nodeBackend;
  return (await import('@piaozone/core/crypto-js')).cryptoJsBackend;
}
