import type { SessionKey } from '@piaozone/core/adapter';
import type { CosmicAccess } from '../settings/config.js';

/** Everything a token depends on; secrets as fingerprints, so that a changed one never meets a session of the old. */
export function sessionKey(access: CosmicAccess): SessionKey {
  const { baseUrl, accountId, authentication, app, user, userType, tenantId, gatewayIdentity, language, jwtField } = access;
  return {
    product: 'cosmic',
    baseUrl,
    accountId,
    authentication,
    appId: app.id,
    secret: app.secret.fingerprint(16),
    user,
    userType,
    tenantId: tenantId ?? 'none',
    language: language ?? 'none',
    jwtField: jwtField ?? 'none',
    gatewayIdentity: gatewayIdentity === undefined ? 'none' : gatewayIdentity.fingerprint(16),
  };
}
