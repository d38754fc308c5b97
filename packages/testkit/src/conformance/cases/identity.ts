import type { Ability, ErpConnection } from '@piaozone/core/adapter';
import { conformanceCase } from '../case.js';

/** Which method offers an ability. Typed by the contract: a new ability fails to compile until it stands here. */
const METHODS: Readonly<Record<Ability, readonly (keyof ErpConnection)[]>> = {
  organizations: ['listOrganizations'],
  enterprises: ['listEnterprises'],
  vouchers: ['createVoucher', 'findVoucher'],
};
const NEEDED = ['check', 'listBusinessUnits', 'fetchBills', 'toInvoiceRequest', 'writeBack', 'close'] as const;

export const identityCases = [
  conformanceCase(
    'identity/fields',
    '适配器声明契约版本 v1、合法的 id 与作为数据的能力',
    'an adapter names contract version v1, a proper id, and its capabilities as data',
    async ({ erp, judge }) => {
      const { specificationVersion, id, capabilities } = erp.adapter();
      judge.same(specificationVersion, 'v1', 'specificationVersion');
      judge.that(/^[a-z][a-z0-9-]*$/.test(id), `id is ${JSON.stringify(id)}: lower-case letters, digits and hyphens, a letter first`);
      judge.that(
        Array.isArray(capabilities?.abilities) && Array.isArray(capabilities?.billTypes),
        'capabilities.abilities and .billTypes must be lists',
      );
    },
  ),
  conformanceCase(
    'identity/capabilities',
    '声明的能力与连接的方法一致，必备方法齐全',
    'a connection has exactly the methods its adapter declares, and all that every adapter needs',
    async (stage) => {
      const { judge, erp } = stage;
      const adapter = erp.adapter();
      const connection = await stage.connect(adapter);
      for (const name of NEEDED) judge.same(typeof connection[name], 'function', name);
      judge.that(typeof connection.accountSet === 'string' && connection.accountSet !== '', 'accountSet must be a text that is not empty');
      for (const [ability, methods] of Object.entries(METHODS) as [Ability, readonly (keyof ErpConnection)[]][]) {
        const declared = adapter.capabilities.abilities.includes(ability);
        const how = `with ability ${ability} ${declared ? 'declared' : 'not declared'}`;
        for (const method of methods) judge.same(typeof connection[method] === 'function', declared, `${method}, ${how}`);
      }
      const unknown = adapter.capabilities.abilities.filter((ability) => !(ability in METHODS));
      judge.same(unknown, [], 'abilities the contract does not know');
    },
  ),
];
