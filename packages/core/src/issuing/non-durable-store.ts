import { operationConflict } from './conflict.js';
import { type NewOperation, type Operation, type OperationPatch, type OperationStore, REPLACEABLE_STATES } from './operation-store.js';

/**
 * Operations in memory, gone with the process: for tests, demonstrations and routes whose cloud refuses a repeated serial number.
 * Production uses a durable store of `@piaozone/stores`.
 */
export function createNonDurableOperationStore(): OperationStore {
  const operations = new Map<string, Operation>();
  return {
    durable: false,
    async accept(input: NewOperation) {
      const known = operations.get(input.key);
      if (known === undefined) {
        const operation: Operation = { ...input, state: 'accepted', version: 1, attempts: 0, writtenBack: false };
        operations.set(input.key, operation);
        return { operation, created: true };
      }
      if (known.fingerprint === input.fingerprint) return { operation: known, created: false };
      if (!REPLACEABLE_STATES.has(known.state)) throw operationConflict(known);
      const { expected: _, ...rest } = known;
      const replaced: Operation = { ...rest, ...input, state: 'accepted', version: known.version + 1 };
      operations.set(input.key, replaced);
      return { operation: replaced, created: false };
    },
    async find(key: string) {
      return operations.get(key);
    },
    async update(key: string, version: number, patch: OperationPatch) {
      const known = operations.get(key);
      if (known === undefined || known.version !== version) return undefined;
      const updated: Operation = { ...known, ...patch, version: version + 1 };
      operations.set(key, updated);
      return updated;
    },
    async close() {},
  };
}
