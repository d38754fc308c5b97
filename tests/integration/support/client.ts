import { createPiaozone, type Piaozone, type PiaozoneOptions, sharedAuthorization } from '@piaozone/core';
import type { HostedSettings } from '@piaozone/standard';
import type { MockPiaozone } from '@piaozone/testkit';

/** A client of the mock with its first enterprise. */
export function clientOf(mock: MockPiaozone, extra: Partial<PiaozoneOptions> = {}): Piaozone {
  const [enterprise] = mock.enterprises;
  if (enterprise === undefined) throw new Error('the mock has no enterprise');
  const { clientId, clientSecret, encryptKey } = enterprise;
  return createPiaozone({
    environment: { baseUrl: mock.baseUrl },
    authorization: sharedAuthorization({ enterprise: { clientId, clientSecret, encryptKey }, tenant: mock.tenant }),
    ...extra,
  });
}

/** What the reference leaves open, given to SDK and mock alike; neither has it built in. */
export const AGREED = {
  unknownSerial: { errcode: 'TEST-UNKNOWN', description: '无此流水号' },
  rejectedToken: { errcode: 'TEST-TOKEN', description: '令牌无效' },
} as const;

export const HOSTED: HostedSettings = { unknownSerial: { codes: [AGREED.unknownSerial.errcode] } };
export const TOKEN_REJECTION = { codes: [AGREED.rejectedToken.errcode] };
