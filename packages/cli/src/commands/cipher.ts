import { isUtf8 } from 'node:buffer';
import type { AesKey, CryptoBackend } from '@piaozone/core';
import { type BackendName, backendOf } from '../backend.js';
import { Failure } from '../failure.js';
import { type CommandIo, readAll } from '../io.js';
import { secretFrom } from '../secrets.js';

export interface CipherOptions {
  readonly key?: string;
  readonly backend: BackendName;
}

/** stdin, byte for byte, to one line of Base64 (AES-128-ECB, standard-edition §3). */
export async function encryptCommand(options: CipherOptions, io: CommandIo): Promise<void> {
  const { backend, key } = await tools(options, io);
  const plain = await readAll(io);
  // The cloud reads UTF-8 only; a console in GBK or UTF-16 would make a body that nobody there can read.
  if (!isUtf8(plain)) {
    throw new Failure({
      zh: '输入不是 UTF-8 文本，请检查控制台或文件的编码',
      en: 'the input is not UTF-8 text; check the encoding of the console or file',
    });
  }
  io.stdout.write(`${backend.encryptEcb(key, plain).toString('latin1')}\n`);
}

/** Base64 on stdin, bare or as a JSON string, to the plain bytes. */
export async function decryptCommand(options: CipherOptions, io: CommandIo): Promise<void> {
  const { backend, key } = await tools(options, io);
  const base64 = unquoted((await readAll(io)).toString('utf8').trim());
  io.stdout.write(Buffer.from(backend.decryptEcb(key, base64), 'utf8'));
}

/** The key before the input: who has forgotten it should not have to type first. */
async function tools({ key, backend: name }: CipherOptions, io: CommandIo): Promise<{ readonly backend: CryptoBackend; readonly key: AesKey }> {
  const secret = secretFrom({ name: 'EncryKey', option: '--key', variable: 'PIAOZONE_ENCRYPT_KEY' }, key, io.env);
  const backend = await backendOf(name);
  return { backend, key: backend.importAesKey(Buffer.from(secret, 'utf8'), 'EncryKey') };
}

/** Clients are seen to send the Base64 as a JSON string too (standard-edition §3), in which `/` may be written `\/`. */
function unquoted(text: string): string {
  if (!text.startsWith('"')) return text;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : text;
  } catch {
    // No Base64 either: decryption refuses it in its own words.
    return text;
  }
}
