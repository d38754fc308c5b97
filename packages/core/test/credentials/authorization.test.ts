import { describe, expect, it } from 'vitest';
import {
  type Authorization,
  type AuthorizationInput,
  perOrganizationAuthorization,
  sharedAuthorization,
} from '../../src/credentials/authorization.js';
import { readAuthorization } from '../../src/credentials/read-authorization.js';
import { tripleFromEnvironment } from '../../src/credentials/sources/environment.js';
import { isPiaozoneError, type Problem } from '../../src/errors.js';
import type { Locale } from '../../src/i18n/locale.js';
import { CANARY } from '../support/canary.js';
import { everythingShown } from '../support/everything.js';
import { VirtualRuntime } from '../support/virtual-runtime.js';

const TRIPLE = { clientId: 'demo', clientSecret: `${CANARY}-a`, encryptKey: '0123456789abcdef' };
const OWN = { ...TRIPLE, clientId: 'own' };
const TENANT = { clientId: 'TN_demo', clientSecret: `${CANARY}-b`, encryptKey: 'k#y-w1th_p+nct=!' };
const TAX_A = '91440300MA5FAKE001';
const TAX_B = '91440300MA5FAKE002';

interface Extras {
  readonly variables?: Record<string, string>;
  readonly production?: boolean;
  readonly locale?: Locale;
}

function read(input: unknown, extras: Extras = {}) {
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  const { variables = {}, production = false, locale = 'zh-CN' } = extras;
  const authorization = readAuthorization(
    input,
    { locale, path: 'authorization', variables, runtime: new VirtualRuntime(), production, warn: (problem) => warnings.push(problem) },
    problems,
  );
  return { authorization, problems, warnings, paths: problems.map(({ path }) => path) };
}

function ready(input: AuthorizationInput, extras?: Extras): Authorization {
  const { authorization, problems } = read(input, extras);
  if (authorization === undefined) throw new Error(JSON.stringify(problems));
  return authorization;
}

describe('the modes', () => {
  it('per organization: own triple for its tax number, the main one for public services', () => {
    const authorization = ready(perOrganizationAuthorization({ main: TRIPLE, organizations: { [TAX_A]: OWN } }));
    expect(authorization.credentialFor({ level: 'enterprise', taxNo: TAX_A, operation: 'x' }).clientId).toBe('own');
    expect(authorization.credentialFor({ level: 'enterprise', operation: 'mail' }).clientId).toBe('demo');
  });

  it.each(['zh-CN', 'en'] as const)(
    'an organization without its own triple is refused in the words of the manual, with both menu paths (%s)',
    (locale) => {
      const authorization = ready(perOrganizationAuthorization({ main: TRIPLE, organizations: { [TAX_A]: OWN } }), { locale });
      try {
        authorization.credentialFor({ level: 'enterprise', taxNo: TAX_B, operation: 'hosted.create' });
        expect.unreachable();
      } catch (error) {
        if (!isPiaozoneError(error, 'credential_level')) throw error;
        expect(error).toMatchObject({ outcome: 'not-sent', operation: 'hosted.create', locale });
        for (const text of [error.text.zh, error.text.en]) {
          expect(text).toContain('无特性分组');
          expect(text).toContain('当前组织没有发票云收票特性许可');
          expect(text).toContain(TAX_B);
        }
        for (const hint of [error.hintText?.zh, error.hintText?.en]) {
          expect(hint).toContain('财务云→费用核算→发票设置→发票云配置');
          expect(hint).toMatch(/系统服务云.*→基础资料→财务数据→发票云配置/);
          expect(hint).toContain('authorization.organizations');
        }
      }
    },
  );

  it('shared: one triple for every tax number, whoever asks', () => {
    const authorization = ready(sharedAuthorization({ enterprise: TRIPLE, tenant: TENANT }));
    for (const taxNo of [TAX_A, TAX_B]) expect(authorization.credentialFor({ level: 'enterprise', taxNo, operation: 'x' }).clientId).toBe('demo');
    expect(authorization.all().map(({ clientId }) => clientId)).toEqual(['demo', 'TN_demo']);
  });

  it('a triple without source gives its slot at once and for ever', () => {
    const slot = ready(sharedAuthorization({ enterprise: TRIPLE })).slotFor({ level: 'enterprise', operation: 'x' });
    expect([slot.rotates, slot.peek()?.clientId]).toEqual([false, 'demo']);
  });
});

