import { describe, expect, it, onTestFinished } from 'vitest';
import { otherPublic } from '../../src/connection/connection-test.js';
import { inspectOptions } from '../../src/connection/inspect-options.js';
import { withoutBlanks } from '../../src/connection/without-blanks.js';
import { Secret } from '../../src/credentials/secret.js';
import { tripleFromCallback } from '../../src/credentials/sources/callback.js';
import { tripleFromEnvironment } from '../../src/credentials/sources/environment.js';

const ENTERPRISE = { clientId: 'E1', clientSecret: 'the-secret', encryptKey: '0123456789abcdef' };
const environment = { baseUrl: 'https://cloud.test' };
const shared = (enterprise: unknown, more: object = {}) => ({ environment, authorization: { mode: 'shared', enterprise, ...more } });

async function inspect(raw: unknown, variables: Record<string, string> = {}) {
  const inspected = await inspectOptions(raw, variables, new AbortController().signal);
  onTestFinished(() => inspected.piaozone?.close());
  return { ...inspected, faults: inspected.triples.map(({ faults }) => faults.map(({ path, diagnosis }) => `${path} ${diagnosis}`)) };
}

describe('inspectOptions', () => {
  it('finds nothing in what is right', async () => {
    const { problems, usable, piaozone, triples, faults } = await inspect(shared(ENTERPRISE));
    expect({ problems, usable, faults }).toEqual({ problems: [], usable: true, faults: [[]] });
    expect(piaozone?.environment.baseUrl).toBe('https://cloud.test');
    expect(triples[0]).toMatchObject({ path: 'authorization.enterprise', level: 'enterprise', credential: { clientId: 'E1' } });
  });

  it.each([
    ['a blank', { ...ENTERPRISE, clientId: 'E1 ' }, ['authorization.enterprise.clientId TRIPLE_HAS_BLANKS']],
    ['a short key', { ...ENTERPRISE, encryptKey: '0123' }, ['authorization.enterprise.encryptKey ENCRYPT_KEY_LENGTH']],
    ['a tenant id', { ...ENTERPRISE, clientId: 'TN_1' }, ['authorization.enterprise.clientId TENANT_TRIPLE_AS_ENTERPRISE']],
    [
      'a tenant id behind a blank',
      { ...ENTERPRISE, clientId: ' TN_1' },
      ['authorization.enterprise.clientId TRIPLE_HAS_BLANKS', 'authorization.enterprise.clientId TENANT_TRIPLE_AS_ENTERPRISE'],
    ],
    ['no secret', { ...ENTERPRISE, clientSecret: undefined }, ['authorization.enterprise.clientSecret TRIPLE_INCOMPLETE']],
    ['nothing', undefined, ['authorization.enterprise TRIPLE_INCOMPLETE']],
  ])('names %s at its triple, and only there', async (_name, enterprise, expected) => {
    const { problems, usable, faults } = await inspect(shared(enterprise));
    expect(problems).toEqual([]);
    expect(usable).toBe(false);
    expect(faults).toEqual([expected]);
  });

  it('makes a client of trimmed values, and never one that leads elsewhere', async () => {
    const repaired = await inspect(shared({ ...ENTERPRISE, clientId: 'E1 ' }));
    expect(repaired.piaozone?.authorization.all().map(({ clientId }) => clientId)).toEqual(['E1']);
    const placeholder = await inspect(shared({ ...ENTERPRISE, clientId: 'TN_1' }));
    expect(placeholder.piaozone?.authorization.all().map(({ clientId }) => clientId)).toEqual(['not-configured']);
    const late = await inspect({ ...shared(ENTERPRISE), timeoutMs: 'soon' });
    expect(late.problems.map(({ path }) => path)).toEqual(['timeoutMs']);
    expect(late.piaozone).toBeDefined();
    for (const wrong of [{ proxy: 'socks5://10.0.0.1' }, { environment: undefined }, { rewrite: 5 }, { erpNetwork: { proxy: 'nowhere' } }]) {
      const { piaozone, problems } = await inspect({ ...shared(ENTERPRISE), ...wrong });
      expect(problems.length).toBeGreaterThan(0);
      expect(piaozone).toBeUndefined();
    }
  });

  it('keeps a good tenant beside a broken enterprise, and drops a broken one', async () => {
    const tenant = { ...ENTERPRISE, clientId: 'TN_1' };
    const kept = await inspect(shared({ ...ENTERPRISE, clientSecret: ' the-secret' }, { tenant }));
    expect(kept.piaozone?.authorization.all().map(({ clientId }) => clientId)).toEqual(['E1', 'TN_1']);
    const dropped = await inspect(shared(ENTERPRISE, { tenant: { ...tenant, clientId: 'E2' } }));
    expect(dropped.piaozone?.authorization.all().map(({ clientId }) => clientId)).toEqual(['E1']);
    expect(dropped.faults).toEqual([[], ['authorization.tenant.clientId ENTERPRISE_TRIPLE_AS_TENANT']]);
  });

  it('withholds credentials of the mock from production', async () => {
    const { problems, triples } = await inspect({ ...shared({ ...ENTERPRISE, clientId: 'mock-1' }), environment: 'production' });
    expect(problems.map(({ path }) => path)).toEqual(['authorization']);
    expect(triples[0]?.credential).toBeUndefined();
  });

  it('sees every organization, bytes, secrets, versions, variables and sources', async () => {
    const organizations = {
      '91110000TEST00001X': { clientId: 'E2', clientSecret: Buffer.from('bytes'), encryptKey: new Secret('0123456789abcdef') },
      '91110000TEST00002X': [ENTERPRISE, { ...ENTERPRISE, clientSecret: 'old' }],
      '91110000TEST00003X': tripleFromEnvironment('THIRD_'),
      '91110000TEST00004X': tripleFromCallback(async () => ({ ...ENTERPRISE, clientId: 'E4' })),
      '91110000TEST00005X': tripleFromCallback(async () => {
        throw new Error('CANARY'.concat('-7f3a'));
      }),
    };
    const raw = { environment, authorization: { mode: 'per-organization', main: ENTERPRISE, organizations } };
    const { triples, faults } = await inspect(raw, { THIRD_CLIENT_ID: 'E3', THIRD_CLIENT_SECRET: 's', THIRD_ENCRYPT_KEY: '0123456789abcdef' });
    expect(triples.map(({ credential }) => credential?.clientId)).toEqual(['E1', 'E2', 'E1', 'E3', 'E4', undefined]);
    expect(triples[1]?.credential?.clientSecret.reveal()).toBe('bytes');
    expect(faults.map(({ length }) => length)).toEqual([0, 0, 0, 0, 0, 1]);
    expect(JSON.stringify(triples)).not.toContain('CANARY');
  });

  it('takes the variables of the SDK where the options leave something out', async () => {
    const variables = { PIAOZONE_ENVIRONMENT: 'https://cloud.test', PIAOZONE_CLIENT_ID: 'E1', PIAOZONE_CLIENT_SECRET: 's' };
    const { faults } = await inspect({}, { ...variables, PIAOZONE_ENCRYPT_KEY: 'short' });
    expect(faults).toEqual([['authorization.enterprise.encryptKey ENCRYPT_KEY_LENGTH']]);
    expect((await inspect({}, { ...variables, PIAOZONE_ENCRYPT_KEY: '0123456789abcdef' })).usable).toBe(true);
  });

  it('looks at anything', async () => {
    for (const raw of [undefined, null, 5, [], { authorization: 5 }, { authorization: { mode: 'per-organization', organizations: 5 } }]) {
      const { piaozone, problems } = await inspect(raw);
      expect(piaozone).toBeUndefined();
      expect(problems.length).toBeGreaterThan(0);
    }
  });
});

describe('withoutBlanks', () => {
  it('trims texts of plain data and leaves everything else as it is', () => {
    const bytes = Buffer.from(' a ');
    const secret = new Secret(' s ');
    const list = [' x', 5, null];
    expect(withoutBlanks({ a: ' b ', list, bytes, secret })).toEqual({ a: 'b', list: ['x', 5, null], bytes, secret });
    expect((withoutBlanks({ bytes }) as { bytes: unknown }).bytes).toBe(bytes);
  });
});

describe('the other environment', () => {
  it('only the public addresses know of each other', () => {
    expect(otherPublic({ kind: 'production', baseUrl: 'https://api.piaozone.com' })?.baseUrl).toBe('https://api-dev.piaozone.com/test');
    expect(otherPublic({ kind: 'test', baseUrl: 'https://api-dev.piaozone.com/test' })?.baseUrl).toBe('https://api.piaozone.com');
    expect(otherPublic({ kind: 'test', baseUrl: 'http://nginx.inner/test' })).toBeUndefined();
    expect(otherPublic({ kind: 'custom', baseUrl: 'https://api.piaozone.com' })).toBeUndefined();
  });
});
