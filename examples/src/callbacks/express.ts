import {
  type CallbackHandler,
  createCallbackReceiver,
  createInboxWorker,
  expressCallbackHandler,
  type InboxWorker,
  onCallback,
  type Refreshable,
  refreshOnCallback,
} from '@piaozone/core';
import { createSqliteInbox } from '@piaozone/stores/sqlite';
import express, { type Express } from 'express';
import { exampleProfile } from './profile.js';

export interface CallbackApp {
  readonly app: Express;
  readonly worker: InboxWorker;
  close(): Promise<void>;
}

/**
 * Express: acknowledged when the callback is on the disk, worked off afterwards.
 * @param pathToken e.g. the output of `openssl rand -hex 32`; the sender is given `https://…/callbacks/example/{pathToken}`
 */
export function createCallbackApp(inboxFile: string, pathToken: string, integration: Refreshable): CallbackApp {
  const inbox = createSqliteInbox({ path: inboxFile }); // may be the file of the operation store
  const handler: CallbackHandler = refreshOnCallback(integration, { onSettled: ({ operation }) => console.log(operation.serialNo, operation.state) });
  const worker = createInboxWorker({
    inbox,
    handlers: [onCallback(exampleProfile, handler)],
    onIncident: ({ reason, text, serialNos }) => console.log(reason, text.zh, serialNos),
  });
  const receiver = createCallbackReceiver({
    routes: [{ path: '/callbacks/example', profile: exampleProfile, pathToken }],
    inbox,
    onStored: () => worker.wake(),
  });

  const app = express();
  app.use('/callbacks', expressCallbackHandler(receiver)); // before express.json(): it needs the raw bytes
  app.use(express.json());
  app.post('/orders', (request, response) => {
    response.json({ orders: (request.body as unknown[]).length });
  });
  return {
    app,
    worker,
    async close() {
      await worker.stop();
      await inbox.close();
    },
  };
}
