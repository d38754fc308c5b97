import { createPiaozone, type Invoice, type Piaozone, type PiaozoneOptions, sharedAuthorization } from '@piaozone/core';
import type { AdapterContext, Call, ErpConnection, Warning } from '@piaozone/core/adapter';
import { type MockEas, type MockEasOptions, type Row, startMockEas } from '@piaozone/testkit';
import { afterEach } from 'vitest';
import { type EasSettings, easAdapter } from '../../src/index.js';
import { bill, deskFacade, settingsFor } from './facade.js';

const toClose: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of toClose.splice(0).reverse()) await one.close();
});

export type Eas = MockEas & { readonly bills: ReturnType<typeof deskFacade>['table'] };

export async function startEas(options: MockEasOptions = {}, rows: readonly Row[] = [bill('B1'), bill('B2'), bill('B3')]): Promise<Eas> {
  const facade = deskFacade(rows);
  const mock = await startMockEas({ ...options, facades: [facade] });
  toClose.push(mock);
  return Object.assign(mock, { bills: facade.table });
}

/** A client with nothing but what an adapter needs of it; `said` holds all that could reach a log. */
export function client(options: PiaozoneOptions = {}): Piaozone & { readonly said: unknown[] } {
  const said: unknown[] = [];
  const triple = { clientId: 'mock-client', clientSecret: 'mock-secret', encryptKey: '0123456789abcdef' };
  const piaozone = createPiaozone({
    environment: { baseUrl: 'http://127.0.0.1:9' },
    authorization: sharedAuthorization({ enterprise: triple }),
    maxRetries: 0,
    logger: { warn: (...args) => said.push(args), info: (...args) => said.push(args) },
    onEvent: (event) => said.push(event),
    ...options,
  });
  toClose.push(piaozone);
  return Object.assign(piaozone, { said });
}

export async function connect(
  mock: MockEas,
  settings: Partial<EasSettings> = {},
  context: AdapterContext = client().adapterContext(),
): Promise<ErpConnection> {
  const connection = await easAdapter(settingsFor(mock, settings)).connect(context);
  toClose.push(connection);
  return connection;
}

let calls = 0;
export function newCall(signal?: AbortSignal): Call & { readonly warnings: Warning[] } {
  calls += 1;
  const warnings: Warning[] = [];
  return { requestId: `test-${calls}`, warnings, warn: (warning) => warnings.push(warning), ...(signal === undefined ? {} : { signal }) };
}

export function invoice(number = '24442000000000000001', color: Invoice['color'] = 'blue'): Invoice {
  return { serialNo: 'S1', number, color, raw: {} };
}

/** All items of a paged list. */
export async function all<T>(list: (cursor: string | undefined) => Promise<{ items: readonly T[]; nextCursor?: string }>): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await list(cursor);
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return items;
}

export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
}
