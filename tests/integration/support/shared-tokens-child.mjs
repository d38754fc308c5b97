// One process of several that share tokens. Told by the parent what to do; says when it begins to fetch a token.
import { pathToFileURL } from 'node:url';

const sdk = await import(pathToFileURL(process.argv[2]).href);
const STORES = { sqlite: sdk.createSqliteTokenStore, postgres: sdk.createPostgresTokenStore, redis: sdk.createRedisTokenStore };
const FIRST_FAILURES = 3;
let clients = [];
let store;

const actions = {
  open({ baseUrl, tenants, kind, options }) {
    store = STORES[kind](options);
    clients = tenants.map(({ clientId, clientSecret, encryptKey }) => {
      const authorization = sdk.sharedAuthorization({ enterprise: { clientId, clientSecret, encryptKey } });
      const client = sdk.createPiaozone({
        environment: { baseUrl },
        authorization,
        tokenStore: store,
        sender: announcing(sdk.createAxiosSender({})),
      });
      return { client, service: new sdk.HostedService(client, { unknownSerial: { codes: ['unused'] } }) };
    });
  },
  /** One call of one tenant. */
  call: ({ tenant }) => call(tenant),
  /** Callers that call one tenant after the other until the time is over. */
  async storm({ callers, durationMs, offset }) {
    const result = { calls: 0, failed: 0, failures: [], slowestMs: 0 };
    const endsAt = performance.now() + durationMs;
    const run = async (caller) => {
      for (let turn = 0; performance.now() < endsAt; turn += 1) {
        const startedAt = performance.now();
        try {
          await call((offset + caller + turn * 7) % clients.length);
        } catch (error) {
          result.failed += 1;
          if (result.failures.length < FIRST_FAILURES) result.failures.push(String(error));
        }
        result.calls += 1;
        result.slowestMs = Math.max(result.slowestMs, performance.now() - startedAt);
      }
    };
    await Promise.all(Array.from({ length: callers }, (_, caller) => run(caller)));
    return result;
  },
  async close() {
    for (const { client } of clients) await client.close();
    await store?.close();
  },
};

function call(tenant) {
  const { client, service } = clients[tenant];
  return service.remainingQuota({}, { requestId: client.newRequestId(), warn: () => {} });
}

function announcing(sender) {
  return {
    send(request, context) {
      if (request.url.includes('/base/oauth/token')) process.send({ event: 'login' });
      return sender.send(request, context);
    },
    close: () => sender.close(),
  };
}

process.on('message', async ({ id, action, input }) => {
  try {
    process.send({ id, result: await actions[action](input) });
  } catch (error) {
    process.send({ id, error: String(error) });
  }
});
// Without its parent it has no purpose.
process.on('disconnect', () => process.exit());
process.send({ event: 'ready' });
