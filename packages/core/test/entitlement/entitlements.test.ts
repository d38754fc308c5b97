import { describe, expect, it } from 'vitest';
import {
  createPiaozone,
  type Effect,
  type Enterprise,
  EnterpriseDirectory,
  type EnterpriseDirectoryData,
  type EntitledFeature,
  type EntitlementMode,
  Entitlements,
  isPiaozoneError,
  PiaozoneError,
  type ProbeResult,
  sharedAuthorization,
} from '../../src/index.js';
import { VirtualRuntime } from '../support/virtual-runtime.js';
import { directoryData, TAX_A, TAX_B, testCall } from './samples.js';

const DAY_MS = 86_400_000;
/** Day 0 of the virtual clock in Asia/Shanghai: 2023-11-15 06:13:20. */
const PRODUCTS = (validUntil: string) => [{ product: '开票管理', validUntil }];

function setUp(enterprises?: readonly Partial<Enterprise>[], mode: EntitlementMode = 'cloud-decides', rest: Partial<EnterpriseDirectoryData> = {}) {
  const runtime = new VirtualRuntime();
  const logged: string[] = [];
  const directory = enterprises === undefined ? undefined : new EnterpriseDirectory(directoryData(enterprises, rest));
  const entitlements = new Entitlements({ mode, directory, runtime, logger: { warn: (text) => logged.push(text) }, locale: 'en' });
  let sent = 0;
  const use = async (
    { feature = 'issuing', effect = 'write', taxNo = TAX_A }: { feature?: EntitledFeature; effect?: Effect; taxNo?: string } = {},
    send: () => Promise<string> = async () => 'done',
    call = testCall(),
  ) => {
    try {
      const result = await entitlements.guard({ operation: 'x', effect, feature, taxNo }, call, () => {
        sent += 1;
        return send();
      });
      return { result, warnings: call.warnings };
    } catch (error) {
      return { error: error as PiaozoneError, warnings: call.warnings };
    }
  };
  return { runtime, entitlements, logged, use, sent: () => sent };
}

const REFUSED = new PiaozoneError({
  code: 'business_rejected',
  outcome: 'rejected',
  message: { zh: '拒绝', en: 'refused' },
  upstreamMessage: '当前企业无可用权益，请联系销售续费处理',
  diagnosis: {
    code: 'NO_USABLE_ENTITLEMENT',
    category: 'entitlement',
    action: 'fix-config',
    cause: { zh: '用完了', en: 'used up' },
    remedy: { zh: '加购', en: 'buy more' },
  },
});
const refuse = () => Promise.reject(REFUSED);

describe('a call', () => {
  it('without feature or tax number is no matter of entitlement, even where all is strict', async () => {
    const { entitlements } = setUp([{ products: PRODUCTS('2020-01-01') }], 'strict');
    const base = { operation: 'x', effect: 'write' as const };
    expect(await entitlements.guard({ ...base, feature: undefined, taxNo: TAX_A }, testCall(), async () => 1)).toBe(1);
    expect(await entitlements.guard({ ...base, feature: 'issuing', taxNo: undefined }, testCall(), async () => 1)).toBe(1);
    await entitlements.assertEntitled({ ...base, feature: undefined, taxNo: TAX_A }, testCall());
    await expect(entitlements.assertEntitled({ ...base, feature: 'issuing', taxNo: TAX_A }, testCall())).rejects.toMatchObject({ reason: 'expired' });
  });

  it('known to be denied is refused before it is sent, with source, cause, remedy and end', async () => {
    const { use, sent } = setUp([{ licences: [{ group: 'issuing', state: 'not-authorized', cancelledOn: '2023-11-01' }] }]);
    const { error } = await use();
    expect(sent()).toBe(0);
    expect(isPiaozoneError(error, 'entitlement_denied')).toBe(true);
    expect(error).toMatchObject({ outcome: 'not-sent', reason: 'cancelled', operation: 'x', requestId: 'R1', locale: 'en' });
    expect(error?.diagnosis?.code).toBe('LICENCE_RECENTLY_CANCELLED');
    expect(error?.text.en).toContain('source: the enterprise directory, until 2023-12-31 (Asia/Shanghai)');
    expect(error?.text.zh).toContain('依据：企业目录，到 2023-12-31（北京时间）为止');
    expect(error?.hint).toContain('wait until 2023-12-31');
  });

  it('of which nothing is known goes out, unless all is strict', async () => {
    expect((await setUp().use()).result).toBe('done');
    expect((await setUp([{}]).use()).result).toBe('done');
    const strict = setUp([{}], 'strict');
    expect((await strict.use()).error).toMatchObject({ code: 'entitlement_denied', outcome: 'not-sent', reason: 'unknown' });
    expect((await strict.use({ effect: 'read' })).error?.diagnosis?.code).toBe('ENTITLEMENT_UNKNOWN');
    expect(strict.sent()).toBe(0);
    expect((await setUp(undefined, 'strict').use()).error?.reason).toBe('unknown');
    expect((await setUp([{ products: PRODUCTS('2030-01-01') }], 'strict').use()).result).toBe('done');
  });

  it('keeps the result and the error of what was sent', async () => {
    const { use } = setUp();
    const failure = new TypeError('x');
    expect((await use({}, async () => 'value')).result).toBe('value');
    expect((await use({}, () => Promise.reject(failure))).error).toBe(failure);
    expect((await use({}, refuse)).error).toBe(REFUSED);
  });
});

