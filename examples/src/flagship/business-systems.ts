import type { FlagshipRouteSettings } from '@piaozone/cosmic/flagship';
import type { MockCosmicOptions } from '@piaozone/testkit';
import { type ErpId, loadEnterprises } from '../data.js';

/** ERPs that issue by the flagship edition they run themselves: 发票云 in 星瀚, 发票服务 in 星空旗舰版. */
export type FlagshipErpId = Exclude<ErpId, 'eas'>;

/*
 * What an administrator enters under 发票云→系统管理→业务系统, and the words for 免税, which no reference holds: values of the example, given to SDK and mock.
 * A code that begins with 3std1 is also told of whole bills (5.1.03), the other one of each invoice (5.1.02).
 */
const SYSTEMS = {
  xinghan: { code: 'XHERP', seller: '深圳示例星瀚科技有限公司' },
  galaxy: { code: '3std1QJERP', seller: '深圳示例旗舰贸易有限公司', password: 'example-only-password' },
} as const satisfies Record<FlagshipErpId, { readonly code: string; readonly seller: string; readonly password?: string }>;
const EXEMPT = { privilegeFlag: '1', privilegeContent: '免税' } as const;

/** Which number means which kind is published nowhere either: the example's choice among those the interface knows. */
const INVOICE_TYPES = { 'electronic-special': '028', 'electronic-general': '026' } as const;

export function isFlagship(id: ErpId): id is FlagshipErpId {
  return id !== 'eas';
}

/** For `flagshipIssuing`. Without `access`: the cloud is in the ERP itself and is called in its session. */
export function flagshipSettings(id: FlagshipErpId): FlagshipRouteSettings {
  const { code, seller } = SYSTEMS[id];
  const testTaxNo = loadEnterprises().find(({ name }) => name === seller)?.taxNo;
  return {
    businessSystemCode: code,
    taxPreferences: { exempt: EXEMPT },
    invoiceTypes: INVOICE_TYPES,
    ...encryptionOf(id),
    ...(testTaxNo === undefined ? {} : { testTaxNo }),
  };
}

/** For `flagshipIssuing` and `flagshipCallback` alike: the cloud encrypts its callbacks with the same password. */
export function encryptionOf(id: FlagshipErpId): Pick<FlagshipRouteSettings, 'encryption'> {
  const system = SYSTEMS[id];
  return 'password' in system ? { encryption: { password: system.password } } : {};
}

/** For the mock: the same systems, and the enterprises after 引入组织. */
export function flagshipMock(id: FlagshipErpId): Required<Pick<MockCosmicOptions, 'businessSystems' | 'sim'>> {
  return { businessSystems: [businessSystem(id)], sim: { enterprises: loadEnterprises() } };
}

/** @param callbackUrl where the cloud sends its callbacks; absent: it tells nobody */
export function businessSystem(id: FlagshipErpId, callbackUrl?: string) {
  const system = SYSTEMS[id];
  return {
    code: system.code,
    ...('password' in system ? { encryption: { kind: 'aes', password: system.password } as const } : {}),
    ...(callbackUrl === undefined ? {} : { callbackUrl }),
  };
}
