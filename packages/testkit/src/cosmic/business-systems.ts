import type { PayloadEncryption } from './codec.js';

/** A record of 发票云→系统管理→业务系统 (flagship-and-cosmic §1, §5). */
export interface BusinessSystem {
  /** ASCII letters and digits. */
  readonly code: string;
  /** Default base64. */
  readonly encryption?: PayloadEncryption;
  /** Where callbacks of this system go; loopback only. Absent: none are sent. */
  readonly callbackUrl?: string;
}

/** The business systems of one mock. A record may be changed while it runs: what follows uses the new one. */
export class BusinessSystems {
  readonly #byCode = new Map<string, BusinessSystem>();

  constructor(systems: readonly BusinessSystem[]) {
    for (const system of systems) this.set(system);
  }

  /** Adds or replaces a record. @throws Error for a code with other characters, an address that is not on loopback */
  set(system: BusinessSystem): void {
    if (!/^[A-Za-z0-9]+$/.test(system.code)) throw new Error(`businessSystemCode: ASCII letters and digits, not ${system.code}`);
    if (system.callbackUrl !== undefined && !isLoopback(system.callbackUrl)) throw new Error('callbackUrl: http or https on loopback only');
    this.#byCode.set(system.code, system);
  }

  remove(code: string): void {
    this.#byCode.delete(code);
  }

  find(code: unknown): BusinessSystem | undefined {
    return typeof code === 'string' ? this.#byCode.get(code) : undefined;
  }

  /** How payloads of this system travel. */
  encryptionOf(system: BusinessSystem): PayloadEncryption {
    return system.encryption ?? { kind: 'base64' };
  }

  get all(): readonly BusinessSystem[] {
    return [...this.#byCode.values()];
  }
}

function isLoopback(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return (protocol === 'http:' || protocol === 'https:') && ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
}