describe('reads have grace', () => {
  it('the directory only warns them, once a day; strict stops them', async () => {
    const { use, runtime, logged, sent } = setUp([{ products: PRODUCTS('2023-11-14') }]);
    const first = await use({ effect: 'read' });
    expect(first.result).toBe('done');
    expect(first.warnings).toHaveLength(1);
    expect(logged[0]).toContain('开票管理 ended on 2023-11-14');
    expect((await use({ effect: 'read' })).warnings).toEqual([]);
    await runtime.advance(DAY_MS);
    expect((await use({ effect: 'read' })).warnings).toHaveLength(1);
    expect((await use({ effect: 'keyed-write' })).error?.reason).toBe('expired');
    expect(sent()).toBe(3);
    expect((await setUp([{ products: PRODUCTS('2023-11-14') }], 'strict').use({ effect: 'read' })).error?.reason).toBe('expired');
  });

  it("the cloud's own word stops them", async () => {
    const { use, sent } = setUp();
    await use({ effect: 'read' }, refuse);
    expect((await use({ effect: 'read' })).error).toMatchObject({ code: 'entitlement_denied', reason: 'refused' });
    expect(sent()).toBe(1);
  });
});

describe('a refusal', () => {
  it('is remembered for this tax number and feature, with its own words', async () => {
    const { use, sent, runtime, entitlements } = setUp([{ products: PRODUCTS('2030-01-01') }, { products: PRODUCTS('2030-01-01') }]);
    await use({}, refuse);
    const { error } = await use();
    expect(error).toMatchObject({ code: 'entitlement_denied', outcome: 'not-sent', reason: 'refused' });
    expect(error?.message).toContain('used up');
    expect(error?.hint).toBe('buy more');
    expect(error?.diagnosis?.code).toBe('NO_USABLE_ENTITLEMENT');
    expect(error?.text.en).toContain('until 2023-11-15 06:23:20 (Asia/Shanghai)');
    expect(entitlements.check(TAX_A, 'issuing')).toMatchObject({ status: 'denied', source: 'learned' });
    expect((await use({ taxNo: TAX_B })).result).toBe('done');
    await runtime.advance(600_000);
    expect((await use()).result).toBe('done');
    expect(sent()).toBe(3);
  });

  it('is forgotten by refresh(), for one tax number or all', async () => {
    const { use, entitlements } = setUp();
    await use({}, refuse);
    entitlements.refresh({ taxNo: TAX_B });
    expect((await use()).error).toBeDefined();
    entitlements.refresh({ taxNo: TAX_A });
    expect((await use()).result).toBe('done');
    await use({}, refuse);
    entitlements.refresh();
    expect((await use()).result).toBe('done');
  });

  it('that was under way at refresh() is not remembered', async () => {
    const { use, entitlements } = setUp();
    await use({}, () => {
      entitlements.refresh();
      return refuse();
    });
    expect((await use()).result).toBe('done');
  });

  it('refresh() takes another directory over', async () => {
    const { use, entitlements } = setUp([{ products: PRODUCTS('2023-11-14') }]);
    expect((await use()).error?.reason).toBe('expired');
    entitlements.refresh({ directory: new EnterpriseDirectory(directoryData([{ products: PRODUCTS('2024-11-14') }])) });
    expect((await use()).result).toBe('done');
    expect(entitlements.directory?.byTaxNo(TAX_A)?.products).toEqual(PRODUCTS('2024-11-14'));
  });
});

