import type { HostedSettings } from '@piaozone/standard';
import type { MockPiaozoneOptions } from '@piaozone/testkit';
import { loadEnterprises } from './data.js';

/*
 * What no reference holds about hosted issuing: codes of discount lines and tax preferences, and the answer to an unknown serial number.
 * The example chooses values and gives them to SDK and mock; ask the vendor for the real ones.
 */
const UNKNOWN_SERIAL = 'EXAMPLE-UNKNOWN-SERIAL';
const DISCOUNTED = '2';
const DISCOUNT = '1';
const EXEMPT = { preferentialPolicy: '1', vatException: '免税', zeroTaxRateFlag: '1' } as const;

/** For the SDK. */
export const hostedSettings: HostedSettings = {
  // The mock refuses a repeated serial number (its default), so an open bill may be sent again.
  dedup: 'unique-key',
  unknownSerial: { codes: [UNKNOWN_SERIAL] },
  discountTypes: { discounted: DISCOUNTED, discount: DISCOUNT },
  taxPreferences: { exempt: EXEMPT },
};

/** For the mock. */
export function cloudMock(): MockPiaozoneOptions {
  return {
    seed: 'example-cloud',
    enterprises: loadEnterprises(),
    settings: {
      unknownSerial: { errcode: UNKNOWN_SERIAL, description: '无此流水号' },
      discountTypes: ['0', DISCOUNTED, DISCOUNT],
      lineCodes: { preferentialPolicy: ['0', '1'], vatException: ['', EXEMPT.vatException], zeroTaxRateFlag: ['', EXEMPT.zeroTaxRateFlag] },
    },
  };
}
