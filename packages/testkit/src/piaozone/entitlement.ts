import type { MockClock } from '../server/clock.js';
import { ANSWERS, type Answer, notEntitled, Refusal } from './answers.js';
import type { MockEnterprise } from './directory.js';

/** Products a tax number may hold (business-rules §3.1); hosted issuing needs 开票管理. */
export type MockProduct = '开票管理' | '收票管理' | '影像' | '电子档案' | '发票校验流量包';

/** A product with its order. Dates are `YYYY-MM-DD` in Asia/Shanghai, both included; that the last day counts whole is mock-defined. */
export interface MockAllocation {
  readonly product: MockProduct;
  readonly validFrom?: string;
  readonly validUntil?: string;
  /** Invoices left of it; falls by one per issued invoice (mock-defined: the reference names no unit). Absent = no limit. */
  readonly remaining?: number;
}

/** The bare name is a product without end. */
export type MockEntitlement = MockProduct | MockAllocation;

/** 许可授权 of one service group (business-rules §3.3). */
export interface MockLicence {
  readonly group: '开票' | '收票';
  readonly state: '未授权' | '已授权' | '授权失败';
  /** Day of 取消授权, `YYYY-MM-DD`. */
  readonly cancelledOn?: string;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const BLOCK_DAYS = 60;

/** Refuses what the product or the licence of an enterprise does not allow now (business-rules §3). */
export function checkEntitled(enterprise: MockEnterprise, product: MockProduct, clock: MockClock): void {
  const refusal = blocked(enterprise, clock.now()) ?? unlicensed(enterprise, product) ?? withoutProduct(enterprise, product, clock.now());
  if (refusal !== undefined) throw new Refusal(refusal);
}

/** Takes `units` from the product's remaining amount, if it has one. */
export function spend(enterprise: MockEnterprise, product: MockProduct, clock: MockClock, units = 1): void {
  const used = allocations(enterprise, product).find((one) => isValid(one, clock.now()) && one.remaining !== 0);
  if (used?.remaining === undefined) return;
  const left = { ...used, remaining: used.remaining - units };
  enterprise.entitlements = enterprise.entitlements.map((one) => (one === used ? left : one));
}

/** @throws TypeError for a date that is none: a typing mistake would silently end or open a product */
export function checkDates({ entitlements, licences }: Pick<MockEnterprise, 'entitlements' | 'licences'>): void {
  const orders = entitlements.flatMap((one) => (typeof one === 'string' ? [] : [one.validFrom, one.validUntil]));
  for (const date of [...orders, ...licences.map(({ cancelledOn }) => cancelledOn)]) {
    if (date !== undefined && !isDate(date)) throw new TypeError(`${date} is no date YYYY-MM-DD`);
  }
}

function isDate(text: string): boolean {
  const start = Date.parse(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(start) && new Date(start).toISOString().startsWith(text);
}

function blocked({ taxNo, licences }: MockEnterprise, now: number): Answer | undefined {
  const cancelled = licences.some(
    ({ state, cancelledOn }) => state !== '已授权' && cancelledOn !== undefined && now < startOf(cancelledOn) + BLOCK_DAYS * DAY_MS,
  );
  // The 60 days: business-rules §3.3; no text for them is known, so the one for a missing product stands in (mock-defined).
  return cancelled ? notEntitled(taxNo) : undefined;
}

function unlicensed({ licences }: MockEnterprise, product: MockProduct): Answer | undefined {
  const licence = licences.find(({ group }) => `${group}管理` === product);
  return licence === undefined || licence.state === '已授权' ? undefined : ANSWERS.notLicensed;
}

function withoutProduct(enterprise: MockEnterprise, product: MockProduct, now: number): Answer | undefined {
  const held = allocations(enterprise, product);
  const valid = held.filter((one) => isValid(one, now));
  if (valid.length > 0) return valid.some(({ remaining }) => remaining !== 0) ? undefined : ANSWERS.entitlementUsedUp;
  return held.some(({ validUntil }) => validUntil !== undefined && now >= startOf(validUntil) + DAY_MS)
    ? ANSWERS.licenceExpired
    : notEntitled(enterprise.taxNo);
}

function allocations({ entitlements }: MockEnterprise, product: MockProduct): MockAllocation[] {
  return entitlements.flatMap((one) => {
    if (typeof one !== 'string') return one.product === product ? one : [];
    return one === product ? { product } : [];
  });
}

/** An order begins at 23:00 on its eve, as a renewal does (business-rules §3.2); for a first order that is mock-defined. */
function isValid({ validFrom, validUntil }: MockAllocation, now: number): boolean {
  if (validFrom !== undefined && now < startOf(validFrom) - HOUR_MS) return false;
  return validUntil === undefined || now < startOf(validUntil) + DAY_MS;
}

function startOf(date: string): number {
  return Date.parse(`${date}T00:00:00+08:00`);
}