describe('warnings before the end', () => {
  it.each([
    ['2023-12-16', undefined],
    ['2023-12-15', '开票管理 on 2023-12-15 (30 days left); plan the renewal'],
    ['2023-12-01', '开票管理 on 2023-12-01 (16 days left); plan the renewal'],
    ['2023-11-30', '开票管理 on 2023-11-30 (15 days left); renew and allocate it now'],
    ['2023-11-15', '开票管理 on 2023-11-15 (0 days left); renew and allocate it now'],
  ])('of an end on %s', async (validUntil, expected) => {
    const { use, logged } = setUp([{ products: PRODUCTS(validUntil) }]);
    const { warnings } = await use();
    expect(warnings.map(({ message }) => message.en)).toEqual(logged);
    expect(logged).toHaveLength(expected === undefined ? 0 : 1);
    if (expected !== undefined) expect(logged[0]).toContain(expected);
  });

  it('come once a day for each tax number, and once for the packages of a tenant', async () => {
    const flowPackages = [{ product: '发票校验流量包', validUntil: '2023-11-20' }];
    const soon = { products: [...PRODUCTS('2023-11-25'), { product: '影像', validUntil: '2023-11-20' }], tenant: 'T' };
    const { use, logged, runtime } = setUp([soon, soon], 'cloud-decides', { tenants: [{ id: 'T', flowPackages }] });
    expect((await use()).warnings.map(({ message }) => message.en.replace(/ends:.*/, ''))).toEqual([
      `entitlement of 模拟1号 (${TAX_A}) `,
      'entitlement of tenant T ',
    ]);
    expect(logged[0]).toMatch(/影像 on 2023-11-20 .*, 开票管理 on 2023-11-25/);
    expect((await use()).warnings).toEqual([]);
    expect((await use({ taxNo: TAX_B })).warnings).toHaveLength(1);
    // 00:00 in Asia/Shanghai is 17 h 46 min 40 s away.
    await runtime.advance(63_999_999);
    expect((await use()).warnings).toEqual([]);
    await runtime.advance(1);
    expect((await use()).warnings).toHaveLength(2);
  });

  it('name a seller that is in no directory, on writes', async () => {
    const { use } = setUp([{}]);
    expect((await use({ taxNo: TAX_B, effect: 'read' })).warnings).toEqual([]);
    expect((await use({ taxNo: TAX_B })).warnings[0]?.message.zh).toContain('请核对销方');
    expect((await use({ taxNo: TAX_B })).warnings).toEqual([]);
    expect((await setUp().use({ taxNo: TAX_B })).warnings).toEqual([]);
  });
});

