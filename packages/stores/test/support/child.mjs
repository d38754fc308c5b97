// One process that shares a store file with others. Told by the parent what to do, it answers with what it saw.
import { pathToFileURL } from 'node:url';

const [module, path] = process.argv.slice(2);
const { createSqliteOperationStore, createSqliteTokenStore } = await import(pathToFileURL(module).href);
let store;

const actions = {
  open: () => {
    store = createSqliteOperationStore({ path, busyTimeoutMs: 30_000 });
  },
  accept: (operation) => store.accept(operation),
  /** Accepts every key and says how many were new to the store. */
  async acceptAll(operations) {
    let created = 0;
    for (const operation of operations) if ((await store.accept(operation)).created) created += 1;
    return created;
  },
  /** Counts `attempts` of one operation up, reading again whenever another process was faster. */
  async countUp({ operation, times }) {
    for (let done = 0; done < times; ) {
      const { operation: known } = await store.accept(operation);
      if ((await store.update(known.key, known.version, { attempts: known.attempts + 1 })) !== undefined) done += 1;
    }
  },
  /** Asks for the lease of every key and says how many it got. */
  async leaseAll(keys) {
    const tokens = createSqliteTokenStore({ path, busyTimeoutMs: 30_000 });
    let leased = 0;
    for (const key of keys) if ((await tokens.lease(key, 600_000)) !== undefined) leased += 1;
    await tokens.close();
    return leased;
  },
  close: () => store.close(),
};

process.on('message', async ({ action, input }) => {
  try {
    process.send({ result: await actions[action](input) });
  } catch (error) {
    process.send({ error: String(error) });
  }
});
process.send({ result: 'ready' });
