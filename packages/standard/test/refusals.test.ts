import { readFileSync } from 'node:fs';
import type { PiaozoneError, WireResponse } from '@piaozone/core';
import { describe, expect, it } from 'vitest';
import { classifyEnvelope } from '../src/envelope.js';
import { isDuplicateSerial } from '../src/refusals.js';

interface Entry {
  readonly code: string;
  readonly action: string;
  readonly messages: readonly string[];
  readonly examples: readonly string[];
}

const entries = JSON.parse(readFileSync(new URL('../../diagnosis/data/diagnosis.json', import.meta.url), 'utf8')) as readonly Entry[];

/** Every text of the data file in which an entry is known, as the answer to a call. */
const texts = entries.flatMap((entry) => [...entry.messages, ...entry.examples].map((text) => ({ ...entry, text })));

function answerTo(effect: 'read' | 'write' | 'keyed-write', description: string, errcode = 'X'): PiaozoneError {
  const response: WireResponse = { status: 200, headers: {}, body: Buffer.from(JSON.stringify({ errcode, description, data: null })) };
  const verdict = classifyEnvelope(response, { operation: 'test', requestId: 'r', effect }, undefined, () => 'read');
  if (verdict.kind === 'ok') throw new Error(`a success: ${description}`);
  return verdict.error;
}

function codesWith(code: string): string[] {
  return [...new Set(texts.filter(({ text }) => answerTo('write', text).code === code).map((entry) => entry.code))].sort();
}

