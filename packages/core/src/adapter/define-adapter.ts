import { configError, PiaozoneError, type Problem } from '../errors.js';
import type { Ability, AdapterContext, ErpAdapter, ErpConnection } from './contract.js';

const ID = /^[a-z][a-z0-9-]*$/;
const ABILITY_METHODS: Record<Ability, readonly (keyof ErpConnection)[]> = {
  organizations: ['listOrganizations'],
  enterprises: ['listEnterprises'],
  vouchers: ['createVoucher', 'findVoucher'],
};

/**
 * Makes an adapter of the current contract version and holds it to what it declares.
 * @throws config_invalid for a bad id; the returned `connect` throws adapter_contract_violation when abilities and methods differ
 */
export function defineAdapter(definition: Omit<ErpAdapter, 'specificationVersion'>): ErpAdapter {
  const problems: Problem[] = [];
  if (!ID.test(definition.id)) {
    problems.push({
      path: 'id',
      message: { zh: '只能用小写字母、数字和连字符，并以字母开头', en: 'must be lower-case letters, digits and hyphens, starting with a letter' },
    });
  }
  if (problems.length > 0) throw configError(problems);
  return Object.freeze({
    specificationVersion: 'v1' as const,
    id: definition.id,
    capabilities: definition.capabilities,
    ...(definition.screens === undefined ? {} : { screens: definition.screens }),
    async connect(context: AdapterContext) {
      const connection = await definition.connect(context);
      for (const [ability, methods] of Object.entries(ABILITY_METHODS) as [Ability, readonly (keyof ErpConnection)[]][]) {
        const declared = definition.capabilities.abilities.includes(ability);
        const odd = methods.find((method) => declared !== (typeof connection[method] === 'function'));
        if (odd !== undefined) throw violation(definition.id, ability, odd, declared);
      }
      if (connection.accountSet === '') throw violation(definition.id, 'accountSet', 'accountSet', true);
      return connection;
    },
  });
}

function violation(id: string, ability: string, member: string, declared: boolean): PiaozoneError {
  return new PiaozoneError({
    code: 'adapter_contract_violation',
    outcome: 'not-sent',
    message: {
      zh: declared ? `适配器 ${id} 声明了 ${ability}，却没有 ${member}` : `适配器 ${id} 有 ${member}，却没有声明能力 ${ability}`,
      en: declared ? `adapter ${id} declares ${ability} but has no ${member}` : `adapter ${id} has ${member} but does not declare ${ability}`,
    },
  });
}
