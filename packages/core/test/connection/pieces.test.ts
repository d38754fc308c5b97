import { describe, expect, it } from 'vitest';
import { clockFinding } from '../../src/connection/clock.js';
import { diagnosisOf } from '../../src/connection/diagnosis-of.js';
import { findingFor, findingOfError, okFinding } from '../../src/connection/findings.js';
import { hideSecrets } from '../../src/connection/scrub.js';
import { looksSwapped } from '../../src/connection/shape.js';
import type { TripleUnderTest } from '../../src/connection/triples.js';
import { Secret } from '../../src/credentials/secret.js';
import { PiaozoneError } from '../../src/errors.js';

const LINE = { code: 'x.y', title: { zh: '题', en: 'title' } };
const triple = (clientId: string, clientSecret: string, encryptKey = '0123456789abcdef'): TripleUnderTest => ({
  path: 'p',
  level: 'enterprise',
  credential: { level: 'enterprise', clientId, clientSecret: new Secret(clientSecret), encryptKey: new Secret(encryptKey) },
  faults: [],
});

describe('the clock', () => {
  const NOW = Date.parse('2026-01-01T00:00:00Z');
  const at = (offsetMs: number) => ({ status: 200, headers: { date: new Date(NOW + offsetMs).toUTCString() }, body: Buffer.alloc(0) });

  it.each([
    [0, 'ok', '一致'],
    [300_000, 'ok', '本机慢 300 秒'],
    [301_000, 'failed', '本机慢 301 秒'],
    [-300_000, 'ok', '本机快 300 秒'],
    [-301_000, 'failed', '本机快 301 秒'],
  ] as const)('%i ms away is %s', (offset, status, text) => {
    const finding = clockFinding(at(offset), NOW, 'zh-CN');
    expect(finding).toMatchObject({ code: 'piaozone.clock', status, evidence: expect.stringContaining(text) });
    expect(finding.diagnosis).toBe(status === 'failed' ? 'CLOCK_SKEW' : undefined);
  });

  it.each([undefined, 'yesterday'])('cannot be compared with a Date of %s', (date) => {
    const headers: Record<string, string> = date === undefined ? {} : { date };
    expect(clockFinding({ status: 200, headers, body: Buffer.alloc(0) }, NOW, 'en')).toMatchObject({ status: 'skipped' });
  });
});

describe('exchanged id and secret', () => {
  const right = triple('E2345678', 'aaaa-bbbb-cccc-1');
  const swapped = triple('dddd-eeee-ffff-1', 'E8765432');

  it('show by comparison with another triple', () => {
    expect(looksSwapped(swapped, [swapped, right])).toBe(true);
    expect(looksSwapped(triple('E1111111', 'gggg-hhhh-iiii-1'), [right])).toBe(false);
  });

  it('do not show alone, nor where ids and secrets look alike', () => {
    expect(looksSwapped(swapped, [swapped])).toBe(false);
    const alike = triple('abcdef01', 'abcdef02');
    expect(looksSwapped(triple('abcdef03', 'abcdef04'), [alike])).toBe(false);
  });

  it('need both halves to look exchanged', () => {
    expect(looksSwapped(triple('dddd-eeee-ffff-1', 'short'), [right])).toBe(false);
    expect(looksSwapped(triple('short', 'E8765432'), [right])).toBe(false);
  });

  it('the prefix of a tenant is no part of the looks, but proves an id', () => {
    expect(looksSwapped(swapped, [swapped, triple('TN_E2345678', 'aaaa-bbbb-cccc-1')])).toBe(true);
    expect(looksSwapped(triple('whatever', 'TN_E2345678'), [])).toBe(true);
    expect(looksSwapped(triple('TN_1', 'TN_2'), [])).toBe(false);
    expect(looksSwapped({ path: 'p', level: 'enterprise', faults: [] }, [right])).toBe(false);
  });
});

describe('what is printed', () => {
  it('holds no value of a triple, wherever it was quoted', () => {
    const secret = triple('client-id-1', 'client-secret-1', 'key-of-16-bytes!');
    const text = 'client-id-1 client-secret-1 key-of-16-bytes!';
    const finding = { ...okFinding(LINE, text), cause: { zh: text, en: text }, remedy: { zh: text, en: text } };
    const [clean] = hideSecrets([finding], [secret]);
    expect(JSON.stringify(clean)).not.toMatch(/client-id-1|client-secret-1|key-of-16/);
    expect(clean?.evidence).toBe('[secret] [secret] [secret]');
  });

  it('keeps ordinary words that a short value happens to be', () => {
    expect(hideSecrets([okFinding(LINE, 'the cloud')], [triple('cloud', 'the')])[0]?.evidence).toBe('the cloud');
  });
});

describe('a finding', () => {
  const error = (init: Partial<ConstructorParameters<typeof PiaozoneError>[0]>) =>
    new PiaozoneError({ code: 'business_rejected', outcome: 'rejected', message: { zh: '错', en: 'wrong' }, ...init });

  it('has cause and remedy of the catalogue in both languages', () => {
    expect(findingFor(LINE, 'CLOCK_SKEW', 'seen')).toMatchObject({ status: 'failed', diagnosis: 'CLOCK_SKEW', remedy: { zh: /NTP/, en: /NTP/ } });
    expect(() => findingFor(LINE, 'NO_SUCH_CODE', '')).toThrow(RangeError);
  });

  it('goes by the text of the other side, then by the place of the error, then by the fallback, then by the error’s own words', () => {
    const known = findingOfError(LINE, error({ upstreamCode: '1101', upstreamMessage: '签名认证不通过' }), 'en');
    expect(known).toMatchObject({ diagnosis: 'SIGNATURE_REJECTED', evidence: '1101 签名认证不通过' });
    expect(findingOfError(LINE, error({ code: 'proxy', reason: 'closed' }), 'en').diagnosis).toBe('PROXY_CONNECTION_CLOSED');
    expect(findingOfError(LINE, error({}), 'en', 'HOST_UNREACHABLE').diagnosis).toBe('HOST_UNREACHABLE');
    const own = findingOfError(LINE, error({ hint: { zh: '改', en: 'mend it' }, status: 418 }), 'en');
    expect(own).toEqual({
      ...LINE,
      status: 'failed',
      evidence: 'wrong; HTTP 418',
      cause: { zh: '错', en: 'wrong' },
      remedy: { zh: '改', en: 'mend it' },
    });
  });

  it('shows long foreign texts cut and on one line', () => {
    const { evidence = '' } = findingOfError(LINE, error({ upstreamMessage: `a\nb${'c'.repeat(1000)}` }), 'en');
    expect(evidence).not.toContain('\n');
    expect(evidence.length).toBeLessThan(320);
  });

  it('a 407 of whoever answered is the proxy’s', () => {
    expect(diagnosisOf(error({ code: 'proxy', status: 407 }))?.code).toBe('PROXY_AUTHENTICATION_REQUIRED');
    expect(diagnosisOf(error({ code: 'proxy' }))?.code).not.toBe('PROXY_AUTHENTICATION_REQUIRED');
  });
});
