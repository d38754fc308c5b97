import { syntheticTaxNo } from '../../common/tax-number.js';
import { refuse, SIM_TEXTS } from './refusal.js';
import type { SimEnterprise } from './settings.js';

/** 基础资料→企业管理: who may issue. */
export class EnterpriseBook {
  readonly #all: SimEnterprise[];

  constructor(enterprises: readonly SimEnterprise[] = [{ taxNo: syntheticTaxNo(1), name: '模拟一号科技有限公司', orgCodes: ['ORG1'] }]) {
    this.#all = [];
    for (const enterprise of enterprises) this.add(enterprise);
  }

  get all(): readonly SimEnterprise[] {
    return this.#all;
  }

  /** @throws Error for a tax number that is there already */
  add(enterprise: SimEnterprise): void {
    if (this.#all.some(({ taxNo }) => taxNo === enterprise.taxNo)) throw new TypeError(`two enterprises have the tax number ${enterprise.taxNo}`);
    this.#all.push({ ...enterprise });
  }

  /** The imported enterprise behind a tax number or an organization; one of them is required (flagship-and-cosmic §6.2). @throws SimRefusal */
  seller(taxNo: string, orgCode: string): SimEnterprise {
    if (taxNo === '' && orgCode === '') refuse('sellerTaxpayerId和orgCode不能同时为空'); // mock-defined text
    const found = this.#all.find((one) => (taxNo === '' ? (one.orgCodes ?? []).includes(orgCode) : one.taxNo === taxNo));
    if (found === undefined) return refuse(taxNo === '' ? SIM_TEXTS.organizationNotImported : SIM_TEXTS.taxNoNotMapped);
    if (found.imported === false) refuse(SIM_TEXTS.organizationNotImported);
    if (orgCode !== '' && taxNo !== '' && !(found.orgCodes ?? []).includes(orgCode)) refuse(SIM_TEXTS.taxNoNotMapped);
    return found;
  }
}
