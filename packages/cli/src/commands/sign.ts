import { type EncType, sign } from '@piaozone/core';
import { type BackendName, backendOf } from '../backend.js';
import { usageFailure } from '../failure.js';
import { type CommandIo, readAll } from '../io.js';
import { secretFrom, secretFromText } from '../secrets.js';

export interface SignOptions {
  readonly encType: '0' | '1' | '2';
  readonly clientId: string;
  readonly clientSecret?: string;
  readonly clientSecretStdin?: true;
  readonly timestamp: string;
  readonly backend: BackendName;
}

/** Prints the signature in lower-case hex, and nothing else. */
export async function signCommand(options: SignOptions, io: CommandIo): Promise<void> {
  const { clientId, timestamp } = options;
  const clientSecret = await secret(options, io);
  const encType = Number(options.encType) as EncType;
  io.stdout.write(`${sign({ clientId, clientSecret, timestamp, encType }, await backendOf(options.backend))}\n`);
}

async function secret({ clientSecret, clientSecretStdin }: SignOptions, io: CommandIo): Promise<string> {
  if (clientSecretStdin !== true) {
    return secretFrom({ name: 'ClientSecret', option: '--client-secret-stdin', variable: 'PIAOZONE_CLIENT_SECRET' }, clientSecret, io.env);
  }
  if (clientSecret !== undefined) {
    throw usageFailure({
      zh: '--client-secret 与 --client-secret-stdin 只能用一个',
      en: '--client-secret and --client-secret-stdin exclude each other',
    });
  }
  return secretFromText('ClientSecret', (await readAll(io)).toString('utf8'));
}
