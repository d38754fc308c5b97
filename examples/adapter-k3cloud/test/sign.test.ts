import { Secret } from '@piaozone/core/adapter';
import { describe, expect, it } from 'vitest';
import { loginSign, readAppId, signatureHeaders } from '../src/auth/sign.js';

/** The synthetic vector of k3cloud §3. */
const acctId = '0123456789abcd';
const appId = '100001_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX';
const appSecret = new Secret('00112233445566778899aabbccddeeff');
const path = '/k3cloud/Kingdee.BOS.WebApi.ServicesStub.DynamicFormService.ExecuteBillQuery.common.kdsvc';
const timestamp = '1700000000';

function headersFor(username: string, organizationNumber: string) {
  const read = readAppId(appId);
  if (read === undefined) throw new Error('the appId of the vector is one');
  return signatureHeaders({ appId: read, appSecret, acctId, username, lcid: 2052, organizationNumber, path, timestamp, nonce: timestamp });
}

describe('signatures', () => {
  it('mixes the client secret out of the appId', () => {
    expect(readAppId(appId)).toEqual({ whole: appId, clientId: '100001', clientSecret: 'MDE3N2I2PzBrPzg4OD45N3IhK3B1InIk' });
  });

  it.each(['', '100001', '100001_short', 'x_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX', '100001_AAECAwQFBgcICQoLDA0ODxAREhMUFRY'])(
    'refuses %j as an appId',
    (text) => {
      expect(readAppId(text)).toBeUndefined();
    },
  );

  it('signs a call as the SDKs of Kingdee do', () => {
    expect(headersFor('demo', '100')).toEqual({
      'X-Api-ClientID': '100001',
      'X-Api-Auth-Version': '2.0',
      'x-api-timestamp': timestamp,
      'x-api-nonce': timestamp,
      'x-api-signheaders': 'x-api-timestamp,x-api-nonce',
      'X-Api-Signature': 'N2M1YmZlZTUyZjc5YTRjMzU0MjkxMWVjODQ0YWEwZjQ0NzQyNWZjZjcwNGFhNzg0MzMxOGI5ZmI4YjNlMzUxOA==',
      'X-Kd-Appkey': appId,
      'X-Kd-Appdata': 'MDEyMzQ1Njc4OWFiY2QsZGVtbywyMDUyLDEwMA==',
      'X-Kd-Signature': 'NDk3NGM3MThkNDhjODYyMzMzMWQ3OWQzZmNhZWVlMmNjOGU1NjhiY2JlYTYzOTM4NGZkN2RiMTNjNDk1ZWNjYQ==',
    });
  });

  it('signs for a user with a Chinese name', () => {
    expect(headersFor('集成用户', '0')).toMatchObject({
      'X-Kd-Appdata': 'MDEyMzQ1Njc4OWFiY2Qs6ZuG5oiQ55So5oi3LDIwNTIsMA==',
      'X-Kd-Signature': 'ZDE4NzY5ODIyZjdlYTg3MTVjMjFjMzdkNjhhNzAyNGRmOTZmZjhmZTI0MDE0ZjUyY2I5N2I2ODgxYzI0MzUyMg==',
    });
  });

  it.each([
    ['SHA-256', '0014ae237b2b1702e688ad53a09fb061f13ef9133f851b4d7b9985a85bc9012e'],
    ['SHA-1', '1e7f09cf1b2664da172470cca2ba2838863b01db'],
  ] as const)('signs a login with %s', (digest, sign) => {
    expect(loginSign({ acctId, username: 'demo', appId, appSecret, timestamp, digest })).toBe(sign);
  });
});
