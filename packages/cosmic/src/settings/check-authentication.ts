import type { SettingReader, SettingsObject } from '@piaozone/core/adapter';
import type { CosmicAccess } from './config.js';
import type { Authentication, CosmicAccessSettings } from './types.js';

/** What an authentication sends; a setting that it does not is refused, since it would be without effect (flagship-and-cosmic §2.1–2.5). */
const UNUSED: Readonly<Record<Authentication, readonly (keyof CosmicAccessSettings)[]>> = {
  'two-step': ['jwt'],
  enhanced: ['tenantId', 'legacySecretField', 'tokenCarrier', 'jwt'],
  digest: ['tenantId', 'language', 'legacySecretField', 'tokenCarrier', 'jwt', 'gatewayIdentityOnLogin'],
  jwt: ['tenantId', 'language', 'legacySecretField', 'tokenCarrier'],
  basic: ['userType', 'tenantId', 'language', 'legacySecretField', 'jwt', 'gatewayIdentityOnLogin'],
};

/** What becomes a header with every call. */
const HEADERS: Readonly<Record<Authentication, readonly ('accountId' | 'user' | 'app.id' | 'app.secret')[]>> = {
  'two-step': [],
  enhanced: [],
  digest: ['accountId', 'user', 'app.id'],
  jwt: ['accountId', 'app.id'],
  basic: ['accountId', 'app.secret'],
};

/** Whether the other settings go with the chosen authentication. */
export function checkFit(reader: SettingReader, settings: SettingsObject, access: CosmicAccess): void {
  const { authentication, accountId, app, user, tokenCarrier, userType } = access;
  for (const name of UNUSED[authentication]) {
    if (settings[name] !== undefined) reader.add(name, `不用于 ${authentication} 认证，请去掉`, `is not used with ${authentication}; remove it`);
  }
  if (authentication === 'enhanced' && userType !== 'UserName') {
    reader.add('userType', 'enhanced 认证只用用户名（UserName）', 'must be UserName or absent: enhanced authentication goes by the user name');
  }
  if (tokenCarrier === 'query') return;
  const values = { accountId, user, 'app.id': app.id, 'app.secret': app.secret.reveal() };
  for (const name of HEADERS[authentication]) {
    if (values[name] === '' || /^[\x21-\x7e]+$/.test(values[name])) continue;
    reader.add(
      name,
      `${authentication} 认证把它放在请求头里，只能用英文字母、数字和符号`,
      `travels in a header with ${authentication}: visible ASCII only`,
    );
  }
}
