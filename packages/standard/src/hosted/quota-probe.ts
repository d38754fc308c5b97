import { type EntitlementProbe, localize, type Piaozone } from '@piaozone/core';
import type { HostedService } from './service.js';
import type { HostedSettings } from './settings.js';

/**
 * Asks 余量 before a tax number's first write in ten minutes; 0 stops it before anything is sent. It is an answer about the enterprise whose triple asks,
 * so it can only speak for tax numbers that carry their own; and after the 数电 upgrade no numbers are drawn any more.
 */
export function registerQuotaProbe(
  piaozone: Piaozone,
  service: HostedService,
  { probeQuota = false, digitalUpgraded = false, level }: HostedSettings,
): void {
  if (!probeQuota) return;
  if (piaozone.authorization.mode !== 'per-organization' || level === 'tenant' || digitalUpgraded) {
    piaozone.logger.warn(localize(NO_ANSWER, piaozone.locale));
    return;
  }
  const probe: EntitlementProbe = {
    feature: 'issuing',
    async probe(taxNo, call) {
      const remaining = await service.remainingQuota({ taxNo }, call);
      return { status: /^0+(?:\.0*)?$/.test(remaining) ? 'exhausted' : 'unknown', remaining };
    },
  };
  piaozone.entitlements.addProbe(probe);
}

const NO_ANSWER = {
  zh: 'probeQuota 没有作用：余量只说明所用授权自己的企业（需“使用原授权”为是），数电升级后也不再领用号码',
  en: 'probeQuota has no effect: 余量 speaks only for the enterprise whose triple asks (使用原授权 = 是), and after the 数电 upgrade no numbers are drawn',
};