describe('a write', () => {
  it('waits for a person only where the same request goes on once they have acted', () => {
    expect(codesWith('person_action_required')).toMatchInlineSnapshot(`
      [
        "ACCOUNT_DATA_STALE",
        "ACCOUNT_ENTERPRISE_NOT_FOUND",
        "ACCOUNT_LOCKED_BY_BUREAU",
        "ACCOUNT_RELATION_DISABLED",
        "ACCOUNT_RELATION_EXPIRED",
        "ACCOUNT_RELATION_NOT_FOUND",
        "ACCOUNT_RELATION_UNCONFIRMED",
        "ACCOUNT_ROLE_NOT_CONFIRMED",
        "ACCOUNT_WITHOUT_INVOICE_RIGHTS",
        "AUTHENTICATION_LEVEL_TOO_LOW",
        "BUREAU_ACCOUNT_UNKNOWN",
        "BUREAU_APP_OTHER_TAXPAYER",
        "BUREAU_ISSUE_PAGE_INVALID",
        "BUREAU_LOGIN_LOCAL_CLIENT",
        "BUREAU_LOGIN_NOTIFY_USER",
        "BUREAU_LOGIN_OPEN_LINK",
        "BUREAU_LOGIN_PUSHED_TO_WECHAT",
        "BUREAU_LOGIN_RESULT_EMPTY",
        "BUREAU_LOGIN_WECHAT_NOTICE",
        "BUREAU_PHONE_UNKNOWN",
        "BUREAU_SESSION_LOST",
        "CHANNEL_LOGIN_LOST",
        "CREDIT_LIMIT_EXHAUSTED",
        "CREDIT_LIMIT_PERIOD_OVER",
        "FACE_AUTH_EXPIRED",
        "FACE_AUTH_LOCAL_CLIENT",
        "FACE_AUTH_OPEN_LINK",
        "FACE_AUTH_PUSHED_TO_WECHAT",
        "FACE_QR_TIMED_OUT",
        "FACE_RESULT_UNAVAILABLE",
        "LEQI_LAST_MONTH_NOT_CONFIRMED",
        "LEQI_SUMMARY_NOT_CONFIRMED",
        "LOGIN_QR_EXPIRED",
        "NATURAL_PERSON_NOT_REGISTERED",
        "PUSHED_LINK_EXPIRED",
        "ROLE_FACE_CONFIRMATION_REQUIRED",
        "SCAN_REQUEST_EXPIRED",
        "SHANGHAI_IDENTITY_MISMATCH",
        "SMS_CODE_NOT_SENT",
        "SMS_IDENTITY_EXPIRED",
        "SMS_LOGIN_STEP_EXPIRED",
      ]
    `);
  });

  it('is certainly not done only after these', () => {
    expect(codesWith('business_rejected')).toMatchInlineSnapshot(`
      [
        "APP_ID_EMPTY",
        "BASIC_AUTHORIZATION_INVALID",
        "BUYER_BANK_FORMAT_INVALID",
        "BUYER_TAX_NO_ILLEGAL",
        "CLIENT_ID_EMPTY",
        "CLOUD_CLIENT_NOT_FOUND",
        "CONSTRUCTION_SITE_EMPTY",
        "CONSTRUCTION_SITE_UNKNOWN",
        "CROSS_REGION_NUMBER_REQUIRED",
        "CROSS_REGION_PROJECT_NOT_FOUND",
        "DEDUCTION_TOTAL_EXCEEDS_AMOUNT",
        "DEFAULT_ACCOUNT_MISSING",
        "DEVICE_NOT_FOUND",
        "DISCOUNT_LINE_MISPLACED",
        "ENTERPRISE_LINK_CONFIG_INVALID",
        "FEATURE_GROUP_NOT_LICENSED",
        "GATEWAY_DECRYPTION_FAILED",
        "HOSTED_BLUE_INVOICE_NOT_FOUND",
        "INVALID_CLIENT_ID",
        "INVOICE_KIND_NOT_ALLOCATED",
        "INVOICE_KIND_NOT_ENABLED",
        "INVOICE_TYPE_INVALID",
        "ISSUER_NAME_EMPTY",
        "ISSUER_NAME_ILLEGAL",
        "ISSUE_COLOUR_INVALID",
        "ISSUING_ACCOUNT_NOT_CONFIGURED",
        "ISSUING_ACCOUNT_UNAVAILABLE",
        "ITEM_NAME_EMPTY",
        "ITEM_NAME_INCORRECT",
        "ITEM_SHORT_NAME_INVALID",
        "ITEM_UNIT_INVALID",
        "LEQI_ACCOUNT_MISCONFIGURED",
        "LEQI_PROVINCE_CODE_EMPTY",
        "LEQI_RED_REMARK_TOO_LONG",
        "LEQI_SPECIFIC_ELEMENTS_MISSING",
        "LINE_AMOUNT_OUT_OF_RANGE",
        "LINE_COUNT_OVER_100",
        "LONG_LINK_CLIENT_ID_INVALID",
        "NO_USABLE_ENTITLEMENT",
        "OIL_STOCK_INSUFFICIENT",
        "PAPER_INVOICE_STOCK_EMPTY",
        "REGION_NOT_SUPPORTED",
        "REMARK_TOO_LONG",
        "SELLER_ADDRESS_EMPTY",
        "SELLER_NAME_DIFFERS_AT_BUREAU",
        "SELLER_TAX_NO_NOT_AUTHORIZED",
        "SIGNATURE_REJECTED",
        "SPECIAL_BUSINESS_TYPE_REQUIRED",
        "SPECIAL_INVOICE_ZERO_RATE",
        "SPECIFIC_ELEMENTS_COUNT_DIFFERS",
        "SUMMARY_TAX_CODE_USED",
        "TAXPAYER_MUST_USE_DIGITAL_CHANNEL",
        "TAX_CODE_NOT_SELECTED",
        "TAX_CODE_UNKNOWN",
        "TAX_NO_LICENCE_EXPIRED",
        "TAX_NO_NOT_IN_TENANT",
        "TAX_NO_WITHOUT_LICENCE",
        "TAX_RATE_NOT_ALLOWED",
        "TENANT_INFO_MISMATCH",
        "TENANT_WITHOUT_ENTERPRISE",
        "TOTAL_WITH_TAX_WRONG",
        "UNIT_PRICE_TOO_LONG",
        "VEHICLE_CERTIFICATE_MISSING",
        "VEHICLE_LEDGER_ID_FORMAT",
      ]
    `);
  });

  it('stays open whenever the table says to query, to wait or to try later', () => {
    const closed = texts.filter(
      ({ action, text }) => ['query-first', 'wait', 'retry-later', 'none'].includes(action) && answerTo('write', text).outcome !== 'unknown',
    );
    expect(closed.map(({ code, text }) => `${code}: ${text}`)).toEqual([]);
  });

  it('is judged alike with a key', () => {
    const different = texts.filter(({ text }) => answerTo('keyed-write', text).outcome !== answerTo('write', text).outcome);
    expect(different.map(({ text }) => text)).toEqual([]);
  });

  it.each([
    '开票成功，但推送失败：签名认证不通过',
    '发票已开具，保存失败：备注字段不符合规范长度',
    '发票已经开具；电子税局账号有效的角色为空',
    '该请求正在处理中：未配置全电开票账号',
    '发票已开具，请完成身份认证后查看版式文件',
    '开票成功，扫脸认证即将到期',
    '有可能开具出来发票，请核实：您当前无可用发票代码号码',
  ])('is open when the answer also speaks of an invoice: %s', (text) => {
    expect(answerTo('write', text)).toMatchObject({ code: 'business_unrecognised', outcome: 'unknown' });
  });

  it.each([
    ['请核对用户信息或重新调用登录接口', 'BUREAU_RELOGIN_DURING_DOWNLOAD'],
    ['温馨提示：您没有该功能访问权限,请联系法定代表人或财务负责人添加权限', 'ACCOUNT_FUNCTION_NOT_GRANTED'],
    ['已开具红字确认单，待购方确认后重试', 'RED_WAITING_FOR_BUYER'],
    ['开票组件的长连接服务已经全部下线，请重新连接', 'LONG_LINK_CLIENTS_OFFLINE'],
    ['无影像', 'IMAGE_MISSING'],
    ['该发票已被报销', 'INVOICE_ALREADY_REIMBURSED'],
  ])('is open after a user-action that is no login: %s', (text, code) => {
    expect(answerTo('write', text)).toMatchObject({ code: 'business_unrecognised', outcome: 'unknown', diagnosis: { code } });
  });

  it('is open after a text nobody knows, whatever its code', () => {
    for (const code of ['1101', '1130', '3002', '0201', '999']) {
      expect(answerTo('write', '未知的提示', code)).toMatchObject({ code: 'business_unrecognised', outcome: 'unknown', diagnosis: undefined });
    }
  });
});

