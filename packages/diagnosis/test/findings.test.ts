import { describe, expect, it } from 'vitest';
import { type Action, type Category, diagnose, diagnosisCodes, finding, findingCodes } from '../src/index.js';
import { entries, findings } from './support/data.js';

const ACTIONS: readonly Action[] = ['fix-config', 'user-action', 'renew-token', 'retry-later', 'wait', 'query-first', 'contact-support', 'none'];
const CATEGORIES: readonly Category[] = [
  'credentials',
  'entitlement',
  'environment',
  'network',
  'platform',
  'organization',
  'account',
  'tax-bureau-login',
  'face-authentication',
  'issuing',
  'red-letter',
  'validation',
  'limit',
  'recognition',
  'verification',
  'deduction',
  'imaging',
  'callback',
  'other',
];
const HAN = /\p{Script=Han}/u;

describe('both catalogues', () => {
  it('name every code once', () => {
    const codes = [...diagnosisCodes(), ...findingCodes()];
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes).toHaveLength(entries.length + findings.length);
    for (const code of codes) expect(code).toMatch(/^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/);
  });

  it('say every sentence in both languages', () => {
    for (const { code, category, action, cause, remedy, title } of [...entries, ...findings]) {
      expect({ code, known: ACTIONS.includes(action) && CATEGORIES.includes(category) }).toEqual({ code, known: true });
      for (const text of [cause, remedy, ...(title === undefined ? [] : [title])]) {
        expect({ code, zh: text.zh.trim(), en: text.en.trim() }).toEqual({ code, zh: text.zh, en: text.en });
        expect({ code, zh: HAN.test(text.zh), en: /[A-Za-z]{3}/.test(text.en) }).toEqual({ code, zh: true, en: true });
        expect(text.zh).not.toBe(text.en);
      }
    }
  });

  it('of the product name a text for every entry', () => {
    for (const { code, messages, examples } of entries) {
      expect({ code, empty: [...messages, ...examples].some((text) => text.trim() === ''), none: messages.length === 0 }).toEqual({
        code,
        empty: false,
        none: false,
      });
    }
  });

  it('of our own have a title', () => {
    expect(findings.filter(({ title }) => title === undefined)).toEqual([]);
  });
});

describe('finding', () => {
  it('gives every entry of either catalogue by its code', () => {
    for (const { code, category, action, cause, remedy, title } of findings)
      expect(finding(code)).toStrictEqual({ code, category, action, title, cause, remedy });
    for (const { code, category, action, cause, remedy } of entries) expect(finding(code)).toStrictEqual({ code, category, action, cause, remedy });
  });

  it.each(['NO_SUCH_CODE', '', 'constructor', 'proxy_unreachable'])('throws for %j', (code) => {
    expect(() => finding(code)).toThrow(RangeError);
  });

  it('gives one frozen object, so that no caller can change what others see', () => {
    const once = finding('CLOCK_SKEW');
    expect(finding('CLOCK_SKEW')).toBe(once);
    for (const part of [once, once.cause, once.remedy, once.title]) expect(Object.isFrozen(part)).toBe(true);
    expect(Object.isFrozen(diagnose('签名认证不通过'))).toBe(true);
  });

  it('keeps the codes that programs may know by name', () => {
    expect(findingCodes()).toEqual(
      expect.arrayContaining([
        'ANSWER_NOT_FROM_CLOUD',
        'API_1_0_NOT_ALLOWED',
        'API_USER_WITHOUT_RIGHTS',
        'CALLBACK_SETTINGS_MISSING',
        'CIRCUIT_OPEN',
        'CLIENT_ID_SECRET_SWAPPED',
        'CLIENT_SECRET_WRONG',
        'CLOCK_SKEW',
        'CONFIG_INVALID',
        'CONNECTION_REFUSED',
        'CONNECTION_RESET',
        'CREDENTIALS_REFUSED',
        'CREDENTIAL_FILE_EXPOSED',
        'DNS_FAILED',
        'EAS_ADDRESS_WRONG',
        'EAS_LOGIN_REFUSED',
        'EAS_NOT_SOAP',
        'EAS_SESSION_NOT_HONOURED',
        'ENCRYPT_KEY_LENGTH',
        'ENCRYPT_KEY_WRONG',
        'ENTERPRISE_TRIPLE_AS_TENANT',
        'ENTITLEMENT_ENDING_SOON',
        'ENTITLEMENT_EXHAUSTED',
        'ENTITLEMENT_EXPIRED',
        'ENTITLEMENT_NOT_LICENSED',
        'ENTITLEMENT_NOT_STARTED',
        'ENTITLEMENT_UNKNOWN',
        'ENVIRONMENT_MISMATCH',
        'ERP_LOGIN_REFUSED',
        'ERP_UNREACHABLE',
        'ERP_VERSION_TOO_OLD',
        'EXPENSE_MODULE_NOT_CONFIGURED',
        'GATEWAY_IDENTITY_MISSING',
        'HOST_UNREACHABLE',
        'LICENCE_RECENTLY_CANCELLED',
        'NETWORK_TIMEOUT',
        'NO_IMPORTABLE_BUSINESS_UNIT',
        'ORGANIZATION_TRIPLE_MISSING',
        'PLAIN_HTTP_TO_PUBLIC_HOST',
        'PRODUCTION_KEY_ON_TEST',
        'PROXY_ANSWERED_HTML',
        'PROXY_ANSWER_GARBLED',
        'PROXY_AUTHENTICATION_REQUIRED',
        'PROXY_CONNECTION_CLOSED',
        'PROXY_STALLED',
        'PROXY_TUNNEL_REFUSED',
        'PROXY_UNREACHABLE',
        'RATE_LIMITED',
        'TENANT_TRIPLE_AS_ENTERPRISE',
        'TEST_KEY_ON_PRODUCTION',
        'THIRD_PARTY_APP_NOT_PRESET',
        'TLS_CA_UNKNOWN',
        'TLS_CERTIFICATE_EXPIRED',
        'TLS_CLIENT_CERTIFICATE_REQUIRED',
        'TLS_HANDSHAKE_FAILED',
        'TLS_HOST_MISMATCH',
        'TRIPLE_HAS_BLANKS',
        'TRIPLE_INCOMPLETE',
      ]),
    );
  });

  it('says both menu paths where an organization has no triple', () => {
    for (const code of ['ORGANIZATION_TRIPLE_MISSING', 'EXPENSE_MODULE_NOT_CONFIGURED']) {
      for (const text of Object.values(finding(code).remedy)) {
        expect(text).toContain('系统服务云→基础资料→财务数据→发票云配置');
        expect(text).toContain('财务云→费用核算→发票设置→发票云配置');
      }
    }
  });
});
