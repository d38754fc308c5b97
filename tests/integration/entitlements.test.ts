import {
  type AuthorizationInput,
  createIntegration,
  createNonDurableOperationStore,
  EnterpriseDirectory,
  type EnterpriseDirectoryData,
  type InvoiceRequest,
  type Piaozone,
  type PiaozoneOptions,
  perOrganizationAuthorization,
  type Runtime,
  systemRuntime,
  type Warning,
} from '@piaozone/core';
import { HostedService, hostedIssuing } from '@piaozone/standard';
import { MockClock, type MockPiaozone, PIAOZONE_PATHS, startMockPiaozone } from '@piaozone/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AGREED, clientOf, HOSTED, TOKEN_REJECTION } from './support/client.js';
import { bill, memoryErp } from './support/memory-erp.js';

const DAY_MS = 86_400_000;
/** 12:00 in Shanghai. */
const START = Date.parse('2025-06-10T12:00:00+08:00');
const PRODUCT = { product: '开票管理', validFrom: '2025-01-01', validUntil: '2025-06-30' } as const;

let mock: MockPiaozone;
let offsetMs: number;
let serial: number;
const clients: Piaozone[] = [];

/** The client's clocks, moved together with the mock's; timers stay real. */
const runtime: Runtime = {
  ...systemRuntime,
  now: () => START + offsetMs,
  monotonic: () => systemRuntime.monotonic() + offsetMs,
};

beforeEach(async () => {
  offsetMs = 0;
  serial = 0;
  mock = await startMockPiaozone({ settings: { ...AGREED, tokenLifeSeconds: 1_000 * 86_400 }, clock: new MockClock({ frozenAt: START }) });
});

afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
  await mock.close();
});

function advance(ms: number): void {
  offsetMs += ms;
  mock.server.clock.advance(ms);
}

function taxNo(index = 0): string {
  return mock.enterprises[index]?.taxNo ?? '';
}

function directory(products: EnterpriseDirectoryData['enterprises'][number]['products'] = [PRODUCT]): EnterpriseDirectory {
  const enterprises = mock.enterprises.map((one) => ({
    taxNo: one.taxNo,
    name: one.name,
    unitNumbers: [],
    ...(products.length === 0 ? {} : { products }),
  }));
  return new EnterpriseDirectory({ format: 'piaozone-enterprises', version: 1, enterprises });
}

function client(extra: Partial<PiaozoneOptions> = {}): Piaozone {
  const made = clientOf(mock, { runtime, tokenRejection: TOKEN_REJECTION, maxRetries: 0, ...extra });
  clients.push(made);
  return made;
}

/** Issues one bill of a seller: `issued`, or the error. */
async function issue(piaozone: Piaozone, seller = taxNo(), warnings: Warning[] = []) {
  serial += 1;
  const request = { ...(bill(`B${serial}`, seller).raw as InvoiceRequest), serialNo: `ENTITLED${String(serial).padStart(16, '0')}` };
  const call = { requestId: piaozone.newRequestId(), warn: (warning: Warning) => warnings.push(warning) };
  return new HostedService(piaozone, HOSTED).create(request, call).then(
    ({ state }) => state,
    ({ code, outcome, reason, diagnosis }) => ({ code, outcome, reason, diagnosis: diagnosis?.code }),
  );
}

const createCalls = () => mock.server.journal.entries.filter(({ path }) => path.endsWith(PIAOZONE_PATHS.create)).length;

