import { configError, Secret, SettingReader, type SettingsObject } from '@piaozone/core/adapter';
import { type CosmicProduct, publishedLimits } from '../product.js';
import { gatewayIdentityPlace } from '../protocol/hints.js';
import { checkFit } from './check-authentication.js';
import type { CosmicAccess } from './config.js';
import { readRate } from './read-limits.js';
import type { Authentication, CosmicAccessSettings } from './types.js';

/** What of a product decides about its access settings. */
export type AccessProduct = Pick<CosmicProduct, 'id' | 'name' | 'gatewayIdentity'>;

export const ACCESS_KEYS = [
  'baseUrl',
  'accountId',
  'authentication',
  'app',
  'user',
  'userType',
  'tenantId',
  'gatewayIdentity',
  'gatewayIdentityOnLogin',
  'language',
  'legacySecretField',
  'tokenCarrier',
  'jwt',
  'limits',
  'maxRequestBytes',
] as const satisfies readonly (keyof CosmicAccessSettings)[];

const AUTHENTICATIONS: readonly Authentication[] = ['two-step', 'enhanced', 'digest', 'jwt', 'basic'];
const MB = 1024 * 1024;
const DEFAULT_BODY_BYTES = 20 * MB;
const MAX_BODY_BYTES = 1024 * MB;

/** @throws config_invalid with every problem at once, each named by its path */
export function readCosmicAccess(input: CosmicAccessSettings, product: AccessProduct): CosmicAccess {
  const reader = new SettingReader();
  reader.refuseStrayBlanks(input);
  const settings = reader.object(input, '', ACCESS_KEYS);
  // Without settings at all that is the one thing to say.
  const access = settings === undefined ? undefined : readAccess(reader, settings, product);
  if (access === undefined || reader.problems.length > 0) throw configError(reader.problems);
  return access;
}

/** Of settings that may hold more than the access. Problems are the reader's. */
export function readAccess(reader: SettingReader, settings: SettingsObject, product: AccessProduct): CosmicAccess {
  const authentication = reader.oneOf(settings['authentication'], AUTHENTICATIONS, 'authentication') ?? 'two-step';
  const baseUrl = reader.baseUrl(settings['baseUrl'], 'baseUrl');
  const accountId = reader.text(settings['accountId'], 'accountId');
  const app = readApp(reader, settings['app']);
  const access = {
    baseUrl,
    accountId,
    authentication,
    app,
    user: (authentication === 'basic' ? reader.optionalText(settings['user'], 'user') : reader.text(settings['user'], 'user')) ?? '',
    userType:
      reader.oneOf(settings['userType'], ['Mobile', 'Email', 'UserName'], 'userType') ?? (authentication === 'enhanced' ? 'UserName' : 'Mobile'),
    tenantId: reader.optionalText(settings['tenantId'], 'tenantId'),
    gatewayIdentity: readGatewayIdentity(reader, settings['gatewayIdentity'], product),
    gatewayIdentityOnLogin: reader.flag(settings['gatewayIdentityOnLogin'], 'gatewayIdentityOnLogin') ?? true,
    language: reader.optionalText(settings['language'], 'language'),
    legacySecretField: reader.flag(settings['legacySecretField'], 'legacySecretField') ?? false,
    tokenCarrier: reader.oneOf(settings['tokenCarrier'], ['headers', 'query'], 'tokenCarrier') ?? 'headers',
    jwtField: authentication === 'jwt' ? readJwtField(reader, settings['jwt']) : undefined,
    rate: readRate(reader, settings['limits'], publishedLimits(product), `${baseUrl} ${app.id}`),
    maxRequestBytes: reader.count(settings['maxRequestBytes'], 'maxRequestBytes', MAX_BODY_BYTES) ?? DEFAULT_BODY_BYTES,
  };
  checkFit(reader, settings, access);
  return access;
}

function readApp(reader: SettingReader, value: unknown): CosmicAccess['app'] {
  const app = reader.object(value, 'app', ['id', 'secret']);
  if (app === undefined) return { id: '', secret: new Secret('') };
  return { id: reader.text(app['id'], 'app.id'), secret: new Secret(reader.text(app['secret'], 'app.secret')) };
}

function readJwtField(reader: SettingReader, value: unknown): string {
  const jwt = reader.object(value, 'jwt', ['tokenField']);
  return jwt === undefined ? '' : reader.text(jwt['tokenField'], 'jwt.tokenField');
}

function readGatewayIdentity(reader: SettingReader, value: unknown, product: AccessProduct): Secret | undefined {
  const { zh, en } = gatewayIdentityPlace;
  if (value === undefined || value === '') {
    if (product.gatewayIdentity === 'optional' && value === undefined) return undefined;
    reader.add(
      'gatewayIdentity',
      `未填写：${product.name}的每个请求都要带网关标识。${zh}`,
      `is missing: ${product.name} demands the gateway identity on every request. ${en}`,
    );
    return undefined;
  }
  // It becomes a header: a line break or a full-width character would break or change the request.
  if (typeof value === 'string' && /^[\x21-\x7e]+$/.test(value)) return new Secret(value);
  reader.add('gatewayIdentity', `含有不可用于请求头的字符，请重新复制。${zh}`, `holds characters a header cannot carry; copy it again. ${en}`);
  return undefined;
}
