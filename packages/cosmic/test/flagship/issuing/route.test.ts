import { createPiaozone, isPiaozoneError, type PiaozoneError, sharedAuthorization } from '@piaozone/core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CANARY } from '../../../../core/test/support/canary.js';
import { everythingShown } from '../../../../core/test/support/everything.js';
import { issuingRoute } from '../../../src/flagship/issuing/flagship-issuing.js';
import type { IssuingConfig } from '../../../src/flagship/issuing/settings.js';
import { type FlagshipRouteSettings, flagshipIssuing } from '../../../src/flagship.js';
import { cosmicAdapter } from '../../../src/index.js';
import { SETTINGS as ERP_SETTINGS, PRODUCT } from '../../support/harness.js';
import { ACCESS, decoded, encoded, FakePlatform, ok, refused } from '../client/fake-platform.js';
import { drive } from './fake-cloud.js';
import { recordedCall, request, SELLER_TAX_NO, scriptedCalls } from './samples.js';

function client() {
  const platform = new FakePlatform();
  const piaozone = createPiaozone(
    {
      environment: 'test',
      authorization: sharedAuthorization({ enterprise: { clientId: 'c-1', clientSecret: 'x', encryptKey: '0123456789abcdef' } }),
      sender: platform,
      runtime: platform.runtime,
      maxRetries: 0,
    },
    {},
  );
  onTestFinished(() => piaozone.close());
  return { platform, piaozone };
}

const SETTINGS: FlagshipRouteSettings = { access: ACCESS, businessSystemCode: 'ERP01' };

function refusal(settings: unknown): PiaozoneError {
  const { piaozone } = client();
  try {
    flagshipIssuing(settings as FlagshipRouteSettings).connect(piaozone);
  } catch (error) {
    if (isPiaozoneError(error, 'config_invalid')) return error;
    throw error;
  }
  throw new Error('accepted');
}

const paths = (settings: unknown) => refusal(settings).problems.map(({ path }) => path);

describe('flagshipIssuing', () => {
  it('connects without a call', () => {
    const { platform, piaozone } = client();
    const route = flagshipIssuing(SETTINGS).connect(piaozone);
    expect(route.id).toBe('flagship');
    expect(platform.seen).toEqual([]);
  });

  it('without access, and with an ERP that is none of this platform, says what to set', () => {
    expect(paths({ businessSystemCode: 'ERP01' })).toEqual(['access']);
    expect(refusal({ businessSystemCode: 'ERP01' }).message).toContain('access');
  });

  it('takes the way of the ERP the bills come from', async () => {
    const { platform, piaozone } = client();
    const erp = await cosmicAdapter(PRODUCT, { ...ACCESS, ...ERP_SETTINGS }).connect(piaozone.adapterContext());
    const route = flagshipIssuing({ businessSystemCode: 'ERP01' }).connect(piaozone, erp);
    await drive(platform.runtime, route.submit(request(), recordedCall()));
    expect(platform.seen).toMatchObject([{ path: '/kapi/app/sim/openApi', body: { businessSystemCode: 'ERP01', interfaceCode: 'BILL.PUSH' } }]);
    expect(decoded(platform.seen[0]?.body['data'])).toMatchObject([{ billNo: 'SO-0001' }]);
  });

  it('reports every problem at once, with its path', () => {
    expect(
      paths({
        access: { ...ACCESS, baseUrl: '', user: '' },
        businessSystemCode: '系统',
        mode: 'x',
        dedup: 'x',
        autoInvoice: '2',
        blueNumberField: 'a b',
        invoiceFields: { number: '' },
        redReasons: { 'sales-return': '' },
        orgCode: 'X',
        fields: {},
        lineFields: 1,
      }).sort(),
    ).toEqual([
      'access.baseUrl',
      'access.user',
      'autoInvoice',
      'blueNumberField',
      'businessSystemCode',
      'dedup',
      'fields',
      'invoiceFields.number',
      'lineFields',
      'mode',
      'orgCode',
      'redReasons.sales-return',
    ]);
  });

  it('shows no secret, whatever is printed', () => {
    const password = `password-${CANARY}`;
    const { piaozone } = client();
    const factory = flagshipIssuing({ ...SETTINGS, encryption: { password } });
    expect(everythingShown(factory)).not.toContain(CANARY);
    expect(everythingShown(factory.connect(piaozone))).not.toContain(CANARY);
    expect(everythingShown(refusal({ ...SETTINGS, encryption: { password: ` ${password}` } }))).not.toContain(CANARY);
    expect(everythingShown(refusal({ ...SETTINGS, access: { ...ACCESS, baseUrl: '' } }))).not.toContain(CANARY);
  });

  it('encrypts where the business system does', async () => {
    const { platform, piaozone } = client();
    const route = flagshipIssuing({ ...SETTINGS, encryption: { password: 'synthetic-key' } }).connect(piaozone);
    await drive(platform.runtime, route.submit(request(), recordedCall()));
    expect(() => decoded(platform.seen[0]?.body['data'])).toThrow();
  });
});