describe('an entitlement that ends', () => {
  it('is warned about, then refused before the network, as the cloud would', async () => {
    for (const { taxNo: number } of mock.enterprises) mock.setEntitlements(number, [PRODUCT]);
    const [declared, undeclared] = [client({ enterprises: directory() }), client()];
    const warnings: Warning[] = [];
    expect(await issue(declared, taxNo(), warnings)).toBe('issued');
    expect(warnings.map(({ message }) => message.zh)).toEqual([expect.stringContaining('开票管理 2025-06-30（还有 20 天）')]);
    advance(20 * DAY_MS + 12 * 3_600_000 - 1);
    expect(await issue(declared)).toBe('issued');
    advance(1);
    const before = createCalls();
    expect(await issue(declared)).toEqual({ code: 'entitlement_denied', outcome: 'not-sent', reason: 'expired', diagnosis: 'ENTITLEMENT_EXPIRED' });
    expect(createCalls()).toBe(before);
    expect(await issue(undeclared)).toMatchObject({ code: 'business_rejected', outcome: 'rejected', diagnosis: 'TAX_NO_LICENCE_EXPIRED' });
    expect(mock.record).toHaveLength(2);
  });

  it('does not stop queries of what was issued', async () => {
    const piaozone = client({ enterprises: directory(), entitlements: 'strict' });
    await issue(piaozone);
    advance(60 * DAY_MS);
    const query = { serialNo: mock.record[0]?.serialNo ?? '', sellerTaxNo: taxNo(), color: 'blue' as const };
    expect(await new HostedService(piaozone, HOSTED).query(query, { requestId: '1', warn: () => {} })).toMatchObject({ state: 'issued' });
  });

  it('goes on with the renewal from 23:00 on its eve, in the cloud and here', async () => {
    const renewal = { product: '开票管理', validFrom: '2025-07-02', validUntil: '2026-07-01' } as const;
    mock.setEntitlements(taxNo(), [PRODUCT, renewal]);
    const piaozone = client({ enterprises: directory([PRODUCT, renewal]) });
    advance(21 * DAY_MS);
    expect(await issue(piaozone)).toMatchObject({ reason: 'not-started' });
    advance(11 * 3_600_000);
    expect(await issue(piaozone)).toBe('issued');
  });
});

describe('a refusal of the cloud', () => {
  it('is remembered for ten minutes, and forgotten by refresh()', async () => {
    mock.setEntitlements(taxNo(), []);
    const piaozone = client();
    expect(await issue(piaozone)).toMatchObject({ code: 'business_rejected', diagnosis: 'TAX_NO_WITHOUT_LICENCE' });
    expect(await issue(piaozone)).toMatchObject({ code: 'entitlement_denied', reason: 'refused', diagnosis: 'TAX_NO_WITHOUT_LICENCE' });
    expect(await issue(piaozone, taxNo(1))).toBe('issued');
    expect(createCalls()).toBe(2);
    mock.setEntitlements(taxNo(), ['开票管理']);
    expect(await issue(piaozone)).toMatchObject({ code: 'entitlement_denied' });
    piaozone.entitlements.refresh();
    expect(await issue(piaozone)).toBe('issued');
    mock.setEntitlements(taxNo(), [{ product: '开票管理', remaining: 0 }]);
    expect(await issue(piaozone)).toMatchObject({ code: 'business_rejected', diagnosis: 'NO_USABLE_ENTITLEMENT' });
    mock.setEntitlements(taxNo(), ['开票管理']);
    advance(600_000);
    expect(await issue(piaozone)).toBe('issued');
  });

  it('that is not about the tax number as a whole is not', async () => {
    mock.setLicences(taxNo(), [{ group: '开票', state: '未授权' }]);
    const piaozone = client();
    expect(await issue(piaozone)).toMatchObject({ code: 'business_rejected', diagnosis: 'FEATURE_GROUP_NOT_LICENSED' });
    expect(await issue(piaozone)).toMatchObject({ code: 'business_rejected' });
    mock.setQuota(taxNo(), 0);
    mock.setLicences(taxNo(), []);
    expect(await issue(piaozone)).toMatchObject({ outcome: 'rejected' });
    expect(await issue(piaozone)).not.toMatchObject({ code: 'entitlement_denied' });
  });

  it('is a finding until it is over', async () => {
    mock.setEntitlements(taxNo(), []);
    const piaozone = client({ enterprises: directory() });
    await issue(piaozone);
    expect(piaozone.entitlements.findings()[0]).toMatchObject({ status: 'failed', diagnosis: 'TAX_NO_WITHOUT_LICENCE' });
    advance(600_000);
    expect(piaozone.entitlements.findings()[0]).toMatchObject({ status: 'warning', diagnosis: 'ENTITLEMENT_ENDING_SOON' });
  });
});

it('strict sends only what is declared', async () => {
  const strict = client({ enterprises: directory([]), entitlements: 'strict' });
  expect(await issue(strict)).toEqual({ code: 'entitlement_denied', outcome: 'not-sent', reason: 'unknown', diagnosis: 'ENTITLEMENT_UNKNOWN' });
  expect(createCalls()).toBe(0);
  strict.entitlements.refresh({ directory: directory() });
  expect(await issue(strict)).toBe('issued');
});

