import {
  type BillResult,
  createIntegration,
  createNonDurableOperationStore,
  createPiaozone,
  type Integration,
  type OperationStore,
  type PreparedRequest,
  sharedAuthorization,
} from '@piaozone/core';
import type { Bill, ErpAdapter, ErpConnection, WriteBack } from '@piaozone/core/adapter';
import { onTestFinished } from 'vitest';
import type { VirtualRuntime } from '../../../../core/test/support/virtual-runtime.js';
import { type FlagshipRouteSettings, flagshipIssuing } from '../../../src/flagship.js';
import { ACCESS, decoded, encoded, FakePlatform, ok, type Reaction, refused } from '../client/fake-platform.js';
import { request } from './samples.js';

type Invoices = readonly Readonly<Record<string, unknown>>[];

/** A cloud that takes bills in once (10127 for a repeat) and shows of each what the test lets it issue. */
export class FakeInvoiceCloud {
  readonly platform = new FakePlatform();
  /** Every BILL.PUSH that arrived. */
  readonly pushed: string[] = [];
  /** Bills it took in: the legal record; none may be here twice. */
  readonly accepted: string[] = [];
  queries = 0;
  /** What a push does; the default takes it in. */
  onPush: (billNo: string, takeIn: () => object, count: number) => Reaction = (_, takeIn) => takeIn();
  /** What a bill that was taken in shows. */
  onQuery: (billNo: string) => Invoices = () => [];
  /** Of a bill it does not know. */
  onUnknown: () => Reaction = () => ok('0', encoded([]));

  constructor() {
    this.platform.react = ({ body }) => {
      const data = decoded(body['data']);
      if (body['interfaceCode'] === 'BILL.PUSH') return this.#push((data as { billNo: string }[])[0]?.billNo ?? '');
      if (body['interfaceCode'] === 'BILL.INVOICE.QUERY') return this.#query((data as { serialNo: string }).serialNo);
      return refused('9999', 'unexpected');
    };
  }

  #push(billNo: string): Reaction {
    this.pushed.push(billNo);
    const takeIn = () => {
      if (this.accepted.includes(billNo)) return refused('10127', '单据编号重复');
      this.accepted.push(billNo);
      return ok('0');
    };
    return this.onPush(billNo, takeIn, this.pushed.filter((one) => one === billNo).length);
  }

  #query(billNo: string): Reaction {
    this.queries += 1;
    if (!this.accepted.includes(billNo)) return this.onUnknown();
    return ok('0', encoded([{ billNo, invoiceList: this.onQuery(billNo) }]));
  }
}

export interface Books {
  readonly integration: Integration;
  readonly store: OperationStore;
  readonly written: WriteBack[];
  /** One run over all bills, to its end. */
  run(): Promise<readonly BillResult[]>;
  until<T>(promise: Promise<T>): Promise<T>;
}

/** An ERP of a few bills joined to the cloud. Serial number and bill number are the same. */
export async function books(cloud: FakeInvoiceCloud, billNos: readonly string[], settings: Partial<FlagshipRouteSettings> = {}): Promise<Books> {
  const { platform } = cloud;
  const piaozone = createPiaozone(
    {
      environment: 'test',
      authorization: sharedAuthorization({ enterprise: { clientId: 'c-1', clientSecret: 'x', encryptKey: '0123456789abcdef' } }),
      sender: platform,
      runtime: platform.runtime,
      maxRetries: 0,
      timeoutMs: 10_000,
    },
    {},
  );
  const written: WriteBack[] = [];
  const connection = {
    accountSet: 'DC1',
    check: async () => [],
    listBusinessUnits: async () => ({ items: [] }),
    fetchBills: async () => ({ items: billNos.filter((number) => !written.some(({ bill }) => bill.number === number)).map(billOf) }),
    toInvoiceRequest: ({ number }: Bill): PreparedRequest => request({ serialNo: number, bill: { type: 'T', number } }),
    writeBack: async (result: WriteBack) => {
      written.push(result);
      return 'written' as const;
    },
    close: async () => {},
  } satisfies ErpConnection;
  const erp: ErpAdapter = {
    specificationVersion: 'v1',
    id: 'fake',
    capabilities: { abilities: [], billTypes: [] },
    connect: async () => connection,
  };
  const store = createNonDurableOperationStore();
  const issuing = flagshipIssuing({ access: ACCESS, businessSystemCode: 'ERP01', ...settings });
  const integration = await createIntegration({ piaozone, erp, issuing, store });
  onTestFinished(() => piaozone.close());
  const until = <T>(promise: Promise<T>) => drive(platform.runtime, promise);
  return { integration, store, written, until, run: async () => (await until(integration.issueBills())).results };
}

function billOf(number: string): Bill {
  return { type: 'T', number, unitNumber: 'U1', raw: {} };
}

/** Moves the clock only once all work that needs no time has been done. */
export async function drive<T>(runtime: VirtualRuntime, promise: Promise<T>): Promise<T> {
  let done = false;
  const mark = () => {
    done = true;
  };
  promise.then(mark, mark);
  for (let rounds = 0; rounds < 10_000; rounds += 1) {
    for (let turns = 0; turns < 5 && !done; turns += 1) await new Promise((resolve) => setImmediate(resolve));
    if (done) return promise;
    await runtime.advance(250);
  }
  throw new Error('the promise never settled');
}
