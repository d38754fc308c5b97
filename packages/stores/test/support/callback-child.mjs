// A receiver of callbacks in a process of its own, to be killed. Tells the parent its port.
import { pathToFileURL } from 'node:url';

const [folder, path] = process.argv.slice(2);
const { createCallbackReceiver, createCallbackServer, jsonCallbackProfile } = await import(pathToFileURL(`${folder}/core.mjs`).href);
const { createSqliteInbox } = await import(pathToFileURL(`${folder}/sqlite.mjs`).href);

// Invented for this test, like the requests of its parent.
const profile = jsonCallbackProfile({ id: 'acme', identify: ({ billNo }) => [billNo], accepted: { status: 200, headers: {}, body: 'received' } });
const receiver = createCallbackReceiver({
  routes: [{ path: '/callbacks', profile, allow: ['127.0.0.1'] }],
  inbox: createSqliteInbox({ path, busyTimeoutMs: 30_000 }),
});
const server = createCallbackServer(receiver);
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
