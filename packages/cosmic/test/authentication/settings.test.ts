import { describe, expect, it } from 'vitest';
import { accessOf, type CosmicAccessSettings, createCosmicPlatform, productOf, readCosmicAccess } from '../../src/index.js';
import { contextWith } from '../support/fake-platform.js';

const PRODUCT = { id: 'xinghan', name: '金蝶云星瀚', gatewayIdentity: 'optional' } as const;
const GALAXY = { id: 'galaxy', name: '星空旗舰版', gatewayIdentity: 'required' } as const;
const GOOD: CosmicAccessSettings = {
  baseUrl: 'https://erp.example.com/ierp/',
  accountId: 'acc',
  app: { id: 'app', secret: 'secret-0123456789' },
  user: 'u',
};

function problemsOf(settings: unknown, product: typeof PRODUCT | typeof GALAXY = PRODUCT): string[] {
  try {
    readCosmicAccess(settings as CosmicAccessSettings, product);
    return [];
  } catch (error) {
    return (error as { problems: readonly { path: string }[] }).problems.map(({ path }) => path);
  }
}

describe('access settings', () => {
  it('have the defaults of today', () => {
    const access = readCosmicAccess(GOOD, PRODUCT);
    expect(access).toMatchObject({
      baseUrl: 'https://erp.example.com/ierp',
      authentication: 'two-step',
      userType: 'Mobile',
      gatewayIdentityOnLogin: true,
      tokenCarrier: 'headers',
      rate: undefined,
      maxRequestBytes: 20_971_520,
    });
    expect(readCosmicAccess({ ...GOOD, authentication: 'enhanced' }, PRODUCT).userType).toBe('UserName');
  });

  it.each([
    ['two-step', { jwt: { tokenField: 't' } }, ['jwt']],
    ['two-step', { tenantId: 'T', language: 'zh_CN', legacySecretField: true, tokenCarrier: 'query', userType: 'Email' }, []],
    ['enhanced', { tenantId: 'T', legacySecretField: false, tokenCarrier: 'headers' }, ['tenantId', 'legacySecretField', 'tokenCarrier']],
    ['enhanced', { userType: 'Mobile' }, ['userType']],
    ['enhanced', { userType: 'UserName', language: 'zh_CN', user: '张三' }, []],
    ['digest', { tokenCarrier: 'query', language: 'zh_CN', gatewayIdentityOnLogin: false }, ['language', 'tokenCarrier', 'gatewayIdentityOnLogin']],
    ['digest', { user: '张三', accountId: 'a b', app: { id: '应用', secret: '密钥' } }, ['accountId', 'user', 'app.id']],
    ['jwt', {}, ['jwt']],
    ['jwt', { jwt: {} }, ['jwt.tokenField']],
    ['jwt', { jwt: { tokenField: 't', other: 1 } }, ['jwt.other']],
    ['jwt', { jwt: { tokenField: 't' }, tokenCarrier: 'query' }, ['tokenCarrier']],
    ['basic', { user: undefined }, []],
    ['basic', { app: { id: 'a', secret: '密钥' } }, ['app.secret']],
    ['basic', { app: { id: 'a', secret: '密钥' }, tokenCarrier: 'query' }, []],
    ['basic', { userType: 'Mobile' }, ['userType']],
    ['signature', {}, ['authentication']],
  ] as const)('%s with %o', (authentication, more, expected) => {
    expect(problemsOf({ ...GOOD, authentication, ...more })).toEqual(expected);
  });

  it.each(['two-step', 'enhanced', 'digest', 'jwt'] as const)('%s needs a user', (authentication) => {
    const { user: _, ...rest } = GOOD;
    expect(problemsOf({ ...rest, authentication, ...(authentication === 'jwt' ? { jwt: { tokenField: 't' } } : {}) })).toEqual(['user']);
  });

  it('of 星空旗舰版 have its published limits, which a setting replaces or switches off', () => {
    const identity = { gatewayIdentity: 'djF8YQ==' };
    expect(readCosmicAccess({ ...GOOD, ...identity }, GALAXY).rate?.windows).toEqual([
      { calls: 20, ms: 1_000 },
      { calls: 500, ms: 60_000 },
      { calls: 10_000, ms: 3_600_000 },
      { calls: 200_000, ms: 86_400_000 },
    ]);
    expect(readCosmicAccess({ ...GOOD, ...identity, limits: { perSecond: 70 } }, GALAXY).rate?.windows).toEqual([{ calls: 70, ms: 1_000 }]);
    expect(readCosmicAccess({ ...GOOD, ...identity, limits: false }, GALAXY).rate).toBeUndefined();
    expect(readCosmicAccess({ ...GOOD, limits: { perMinute: 9 } }, PRODUCT).rate?.windows).toEqual([{ calls: 9, ms: 60_000 }]);
    expect(problemsOf({ ...GOOD, limits: { perSecond: 0, perWeek: 1 }, maxRequestBytes: 0.5 })).toEqual([
      'limits.perWeek',
      'limits.perSecond',
      'maxRequestBytes',
    ]);
    expect(problemsOf(GOOD, GALAXY)).toEqual(['gatewayIdentity']);
  });

  it('share a rate by address and application only', () => {
    const key = (more: Partial<CosmicAccessSettings>) => readCosmicAccess({ ...GOOD, limits: { perSecond: 5 }, ...more }, PRODUCT).rate?.key;
    expect(key({ user: 'other', accountId: 'other' })).toBe(key({}));
    const others = [{}, { baseUrl: 'https://erp.example.com/other' }, { app: { id: 'other', secret: 's'.repeat(16) } }, { limits: { perSecond: 6 } }];
    expect(new Set(others.map(key)).size).toBe(others.length);
  });

  it('that are missing altogether are one problem', () => {
    expect(problemsOf(undefined)).toEqual(['settings']);
    expect(() => createCosmicPlatform({} as CosmicAccessSettings, {}, contextWith())).toThrow(expect.objectContaining({ code: 'config_invalid' }));
  });

  it('of a connection that is not ours are unknown', () => {
    const foreign = {} as Parameters<typeof accessOf>[0];
    expect([accessOf(foreign), productOf(foreign)]).toEqual([undefined, undefined]);
  });
});