describe('capabilities', () => {
  const of = (config: Partial<IssuingConfig>) =>
    issuingRoute(scriptedCalls({}).calls, { businessSystemCode: 'T', mode: 'bill-push', amounts: 'number', ...config }, { locale: 'zh-CN' })
      .capabilities;

  it('of bills: a repeated billNo is refused, as published', () => {
    expect(of({})).toEqual({
      dedup: 'unique-key',
      keyField: 'billNo',
      kinds: ['digital-special', 'digital-general'],
      sources: { dedup: expect.stringContaining('10127'), keyField: expect.stringContaining('§6.2'), kinds: expect.stringContaining('§6.2') },
    });
    expect(of({ invoiceTypes: { 'paper-special': '004' } }).kinds).toContain('paper-special');
  });

  it('of direct issuing: nothing is promised', () => {
    expect(of({ mode: 'direct' })).toMatchObject({ dedup: 'unknown', keyField: 'serialNo', kinds: ['digital-special', 'digital-general'] });
  });

  it('by setting', () => {
    expect(of({ dedup: 'unknown', maxProcessingMs: 5 })).toMatchObject({
      dedup: 'unknown',
      maxProcessingMs: 5,
      sources: { dedup: 'setting', maxProcessingMs: 'setting' },
    });
  });
});

describe('check', () => {
  const check = async (react: FakePlatform['react'], settings: Partial<FlagshipRouteSettings> = { testTaxNo: SELLER_TAX_NO }) => {
    const { platform, piaozone } = client();
    platform.react = react;
    const route = flagshipIssuing({ ...SETTINGS, ...settings }).connect(piaozone);
    return { findings: await drive(platform.runtime, route.check(recordedCall())), platform };
  };

  it('is skipped, with its reason, where no tax number is given: nothing with an effect is tried', async () => {
    const { findings, platform } = await check(() => ok('0'), {});
    expect(findings).toEqual([expect.objectContaining({ code: 'piaozone.flagship', status: 'skipped', cause: expect.anything() })]);
    expect(platform.seen).toEqual([]);
  });

  it('is ok when a query is answered', async () => {
    const { findings, platform } = await check(() => ok('0', encoded([])));
    expect(findings).toMatchObject([{ code: 'piaozone.flagship', status: 'ok' }]);
    expect(platform.seen.map(({ body }) => body['interfaceCode'])).toEqual(['BILL.INVOICE.QUERY']);
    expect(decoded(platform.seen[0]?.body['data'])).toMatchObject({ sellerTaxpayerId: SELLER_TAX_NO });
  });

  it.each([
    ['未知业务系统编码', 'failed', 'BUSINESS_SYSTEM_CODE_UNKNOWN'],
    ['税号未关联组织', 'failed', 'TAX_NO_WITHOUT_ORGANIZATION'],
    ['没有这张单据', 'warning', undefined],
  ])('%s: %s', async (message, status, diagnosis) => {
    const { findings } = await check(() => refused('9999', message));
    expect(findings).toMatchObject([{ status, evidence: expect.stringContaining(message) }]);
    expect(findings[0]?.diagnosis).toBe(diagnosis);
  });

  it('names what the gateway refuses', async () => {
    const { findings } = await check(() => ({ errorCode: '2501', messagecn: '不存在应用信息[网关]' }));
    expect(findings).toMatchObject([{ status: 'failed', diagnosis: 'GATEWAY_IDENTITY_MISSING' }]);
  });
});