describe('a probe', () => {
  function probed(answers: (ProbeResult | Error)[], mode: EntitlementMode = 'cloud-decides') {
    const made = setUp([{ products: PRODUCTS('2030-01-01') }], mode);
    const asked: string[] = [];
    made.entitlements.addProbe({
      feature: 'issuing',
      async probe(taxNo) {
        asked.push(taxNo);
        const answer = answers.shift();
        if (answer === undefined || answer instanceof Error) throw answer ?? new Error('asked too often');
        return answer;
      },
    });
    return { ...made, asked };
  }

  it('is asked once for all writes of ten minutes; nothing left stops them', async () => {
    const { use, asked, runtime, sent } = probed([
      { status: 'unknown', remaining: '3' },
      { status: 'exhausted', remaining: '0' },
    ]);
    await Promise.all([use(), use(), use()]);
    expect({ asked: asked.length, sent: sent() }).toEqual({ asked: 1, sent: 3 });
    await runtime.advance(600_000);
    const { error } = await use();
    expect(error).toMatchObject({ code: 'entitlement_denied', outcome: 'not-sent', reason: 'exhausted' });
    expect(error?.text.en).toContain('what the invoice cloud said is left');
    await use();
    expect({ asked: asked.length, sent: sent() }).toEqual({ asked: 2, sent: 3 });
  });

  it('does not hold up reads or other features, and is not asked about what is denied already', async () => {
    const { use, asked } = probed([]);
    await use({ effect: 'read' });
    await use({ feature: 'sms' });
    await use({}, refuse).then(() => use());
    expect(asked).toHaveLength(1);
  });

  it('that fails is no answer; one that is refused in known words is', async () => {
    const failing = probed([new Error('network'), new Error('network')]);
    expect((await failing.use()).result).toBe('done');
    await expect(failing.entitlements.probe(TAX_A, 'issuing', testCall())).rejects.toThrow('network');
    const refused = probed([REFUSED]);
    expect((await refused.use()).error?.reason).toBe('refused');
    expect(refused.sent()).toBe(0);
  });

  it('remembers a bounded number of answers', async () => {
    const { use, entitlements } = setUp();
    const asked: string[] = [];
    entitlements.addProbe({
      feature: 'issuing',
      async probe(taxNo) {
        asked.push(taxNo);
        return { status: 'unknown' };
      },
    });
    for (let i = 0; i <= 10_000; i += 1) await use({ taxNo: `T${i}` });
    await use({ taxNo: 'T1' });
    await use({ taxNo: 'T0' });
    expect(asked.slice(10_000)).toEqual(['T10000', 'T0']);
  });

  it('that throws at once is asked again', async () => {
    const { use, entitlements } = setUp();
    let asked = 0;
    entitlements.addProbe({
      feature: 'issuing',
      probe() {
        asked += 1;
        throw new Error('at once');
      },
    });
    expect([(await use()).result, (await use()).result, asked]).toEqual(['done', 'done', 2]);
  });

  it('proves nothing that strict would need', async () => {
    const { use, entitlements } = probed(
      [
        { status: 'unknown', remaining: '3' },
        { status: 'unknown', remaining: '3' },
      ],
      'strict',
    );
    expect((await use()).result).toBe('done');
    expect((await use({ taxNo: TAX_B })).error?.reason).toBe('unknown');
    expect(await entitlements.probe(TAX_A, 'issuing', testCall())).toMatchObject({ status: 'allowed' });
  });

  it('is asked again after refresh(), also when it was under way then', async () => {
    const { use, asked, entitlements } = probed([{ status: 'exhausted' }, { status: 'exhausted' }, { status: 'unknown' }]);
    await use();
    entitlements.refresh();
    const asking = entitlements.probe(TAX_A, 'issuing', testCall());
    entitlements.refresh();
    expect((await asking).status).toBe('allowed');
    expect((await use()).result).toBe('done');
    expect(asked).toHaveLength(3);
  });
});