it('60 days after 取消授权 nothing goes out, and nothing would come in', async () => {
  const cancelledOn = '2025-06-10';
  mock.setLicences(taxNo(), [{ group: '开票', state: '未授权', cancelledOn }]);
  const data = directory([]).toJSON();
  const enterprises = data.enterprises.map((one) => ({
    ...one,
    licences: [{ group: 'issuing' as const, state: 'not-authorized' as const, cancelledOn }],
  }));
  const declared = client({ enterprises: { ...data, enterprises } });
  expect(await issue(declared)).toMatchObject({ reason: 'cancelled', diagnosis: 'LICENCE_RECENTLY_CANCELLED' });
  expect(await issue(client())).toMatchObject({ code: 'business_rejected' });
});

describe('a tax number that runs out in the middle of a run (F66)', () => {
  it('stops cleanly while the others go on', async () => {
    mock.setEntitlements(taxNo(), [{ product: '开票管理', remaining: 3 }]);
    const bills = Array.from({ length: 20 }, (_, index) => bill(`R${index}`, taxNo(index % 2)));
    const integration = await createIntegration({
      piaozone: client(),
      erp: memoryErp(bills).adapter,
      issuing: hostedIssuing(HOSTED),
      store: createNonDurableOperationStore(),
      settle: { pausesMs: [1] },
    });
    const { results, counts } = await integration.issueBills({ concurrency: 1 });
    expect(counts).toMatchObject({ issued: 13, refused: 1, failed: 6 });
    const failed = results.filter(({ status }) => status === 'failed');
    expect(new Set(failed.map(({ error }) => `${error?.code} ${error?.outcome}`))).toEqual(new Set(['entitlement_denied not-sent']));
    expect(createCalls()).toBe(14);
    mock.setEntitlements(taxNo(), ['开票管理']);
    advance(600_000);
    expect((await integration.issueBills({ concurrency: 1 })).counts).toMatchObject({ issued: 20 });
    expect(new Set(mock.record.map(({ serialNo }) => serialNo)).size).toBe(20);
    expect(mock.record).toHaveLength(20);
  });
});

describe('余量 asked first', () => {
  function organizations(): AuthorizationInput {
    const triple = (index: number) => {
      const { clientId = '', clientSecret = '', encryptKey = '' } = mock.enterprises[index] ?? {};
      return { clientId, clientSecret, encryptKey };
    };
    return perOrganizationAuthorization({ main: triple(0), organizations: { [taxNo(0)]: triple(0), [taxNo(1)]: triple(1) } });
  }

  it('stops a tax number without numbers before it sends, the other one not', async () => {
    mock.setQuota(taxNo(0), 0);
    const piaozone = client({ authorization: organizations() });
    hostedIssuing({ ...HOSTED, probeQuota: true }).connect(piaozone);
    expect(await issue(piaozone, taxNo(0))).toMatchObject({ code: 'entitlement_denied', outcome: 'not-sent', reason: 'exhausted' });
    expect(await issue(piaozone, taxNo(1))).toBe('issued');
    expect(createCalls()).toBe(1);
    mock.setQuota(taxNo(0), 5);
    piaozone.entitlements.refresh({ taxNo: taxNo(0) });
    expect(await issue(piaozone, taxNo(0))).toBe('issued');
  });

  it('learns from the question itself', async () => {
    mock.setEntitlements(taxNo(0), []);
    const piaozone = client({ authorization: organizations() });
    hostedIssuing({ ...HOSTED, probeQuota: true }).connect(piaozone);
    expect(await issue(piaozone, taxNo(0))).toMatchObject({ code: 'entitlement_denied', reason: 'refused', diagnosis: 'TAX_NO_WITHOUT_LICENCE' });
    expect(createCalls()).toBe(0);
  });

  it.each([
    ['with one triple for all', {}, {}],
    ['after the 数电 upgrade', { digitalUpgraded: true }, { own: true }],
    ['at tenant level', { level: 'tenant' as const }, { own: true }],
    ['unless it is wanted', { probeQuota: false }, { own: true }],
  ])('has no say %s', async (_, settings, { own = false }: { own?: boolean }) => {
    const logged: string[] = [];
    const piaozone = client({ logger: { warn: (text) => logged.push(text) }, ...(own ? { authorization: organizations() } : {}) });
    hostedIssuing({ ...HOSTED, probeQuota: true, ...settings }).connect(piaozone);
    await issue(piaozone);
    expect(mock.server.journal.entries.filter(({ path }) => path.endsWith(PIAOZONE_PATHS.quota))).toEqual([]);
    expect(logged.some((text) => text.startsWith('probeQuota'))).toBe(settings !== undefined && !('probeQuota' in settings));
  });
});
