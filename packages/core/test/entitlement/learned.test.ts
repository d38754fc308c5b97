import { finding } from '@piaozone/diagnosis';
import { describe, expect, it } from 'vitest';
import { LearnedRefusals } from '../../src/entitlement/learned.js';
import { diagnose, type EntitledFeature, PiaozoneError, type PiaozoneErrorInit } from '../../src/index.js';
import { VirtualRuntime } from '../support/virtual-runtime.js';
import { TAX_A, TAX_B } from './samples.js';

function refusal(text: string, change: Partial<PiaozoneErrorInit> = {}): PiaozoneError {
  const diagnosis = diagnose(text);
  return new PiaozoneError({
    code: 'business_rejected',
    outcome: 'rejected',
    message: { zh: text, en: text },
    upstreamMessage: text,
    ...(diagnosis === undefined ? {} : { diagnosis }),
    ...change,
  });
}

function learnedFrom(error: unknown, feature: EntitledFeature = 'issuing', taxNo = TAX_A): string | undefined {
  const learned = new LearnedRefusals(new VirtualRuntime());
  learned.learn(taxNo, feature, error);
  return learned.get(taxNo, feature)?.diagnosis.code;
}

const WITHOUT = (taxNo: string) => `当前使用税号【${taxNo}】无产品许可,请先去购买或者绑定产品 权益后再操作[A0300]`;

describe('learned is', () => {
  it.each([
    [WITHOUT(TAX_A), 'issuing', 'TAX_NO_WITHOUT_LICENCE'],
    ['当前使用税号许可已过期失效，请先完成续费后再操作。', 'issuing', 'TAX_NO_LICENCE_EXPIRED'],
    ['当前企业无可用权益，请联系销售续费处理', 'issuing', 'NO_USABLE_ENTITLEMENT'],
    [`税号:${TAX_A},不在租户:10086 范围内`, 'recognition', 'TAX_NO_NOT_IN_TENANT'],
    ['暂无权限登录客户端,请联系管理员', 'issuing', 'CHANNEL_LICENCE_NOT_READY'],
    ['该应用查验权限过期', 'verification', 'VERIFICATION_RIGHT_EXPIRED'],
    ['当前税号无文档智能取数服务权益，请联系销售处理', 'document-extraction', 'DOCUMENT_EXTRACTION_NOT_ENTITLED'],
  ] as const)('%s', (text, feature, code) => {
    expect(learnedFrom(refusal(text), feature)).toBe(code);
  });
});

describe('not learned is', () => {
  it.each([
    ['one invoice kind', refusal('您当前暂无权限开具该票种,请联系管理员')],
    ['one interface', refusal('2006 暂无此接口的权限')],
    ['one capability', refusal('使用单位未授权此服务')],
    ['the current organization of a user', refusal('当前组织没有发票云收票特性许可')],
    ['a bill type or user', refusal('没有发票采集相关权限，请联系管理员')],
    ['the number of licences', refusal('无剩余可分配数量')],
    ['a quota of the bureau', refusal('发票额度已不够使用请联系主管税务机关申请发票额度调整')],
    ['a limit', refusal('云安全平台检测到您当前的访问行为存在异常，请稍后重试')],
    ['an unknown text', refusal('权益不足')],
    ['another feature', refusal('该应用查验权限过期')],
    ['another tax number', refusal(WITHOUT(TAX_B))],
    ['an open outcome', refusal(WITHOUT(TAX_A), { outcome: 'unknown', code: 'business_unrecognised' })],
    ['our own refusal', refusal('', { code: 'entitlement_denied', outcome: 'not-sent', diagnosis: finding('ENTITLEMENT_EXPIRED') })],
    ['no error of ours', { outcome: 'rejected', diagnosis: diagnose(WITHOUT(TAX_A)) }],
    ['nothing', undefined],
  ])('%s', (_, error) => {
    expect(learnedFrom(error)).toBeUndefined();
  });
});

describe('what was learned', () => {
  it('holds for ten minutes, for this tax number and feature only', async () => {
    const runtime = new VirtualRuntime();
    const learned = new LearnedRefusals(runtime);
    learned.learn(TAX_A, 'issuing', refusal(WITHOUT(TAX_A)));
    expect(learned.get(TAX_A, 'issuing')).toMatchObject({ source: 'learned', reason: 'refused', until: '2023-11-15 06:23:20' });
    expect([learned.get(TAX_B, 'issuing'), learned.get(TAX_A, 'receiving')]).toEqual([undefined, undefined]);
    await runtime.advance(599_999);
    expect(learned.all().map(({ taxNo, feature }) => [taxNo, feature])).toEqual([[TAX_A, 'issuing']]);
    expect(learned.get(TAX_A, 'issuing')).toBeDefined();
    await runtime.advance(1);
    expect(learned.all()).toEqual([]);
    expect(learned.get(TAX_A, 'issuing')).toBeUndefined();
  });

  it('begins anew with a new refusal', async () => {
    const runtime = new VirtualRuntime();
    const learned = new LearnedRefusals(runtime);
    learned.learn(TAX_A, 'issuing', refusal(WITHOUT(TAX_A)));
    await runtime.advance(500_000);
    learned.learn(TAX_A, 'issuing', refusal(WITHOUT(TAX_A)));
    await runtime.advance(500_000);
    expect(learned.get(TAX_A, 'issuing')).toBeDefined();
  });

  it('is forgotten for one tax number or for all', () => {
    const learned = new LearnedRefusals(new VirtualRuntime());
    const error = refusal('当前企业无可用权益，请联系销售续费处理');
    for (const taxNo of [TAX_A, TAX_B]) for (const feature of ['issuing', 'sms'] as const) learned.learn(taxNo, feature, error);
    learned.clear(TAX_A);
    expect(learned.all().map(({ taxNo }) => taxNo)).toEqual([TAX_B, TAX_B]);
    learned.clear();
    expect(learned.all()).toEqual([]);
  });

  it('is bounded: the oldest goes first', () => {
    const learned = new LearnedRefusals(new VirtualRuntime());
    const error = refusal('当前企业无可用权益，请联系销售续费处理');
    for (let i = 0; i < 10_000; i += 1) learned.learn(`T${i}`, 'issuing', error);
    learned.learn('T0', 'issuing', error);
    expect(learned.all()).toHaveLength(10_000);
    learned.learn('T10000', 'issuing', error);
    expect(learned.all()).toHaveLength(10_000);
    expect(['T0', 'T1', 'T2', 'T10000'].map((taxNo) => learned.get(taxNo, 'issuing')?.source)).toEqual(['learned', undefined, 'learned', 'learned']);
  });
});
