import { easAdapter } from '@piaozone/adapter-eas';
import { galaxyAdapter } from '@piaozone/adapter-galaxy';
import { xinghanAdapter } from '@piaozone/adapter-xinghan';
import { createPiaozone, type Piaozone, sharedAuthorization } from '@piaozone/core';
import type { ErpAdapter } from '@piaozone/core/adapter';
import type { ErpId } from './data.js';
import { easFields } from './erps/eas.js';
import { galaxyFields } from './erps/galaxy.js';
import { xinghanFields } from './erps/xinghan.js';
import type { Mocks } from './mocks.js';

/** A client of the mock cloud: 是否使用原授权 = 否, so one enterprise triple serves all sellers. */
export function connectCloud({ cloud }: Mocks): Piaozone {
  const [enterprise] = cloud.enterprises;
  if (enterprise === undefined) throw new Error('the mock cloud has no enterprise');
  const { clientId, clientSecret, encryptKey } = enterprise;
  return createPiaozone({
    environment: { baseUrl: cloud.baseUrl },
    authorization: sharedAuthorization({ enterprise: { clientId, clientSecret, encryptKey } }),
  });
}

/** The three adapters, each with its ERP's address, credentials and names. */
export function adapters({ xinghan, galaxy, eas }: Mocks): Readonly<Record<ErpId, ErpAdapter>> {
  return {
    xinghan: xinghanAdapter({
      ...xinghanFields,
      baseUrl: xinghan.baseUrl,
      accountId: xinghan.accountId,
      app: { id: xinghan.appId, secret: xinghan.appSecret },
      user: xinghan.user,
    }),
    galaxy: galaxyAdapter({
      ...galaxyFields,
      baseUrl: galaxy.baseUrl,
      accountId: galaxy.accountId,
      app: { id: galaxy.appId, secret: galaxy.appSecret },
      user: galaxy.user,
      gatewayIdentity: galaxy.gatewayIdentity ?? '',
    }),
    eas: easAdapter({
      ...easFields,
      servicesUrl: eas.servicesUrl,
      userName: eas.userName,
      password: eas.password,
      slnName: eas.slnName,
      dcName: eas.dcName,
    }),
  };
}
