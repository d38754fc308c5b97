import { describe, expect, it } from 'vitest';
import { createPiaozone } from '../../src/client.js';
import { sharedAuthorization } from '../../src/credentials/authorization.js';
import { isPiaozoneError } from '../../src/errors.js';
import { resolveOptions } from '../../src/options.js';
import { CANARY } from '../support/canary.js';
import { everythingShown } from '../support/everything.js';
import { FakeSender } from '../support/fake-sender.js';

const TRIPLE = { clientId: 'demo', clientSecret: `${CANARY}-a`, encryptKey: '0123456789abcdef' };
const TENANT = { clientId: 'TN_demo', clientSecret: `${CANARY}-b`, encryptKey: 'k#y-w1th_p+nct=!' };

function problemsOf(run: () => unknown): string[] {
  try {
    run();
  } catch (error) {
    if (isPiaozoneError(error, 'config_invalid')) return error.problems.map(({ path }) => path);
    throw error;
  }
  return [];
}

describe('options', () => {
  it('reports every problem at once, by path', () => {
    const options = {
      environment: { baseUrl: 'http://api.piaozone.com' },
      authorization: sharedAuthorization({
        enterprise: { clientId: 'TN_wrong', clientSecret: ' blank', encryptKey: 'short' },
        tenant: { ...TENANT, clientId: 'not-a-tenant' },
      }),
      proxy: 'no port',
      timeoutMs: 0,
      locale: 'fr' as never,
    };
    expect(problemsOf(() => resolveOptions(options, {}))).toEqual([
      'locale',
      'environment.baseUrl',
      'authorization.enterprise.clientSecret',
      'authorization.enterprise.clientId',
      'authorization.enterprise.encryptKey',
      'authorization.tenant.clientId',
      'proxy',
      'timeoutMs',
    ]);
  });

  it('says what is wrong in both languages, never the value', () => {
    for (const locale of ['zh-CN', 'en'] as const) {
      try {
        resolveOptions(
          { locale, environment: 'test', authorization: sharedAuthorization({ enterprise: { ...TRIPLE, clientSecret: `${CANARY} ` } }) },
          {},
        );
        expect.unreachable();
      } catch (error) {
        expect(everythingShown(error)).not.toContain(CANARY);
        expect((error as Error).message).toContain(locale === 'en' ? 'blanks' : '空格');
      }
    }
  });

  it('has no default environment: a forgotten setting must not issue real invoices', () => {
    expect(problemsOf(() => resolveOptions({ authorization: sharedAuthorization({ enterprise: TRIPLE }) }, {}))).toEqual(['environment']);
  });

  it('takes what is left out from the environment, and lets an explicit value win', () => {
    const variables = {
      PIAOZONE_ENVIRONMENT: 'test',
      PIAOZONE_CLIENT_ID: 'from-env',
      PIAOZONE_CLIENT_SECRET: TRIPLE.clientSecret,
      PIAOZONE_ENCRYPT_KEY: TRIPLE.encryptKey,
      PIAOZONE_LOCALE: 'en',
    };
    const resolved = resolveOptions({}, variables);
    expect(resolved.environment).toEqual({ kind: 'test', baseUrl: 'https://api-dev.piaozone.com/test' });
    expect(resolved.authorization.all()[0]?.clientId).toBe('from-env');
    expect(resolved.locale).toBe('en');
    expect(resolveOptions({ environment: 'production' }, variables).environment.kind).toBe('production');
  });

  it('refuses the credentials of the mock in production only', () => {
    const authorization = sharedAuthorization({ enterprise: { ...TRIPLE, clientId: 'mock-1' } });
    expect(problemsOf(() => resolveOptions({ environment: 'production', authorization }, {}))).toEqual(['authorization']);
    expect(problemsOf(() => resolveOptions({ environment: { baseUrl: 'https://10.0.0.1', kind: 'production' }, authorization }, {}))).toEqual([
      'authorization',
    ]);
    expect(problemsOf(() => resolveOptions({ environment: 'test', authorization }, {}))).toEqual([]);
  });

  it('warns about plain http to other machines, not about loopback', () => {
    const warnings: string[] = [];
    const logger = { warn: (message: string) => warnings.push(message) };
    const authorization = sharedAuthorization({ enterprise: TRIPLE });
    resolveOptions({ environment: { baseUrl: 'http://127.0.0.1:8080/test' }, authorization, logger }, {});
    expect(warnings).toEqual([]);
    resolveOptions({ environment: { baseUrl: 'http://172.18.1.1/fpy' }, authorization, logger }, {});
    expect(warnings).toHaveLength(1);
  });
});

describe('authorization', () => {
  const resolve = (authorization: Parameters<typeof resolveOptions>[0]['authorization']) =>
    resolveOptions({ environment: 'test', ...(authorization === undefined ? {} : { authorization }) }, {}).authorization;

  it('serves every tax number with the one triple of the shared mode', () => {
    const authorization = resolve(sharedAuthorization({ enterprise: TRIPLE, tenant: TENANT }));
    expect(authorization.credentialFor({ level: 'enterprise', taxNo: 'anything', operation: 'x' }).clientId).toBe('demo');
    expect(authorization.credentialFor({ level: 'tenant', operation: 'x' }).clientId).toBe('TN_demo');
  });

  it('refuses the other level with the remedy, and lets the caller choose where it is disputed', () => {
    const authorization = resolve(sharedAuthorization({ enterprise: TRIPLE, tenant: TENANT }));
    expect(() => authorization.credentialFor({ level: 'enterprise', preferred: 'tenant', operation: 'x' })).toThrowError(
      expect.objectContaining({ code: 'credential_level' }),
    );
    expect(() => authorization.credentialFor({ level: 'tenant', preferred: 'enterprise', operation: 'x' })).toThrowError(/TN_/);
    expect(authorization.credentialFor({ level: 'disputed', operation: 'x' }).level).toBe('enterprise');
    expect(authorization.credentialFor({ level: 'disputed', preferred: 'tenant', operation: 'x' }).level).toBe('tenant');
  });

  it('says that the tenant authorization is missing', () => {
    const authorization = resolve(sharedAuthorization({ enterprise: TRIPLE }));
    expect(() => authorization.credentialFor({ level: 'tenant', operation: 'x' })).toThrowError(/authorization\.tenant/);
  });
});

describe('createPiaozone', () => {
  it('shows no secret of a client, whatever is printed of it', async () => {
    const client = createPiaozone({
      environment: 'test',
      authorization: sharedAuthorization({ enterprise: TRIPLE, tenant: TENANT }),
      sender: new FakeSender(),
    });
    expect(everythingShown(client)).not.toContain(CANARY);
    expect(everythingShown(client.authorization.all())).not.toContain(CANARY);
    expect(everythingShown(client)).not.toContain(TENANT.encryptKey);
    await client.close();
    await client.close();
  });

  it('makes request ids of 13 digits of time and 3 more, different within one millisecond', () => {
    const client = createPiaozone({ environment: 'test', authorization: sharedAuthorization({ enterprise: TRIPLE }), sender: new FakeSender() });
    const ids = Array.from({ length: 500 }, () => client.newRequestId());
    expect(ids.every((id) => /^\d{16}$/.test(id))).toBe(true);
    expect(new Set(ids).size).toBe(500);
  });
});