describe('tax numbers as keys', () => {
  const organizations = (entries: Record<string, unknown>) => perOrganizationAuthorization({ main: TRIPLE, organizations: entries as never });

  it('blanks around one are taken off, with a warning', () => {
    const { authorization, warnings, paths } = read(organizations({ [` ${TAX_A}\t`]: OWN }));
    expect([paths, warnings.length]).toEqual([[], 1]);
    expect(authorization?.credentialFor({ level: 'enterprise', taxNo: TAX_A, operation: 'x' }).clientId).toBe('own');
  });

  it('twice the same is a problem', () => {
    expect(read(organizations({ [TAX_A]: OWN, [`${TAX_A} `]: OWN })).paths).toEqual([`authorization.organizations.${TAX_A} `]);
  });

  it.each(['', '9144', '91440300ma5fake001', '91440300-A5FAKE001'])('what can be no tax number is a problem: %j', (key) => {
    expect(read(organizations({ [key]: OWN })).paths).toEqual([`authorization.organizations.${key}`]);
  });

  it('a tenant triple in the place of an organization is a problem, named by its code', () => {
    const { problems } = read(organizations({ [TAX_A]: TENANT }));
    expect(problems).toMatchObject([{ path: `authorization.organizations.${TAX_A}.clientId`, diagnosis: 'TENANT_TRIPLE_AS_ENTERPRISE' }]);
  });

  it('the same client id twice is a warning that names the other tax number', () => {
    const { warnings } = read(organizations({ [TAX_A]: OWN, [TAX_B]: OWN }));
    expect(warnings.map(({ path, message }) => [path, message.zh.includes(TAX_A)])).toEqual([[`authorization.organizations.${TAX_B}`, true]]);
    expect(read(organizations({ [TAX_A]: OWN, [TAX_B]: { ...OWN, clientId: 'other' } })).warnings).toEqual([]);
  });

  it('organizations left out are a problem', () => {
    expect(read({ mode: 'per-organization', main: TRIPLE }).paths).toEqual(['authorization.organizations']);
  });
});