describe('findings', () => {
  const lines = (entitlements: Entitlements) => entitlements.findings().map(({ status, diagnosis }) => [status, diagnosis]);

  it('without a directory there is nothing to say, until the cloud refuses', async () => {
    const { entitlements, use } = setUp();
    expect(lines(entitlements)).toEqual([['skipped', undefined]]);
    await use({}, refuse);
    expect(lines(entitlements)).toEqual([['failed', 'NO_USABLE_ENTITLEMENT']]);
  });

  it('one line per trouble, one where there is none', () => {
    const { entitlements } = setUp(
      [
        {
          products: [...PRODUCTS('2023-11-01'), { product: '收票管理', validUntil: '2023-11-20' }, { product: '影像', validFrom: '2024-01-01' }],
          licences: [{ group: 'receiving', state: 'authorized', sync: 'failed' }],
          tenant: 'T',
        },
        { products: PRODUCTS('2030-01-01') },
      ],
      'cloud-decides',
      {
        tenants: [
          {
            id: 'T',
            flowPackages: [
              { product: '短信套餐', remaining: '0', validUntil: '2023-11-30' },
              { product: '存储', remaining: '1' },
            ],
          },
        ],
      },
    );
    expect(lines(entitlements)).toEqual([
      ['failed', 'ENTITLEMENT_EXPIRED'],
      ['failed', 'ENTITLEMENT_NOT_STARTED'],
      ['warning', 'ENTITLEMENT_ENDING_SOON'],
      ['warning', 'ENTITLEMENT_NOT_LICENSED'],
      ['ok', undefined],
      ['warning', 'ENTITLEMENT_EXHAUSTED'],
      ['warning', 'ENTITLEMENT_ENDING_SOON'],
    ]);
    for (const { code, status, evidence, cause, remedy } of entitlements.findings()) {
      expect(code).toBe('piaozone.entitlement');
      expect(evidence).toBeTruthy();
      if (status !== 'ok') expect([cause?.zh, cause?.en, remedy?.zh, remedy?.en].every((text) => text !== undefined && text !== '')).toBe(true);
    }
  });

  it('a licence without its product is trouble, a product nobody wants is not', () => {
    const licences = [{ group: 'issuing' as const, state: 'authorized' as const }];
    expect(lines(setUp([{ licences, products: [{ product: '影像' }] }]).entitlements)).toEqual([['failed', 'ENTITLEMENT_NOT_LICENSED']]);
    expect(lines(setUp([{ products: [{ product: '影像' }] }]).entitlements)).toEqual([['ok', undefined]]);
  });

  it('a cancelled tax number has one line', () => {
    const licences = [{ group: 'issuing' as const, state: 'not-authorized' as const, cancelledOn: '2023-11-10' }];
    expect(lines(setUp([{ licences, products: PRODUCTS('2020-01-01') }]).entitlements)).toEqual([['failed', 'LICENCE_RECENTLY_CANCELLED']]);
  });
});

describe('the options of a client', () => {
  const base = {
    environment: 'test' as const,
    authorization: sharedAuthorization({ enterprise: { clientId: 'a', clientSecret: 'b', encryptKey: '0123456789abcdef' } }),
  };

  it('take data or a directory; by default the cloud decides', () => {
    const data = directoryData([{}]);
    expect(createPiaozone(base, {}).entitlements).toMatchObject({ mode: 'cloud-decides', directory: undefined });
    expect(createPiaozone({ ...base, enterprises: data, entitlements: 'strict' }, {}).entitlements.directory?.byTaxNo(TAX_A)).toBeDefined();
    const directory = new EnterpriseDirectory(data);
    expect(createPiaozone({ ...base, enterprises: directory, entitlements: 'strict' }, {}).entitlements).toMatchObject({ mode: 'strict', directory });
    const ofAnotherCopy = { toJSON: () => data } as EnterpriseDirectory;
    expect(createPiaozone({ ...base, enterprises: ofAnotherCopy }, {}).entitlements.directory?.byTaxNo(TAX_A)).toBeDefined();
  });

  it('name what is wrong with them, and log what is doubtful', () => {
    const logged: string[] = [];
    const options = { ...base, logger: { warn: (text: string) => logged.push(text) } };
    const wrong = { ...options, enterprises: directoryData([{ taxNo: '1' }, { taxNo: '1' }]), entitlements: 'maybe' as 'strict' };
    const error = (() => {
      try {
        return createPiaozone(wrong, {});
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(isPiaozoneError(error, 'config_invalid') && error.problems.map(({ path }) => path)).toEqual([
      'entitlements',
      'enterprises: enterprises[1].taxNo',
    ]);
    expect(logged.some((text) => text.startsWith('enterprises: enterprises[0].taxNo'))).toBe(true);
    expect(() => createPiaozone({ ...base, enterprises: null as never }, {})).toThrow('enterprises');
  });
});
