import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import {
  createCallbackReceiver,
  createCallbackServer,
  createInboxWorker,
  createNonDurableInbox,
  onCallback,
  type Refreshable,
  refreshOnCallback,
} from '@piaozone/core';
import { flagshipCallback } from '@piaozone/cosmic/flagship';
import { encryptionOf, type FlagshipErpId } from './business-systems.js';

export interface FlagshipCallbacks {
  /** To be entered as 回调地址 of the business system. Its last part is what keeps strangers out: callbacks carry no signature. */
  readonly url: string;
  close(): Promise<void>;
}

const PATH = '/callbacks/flagship';

/**
 * Takes the callbacks of one business system in on loopback. Each is acknowledged once it is stored, then the cloud is asked about its bill; nothing a callback
 * says is believed.
 * @param onSettled called with the serial number of each bill whose invoice is now recorded
 */
export async function receiveCallbacks(
  id: FlagshipErpId,
  integration: Refreshable,
  onSettled: (serialNo: string, state: string) => void,
): Promise<FlagshipCallbacks> {
  const profile = flagshipCallback(encryptionOf(id));
  const inbox = createNonDurableInbox(); // for trials; createSqliteInbox of @piaozone/stores where invoices are real
  const handler = refreshOnCallback(integration, { onSettled: ({ operation: { serialNo, state } }) => onSettled(serialNo, state) });
  const worker = createInboxWorker({ inbox, handlers: [onCallback(profile, handler)] });
  const pathToken = randomBytes(32).toString('hex');
  const receiver = createCallbackReceiver({ routes: [{ path: PATH, profile, pathToken }], inbox, onStored: () => worker.wake() });
  const server = createCallbackServer(receiver);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${PATH}/${pathToken}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await worker.stop();
      await inbox.close();
    },
  };
}
