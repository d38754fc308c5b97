import { describe, expect, it } from 'vitest';
import { declaredDecision } from '../../src/entitlement/declared.js';
import { type Enterprise, EnterpriseDirectory, type EntitledFeature, type FlowPackage } from '../../src/index.js';
import { directoryData, shanghai, TAX_A, TAX_B } from './samples.js';

const NOW = shanghai('2025-06-10 12:00:00');

function decide(enterprise: Partial<Enterprise>, feature: EntitledFeature = 'issuing', flowPackages?: FlowPackage[], now = NOW): string {
  const tenants = flowPackages === undefined ? {} : { tenants: [{ id: 'T', flowPackages }] };
  const decision = declaredDecision(new EnterpriseDirectory(directoryData([enterprise], tenants)), TAX_A, feature, now);
  if (decision.status !== 'denied') return decision.status;
  expect(decision.source).toBe('declared');
  return [decision.reason, decision.diagnosis.code, decision.until].filter((part) => part !== undefined).join(' ');
}

describe('products', () => {
  it('unknown tax numbers and undeclared products are unknown', () => {
    expect(decide({ taxNo: TAX_B })).toBe('unknown');
    expect(decide({})).toBe('unknown');
    expect(decide({ licences: [{ group: 'issuing', state: 'authorized' }] })).toBe('unknown');
  });

  it('what is allocated counts by its dates', () => {
    expect(decide({ products: [{ product: '开票管理' }] })).toBe('allowed');
    expect(decide({ products: [{ product: '开票管理', validUntil: '2025-06-09' }] })).toBe('expired ENTITLEMENT_EXPIRED');
    expect(decide({ products: [{ product: '开票管理', validFrom: '2025-06-12' }] })).toBe('not-started ENTITLEMENT_NOT_STARTED 2025-06-12');
    expect(decide({ products: [{ product: '收票管理' }] })).toBe('not-allocated ENTITLEMENT_NOT_LICENSED');
    expect(decide({ products: [{ product: '收票管理' }] }, 'receiving')).toBe('allowed');
    expect(decide({ products: [{ product: '影像' }, { product: '电子档案' }] }, 'archive')).toBe('allowed');
  });

  it('shared ones need not be allocated, and may come with receiving', () => {
    expect(decide({ products: [{ product: '开票管理' }] }, 'verification')).toBe('unknown');
    expect(decide({ products: [{ product: '发票校验流量包' }] }, 'recognition')).toBe('allowed');
    const ended = { product: '发票校验流量包', validUntil: '2025-01-01' };
    expect(decide({ products: [ended] }, 'recognition')).toBe('expired ENTITLEMENT_EXPIRED');
    expect(decide({ products: [ended, { product: '收票管理' }] }, 'recognition')).toBe('unknown');
    expect(decide({ products: [ended, { product: '收票管理', validUntil: '2025-01-01' }] }, 'recognition')).toBe('expired ENTITLEMENT_EXPIRED');
  });
});

describe('packages of the tenant', () => {
  const flow = (change: Partial<FlowPackage> = {}): FlowPackage => ({ product: '发票校验流量包', ...change });
  const verify = (packages: FlowPackage[], enterprise: Partial<Enterprise> = {}) => decide(enterprise, 'verification', packages);

  it('one that is valid and not empty is enough', () => {
    expect(verify([flow()])).toBe('allowed');
    expect(verify([flow({ remaining: '0' }), flow({ remaining: '0.5' })])).toBe('allowed');
    expect(verify([flow({ remaining: '0.00' })])).toBe('exhausted ENTITLEMENT_EXHAUSTED');
    expect(verify([flow({ remaining: '0' }), flow({ remaining: '9', validUntil: '2025-06-09' })])).toBe('exhausted ENTITLEMENT_EXHAUSTED');
    expect(verify([flow({ remaining: '9', validUntil: '2025-06-09' })])).toBe('expired ENTITLEMENT_EXPIRED');
    expect(verify([flow({ remaining: '0', validUntil: '2025-06-09' }), flow({ validFrom: '2025-07-01' })])).toContain('not-started');
  });

  it('an empty one does not move the end', () => {
    const flowPackages = [flow({ remaining: '0', validUntil: '2026-12-31' }), flow({ remaining: '1', validUntil: '2025-12-31' })];
    const directory = new EnterpriseDirectory(directoryData([{}], { tenants: [{ id: 'T', flowPackages }] }));
    expect(declaredDecision(directory, TAX_A, 'verification', NOW)).toEqual({ status: 'allowed', source: 'declared', endsOn: '2025-12-31' });
  });

  it('an empty one leaves the decision to the cloud where receiving may include it', () => {
    expect(verify([flow({ remaining: '0' })], { products: [{ product: '收票管理' }] })).toBe('unknown');
  });

  it('decide before what was ticked at allocation', () => {
    expect(verify([flow({ remaining: '0' })], { products: [{ product: '发票校验流量包' }] })).toContain('exhausted');
  });
});

describe('许可授权', () => {
  const products = [{ product: '开票管理' }, { product: '收票管理' }];

  it('of the group of the feature must be there, where it is declared', () => {
    expect(decide({ products, licences: [{ group: 'issuing', state: 'not-authorized' }] })).toBe('not-licensed ENTITLEMENT_NOT_LICENSED');
    expect(decide({ products, licences: [{ group: 'issuing', state: 'failed' }] })).toBe('not-licensed ENTITLEMENT_NOT_LICENSED');
    expect(decide({ products, licences: [{ group: 'receiving', state: 'not-authorized' }] })).toBe('allowed');
    expect(decide({ products, licences: [{ group: 'receiving', state: 'not-authorized' }] }, 'receiving')).toContain('not-licensed');
    expect(decide({ products, licences: [{ group: 'issuing', state: 'authorized' }] })).toBe('allowed');
    expect(decide({ products: [{ product: '影像' }], licences: [{ group: 'issuing', state: 'not-authorized' }] }, 'imaging')).toBe('allowed');
  });

  it('cancelled blocks everything for 60 days, unless it is authorized again', () => {
    const cancelled = (cancelledOn: string, state: 'not-authorized' | 'authorized' = 'not-authorized') =>
      decide({ products: [{ product: '影像' }], licences: [{ group: 'receiving', state, cancelledOn }] }, 'imaging');
    expect(cancelled('2025-06-10')).toBe('cancelled LICENCE_RECENTLY_CANCELLED 2025-08-09');
    expect(cancelled('2025-04-12')).toBe('cancelled LICENCE_RECENTLY_CANCELLED 2025-06-11');
    expect(cancelled('2025-04-11')).toBe('allowed');
    expect(cancelled('2025-06-10', 'authorized')).toBe('allowed');
  });
});
