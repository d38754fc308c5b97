import type { AddressInfo } from 'node:net';
import { createCallbackReceiver, createCallbackServer, type InboxStore } from '@piaozone/core';
import { flagshipCallback } from '@piaozone/cosmic/flagship';
import type { MockCosmic } from '@piaozone/testkit';
import type { StormOptions } from './storm-kinds.js';
import { PASSWORD, systemOf } from './storm-names.js';

const PATH = '/callbacks/flagship';
const PATH_TOKEN = 'only-for-this-storm-0123456789';

export function stormProfile({ callbacks }: StormOptions) {
  return flagshipCallback(callbacks === 'per-bill' ? { encryption: { password: PASSWORD } } : {});
}

/** Takes callbacks in, and tells the mock where. @returns what stops it */
export async function startReceiver(mock: MockCosmic, options: StormOptions, inbox: InboxStore): Promise<() => Promise<void>> {
  const receiver = createCallbackReceiver({
    routes: [{ path: PATH, profile: stormProfile(options), pathToken: PATH_TOKEN }],
    inbox,
    // Some deliveries find it busy and come again.
    maxInFlight: 3,
  });
  const server = createCallbackServer(receiver);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const callbackUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}${PATH}/${PATH_TOKEN}`;
  mock.businessSystems.set({ ...systemOf(options), callbackUrl });
  return async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
}
