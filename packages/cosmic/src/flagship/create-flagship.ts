import { configError, type Piaozone } from '@piaozone/core';
import { createCosmicPlatform } from '../connection/platform.js';
import type { CosmicAccessSettings } from '../settings/types.js';
import { FlagshipClient } from './client.js';
import type { FlagshipSettings } from './settings.js';

/** A flagship platform with a session of its own, for services outside an ERP connection. */
export interface Flagship {
  readonly client: FlagshipClient;
  /** Browser address of the platform: what page links begin with. */
  readonly baseUrl: string;
  /** Ends the session it logged in for. Safe to call twice. */
  close(): Promise<void>;
}

/** Checks the settings, does no I/O: the first call logs in. @throws config_invalid with every problem of the part that is wrong */
export function createFlagship(piaozone: Piaozone, settings: FlagshipSettings & { readonly access: CosmicAccessSettings }): Flagship {
  const { access, ...rest } = settings;
  if (access === undefined) {
    const message = {
      zh: '未填写：旗舰版服务所在平台的地址与账号',
      en: 'is missing: address and account of the platform the flagship services run on',
    };
    throw configError([{ path: 'access', message }], piaozone.locale);
  }
  const context = piaozone.adapterContext();
  const platform = createCosmicPlatform(access, {}, context);
  const client = new FlagshipClient(platform.client, rest, context);
  return Object.freeze({ client, baseUrl: access.baseUrl.replace(/\/+$/, ''), close: () => platform.close() });
}