describe('triples', () => {
  const enterprise = (change: Record<string, unknown>) => read(sharedAuthorization({ enterprise: { ...TRIPLE, ...change } as never }));

  it.each([
    ['blank before', { clientId: ' demo' }, 'TRIPLE_HAS_BLANKS'],
    ['line break behind', { clientSecret: 'abc\n' }, 'TRIPLE_HAS_BLANKS'],
    ['full-width blank', { encryptKey: '\u30000123456789abcdef' }, 'TRIPLE_HAS_BLANKS'],
    ['no-break space', { clientSecret: 'abc ' }, 'TRIPLE_HAS_BLANKS'],
    ['zero width inside', { clientSecret: 'ab\u200bc' }, 'TRIPLE_HAS_BLANKS'],
    ['byte order mark', { clientId: '\ufeffdemo' }, 'TRIPLE_HAS_BLANKS'],
    ['control character inside', { clientSecret: 'a\u0007b' }, 'TRIPLE_HAS_BLANKS'],
    ['key of 15 bytes', { encryptKey: '0123456789abcde' }, 'ENCRYPT_KEY_LENGTH'],
    ['key of 16 characters but more bytes', { encryptKey: '票123456789abcdef' }, 'ENCRYPT_KEY_LENGTH'],
    ['empty', { clientSecret: '' }, 'TRIPLE_INCOMPLETE'],
    ['absent', { encryptKey: undefined }, 'TRIPLE_INCOMPLETE'],
    ['a number', { clientSecret: 12345678 }, 'TRIPLE_INCOMPLETE'],
    ['no bytes', { clientSecret: new Uint8Array() }, 'TRIPLE_INCOMPLETE'],
    ['bytes with a blank behind', { clientSecret: Buffer.from('abc\u3000') }, 'TRIPLE_HAS_BLANKS'],
    ['bytes of UTF-16', { clientSecret: Buffer.from('ÿþ', 'latin1') }, 'TRIPLE_HAS_BLANKS'],
    ['tenant', { clientId: 'TN_x' }, 'TENANT_TRIPLE_AS_ENTERPRISE'],
  ])('%s', (_name, change, diagnosis) => {
    const [field] = Object.keys(change);
    expect(enterprise(change).problems).toMatchObject([{ path: `authorization.enterprise.${field}`, diagnosis }]);
  });

  it.each(['a b', '秘密', '"quoted"', '😀', '#;=,'])('what is no more than unusual is taken: %j', (clientSecret) => {
    expect(enterprise({ clientSecret }).paths).toEqual([]);
    expect(enterprise({ clientSecret: Buffer.from(clientSecret) }).paths).toEqual([]);
  });

  it('given as bytes it is the same credential; the caller may zero its bytes', () => {
    const [secret, key] = [Buffer.from(TRIPLE.clientSecret), new Uint8Array(Buffer.from(TRIPLE.encryptKey))];
    const credential = ready(sharedAuthorization({ enterprise: { clientId: 'demo', clientSecret: secret, encryptKey: key } })).all()[0];
    secret.fill(0);
    key.fill(0);
    expect([credential?.clientSecret.reveal(), credential?.encryptKey.reveal()]).toEqual([TRIPLE.clientSecret, TRIPLE.encryptKey]);
    expect(everythingShown(credential)).not.toContain(CANARY);
  });

  it('two versions at most, newest first', () => {
    const older = { ...TRIPLE, clientSecret: 'older' };
    const authorization = ready(sharedAuthorization({ enterprise: [TRIPLE, older] }));
    expect(authorization.credentialFor({ level: 'enterprise', operation: 'x' }).clientSecret.reveal()).toBe(TRIPLE.clientSecret);
    expect(read(sharedAuthorization({ enterprise: [TRIPLE, older, older] })).paths).toEqual(['authorization.enterprise']);
    expect(read(sharedAuthorization({ enterprise: [] })).paths).toEqual(['authorization.enterprise']);
    expect(read(sharedAuthorization({ enterprise: [TRIPLE, { ...TRIPLE, clientId: '' }] })).paths).toEqual(['authorization.enterprise[1].clientId']);
  });

  it('the mock’s own are refused in production, once, in both places', () => {
    const mock = { ...TRIPLE, clientId: 'mock-1' };
    const input = perOrganizationAuthorization({ main: mock, organizations: { [TAX_A]: mock } });
    expect(read(input, { production: true }).paths).toEqual(['authorization']);
    expect(read(input).paths).toEqual([]);
  });
});

describe('variables', () => {
  const NEW = { ERP_CLIENT_ID: 'demo', ERP_CLIENT_SECRET: 'newer', ERP_ENCRYPT_KEY: TRIPLE.encryptKey };
  const source = sharedAuthorization({ enterprise: tripleFromEnvironment('ERP_') });

  it('by prefix', () => {
    const authorization = ready(source, { variables: { ...NEW, PIAOZONE_CLIENT_ID: 'other' } });
    expect(authorization.all().map(({ clientSecret }) => clientSecret.reveal())).toEqual(['newer']);
  });

  it('with an older version beside', () => {
    const variables = { ...NEW, ERP_PREVIOUS_CLIENT_ID: 'demo', ERP_PREVIOUS_CLIENT_SECRET: 'older', ERP_PREVIOUS_ENCRYPT_KEY: TRIPLE.encryptKey };
    expect(
      ready(source, { variables })
        .all()
        .map(({ clientSecret }) => clientSecret.reveal()),
    ).toEqual(['newer', 'older']);
  });

  it('incomplete or missing', () => {
    expect(read(source, { variables: { ERP_CLIENT_ID: 'demo' } }).paths).toEqual([
      'authorization.enterprise.clientSecret',
      'authorization.enterprise.encryptKey',
    ]);
    expect(read(source).paths).toEqual(['authorization.enterprise']);
  });
});
