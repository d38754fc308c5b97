import type { Finding } from '@piaozone/core/adapter';
import type { CosmicExtension } from '../extension.js';
import type { CosmicProduct } from '../product.js';
import { callbackAgainst, proveCallback } from './prove-callback.js';
import type { CallbackConfiguration } from './settings.js';

/** The lines of 发票回调配置 in a connection test: compared with the adapter's own access, then proved. Not tried where the ERP does not even answer. */
export function callbackExtension(configuration: CallbackConfiguration, product: CosmicProduct): CosmicExtension {
  return {
    async check({ context, access, query, findings }, call) {
      const compared = callbackAgainst(configuration, access, context);
      const { user, userType, baseUrl } = access;
      if (baseUrl === configuration.requestAddress && isDown(findings)) return compared;
      const proved = await proveCallback(configuration, { product, query, ...(user === '' ? {} : { user: { user, userType } }) }, context, call);
      return [...compared, ...proved];
    },
  };
}

function isDown(findings: readonly Finding[]): boolean {
  return findings.some(({ code, status }) => code === 'erp.reachable' && status === 'failed');
}
