import { type Call, type Credential, type Environment, isPiaozoneError, type Piaozone, type PiaozoneError } from '@piaozone/core';
import { tokenSession } from '../token.js';

/** Whether the cloud gave a token; its refusal, or why it could not be asked. */
export type Trial = { readonly granted: true; readonly error?: undefined } | { readonly granted: false; readonly error: PiaozoneError };

/** Asks for a token as the client does, or takes the one it has. */
export async function tryToken(piaozone: Piaozone, credential: Credential, { signal }: Call): Promise<Trial> {
  return attempt(piaozone.sessions.get(tokenSession(piaozone, credential), undefined, signal));
}

/** Asks another environment with the same id, signed by the same secret: the secret itself does not travel. The token is thrown away. */
export async function tryElsewhere(piaozone: Piaozone, environment: Environment, credential: Credential, { signal }: Call): Promise<Trial> {
  const { login } = tokenSession({ ...piaozone, environment }, credential);
  return attempt(login(signal ?? new AbortController().signal));
}

async function attempt(asking: Promise<unknown>): Promise<Trial> {
  try {
    await asking;
    return { granted: true };
  } catch (error) {
    if (!isPiaozoneError(error) || error.code === 'aborted' || error.code === 'closed') throw error;
    return { granted: false, error };
  }
}
