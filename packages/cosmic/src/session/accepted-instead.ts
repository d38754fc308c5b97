import type { AdapterContext } from '@piaozone/core/adapter';
import type { CosmicAccess } from '../settings/config.js';
import { EnhancedTokens } from './enhanced.js';
import { KnownSecrets } from './known-secrets.js';
import { LoginCalls } from './login-calls.js';
import { TwoStepTokens } from './two-step.js';

/**
 * Whether the platform grants the very same application, secret and user the other of the two token logins: then it is the 增强型 switch that refuses
 * the configured one. For connection tests only, after a refusal; ends the token it got. Never throws.
 * @returns `undefined` when neither is granted, which proves nothing
 */
export async function acceptedInstead(
  access: CosmicAccess,
  context: AdapterContext,
  signal: AbortSignal | undefined,
): Promise<'two-step' | 'enhanced' | undefined> {
  const { authentication } = access;
  if (authentication !== 'two-step' && authentication !== 'enhanced') return undefined;
  const other = authentication === 'two-step' ? 'enhanced' : 'two-step';
  const calls = new LoginCalls({ ...access, authentication: other }, context, new KnownSecrets(access));
  const source = other === 'enhanced' ? new EnhancedTokens(calls) : new TwoStepTokens(calls);
  try {
    const { value } = await source.login(signal ?? new AbortController().signal);
    await source.logout(value);
    return other;
  } catch {
    return undefined;
  }
}