describe('a person', () => {
  it.each(['91300', '91400'])('must act after %s, whatever its text', (code) => {
    const error = answerTo('write', '未知的提示', code);
    expect(error).toMatchObject({ code: 'person_action_required', outcome: 'rejected' });
    expect(error.hintText?.zh).toContain('流水号不变');
  });

  it.each(['91300', '91400'])('need not act where %s comes with a text that may mean an invoice', (code) => {
    expect(answerTo('write', '系统检测到您已成功开具发票，请核实', code)).toMatchObject({ code: 'business_unrecognised', outcome: 'unknown' });
  });

  it.each(['税局返回：请先完成身份认证', '需要扫脸认证后继续'])('must act after a text with the words the vendor goes by: %s', (text) => {
    expect(answerTo('write', text)).toMatchObject({ code: 'person_action_required', outcome: 'rejected', diagnosis: undefined });
  });

  it('is not told to wait where the code says log in', () => {
    const error = answerTo('write', '该账号正在登录中，请稍后再试', '91300');
    expect(error).toMatchObject({ code: 'person_action_required', diagnosis: { action: 'wait' } });
    expect(error.hintText?.zh).toBe('完成登录或扫脸后重新运行，流水号不变');
  });

  it('is told what to do and that the serial number stays', () => {
    const error = answerTo('write', '连续认证错误次数过多，您的账号已被锁定');
    expect(error.diagnosis?.code).toBe('ACCOUNT_LOCKED_BY_BUREAU');
    expect(error.hintText?.zh).toBe(`${error.diagnosis?.remedy.zh}完成后重新运行，流水号不变`);
    expect(error.hintText?.en).toBe(`${error.diagnosis?.remedy.en} Run again once that is done; the serial number stays the same`);
  });

  it('gets the link, and nobody else', () => {
    const error = answerTo(
      'write',
      '电子税局登录已失效，请用浏览器打开该地址：https//host.test/etax/login/CANARY-7f3a，完成登录后重新操作！',
      '91300',
    );
    expect(error.actionUrl?.reveal()).toBe('https://host.test/etax/login/CANARY-7f3a');
    expect(error.diagnosis?.code).toBe('BUREAU_LOGIN_OPEN_LINK');
    expect(JSON.stringify(error)).not.toContain('CANARY');
  });
});

describe('texts known only with their code', () => {
  it('are found by code and text together, in any order of the fields', () => {
    expect(answerTo('read', '该链接已失效', '2002').diagnosis?.code).toBe('CHANNEL_LINK_EXPIRED');
    expect(answerTo('read', '该链接已失效', '2003').diagnosis).toBeUndefined();
    expect(answerTo('read', '', '2002').diagnosis).toBeUndefined();
  });
});

describe('a read', () => {
  it('has no open outcome', () => {
    expect(texts.filter(({ text }) => answerTo('read', text).outcome !== 'rejected')).toEqual([]);
  });
});

describe('a repeated serial number', () => {
  it.each(['该流水号已经存在', '该流水号已存在，请勿重复提交'])('is told by its text: %s', (text) => {
    expect(isDuplicateSerial(text)).toBe(true);
    expect(answerTo('write', text).outcome).toBe('unknown');
  });

  it('is not any other', () => {
    expect(isDuplicateSerial('当前流水号正在开具中')).toBe(false);
  });
});
