import type { BusinessSystem } from '../business-systems.js';
import { encodePayload } from '../codec.js';
import type { CosmicContext } from '../part.js';

const IV_BYTES = 12;

/** Text as `data` of this business system; chance is drawn for AES only. */
export function encodeFor({ businessSystems, random }: CosmicContext, system: BusinessSystem, text: string): string {
  const encryption = businessSystems.encryptionOf(system);
  return encodePayload(text, encryption, encryption.kind === 'aes' ? random.bytes(IV_BYTES) : Buffer.alloc(0));
}
