import type { Fault } from '../server/faults.js';
import type { Answer } from './answers.js';
import type { AsyncOutcome } from './async-issuing/desk.js';
import { isObject } from './call.js';
import type { DelayOptions } from './delays.js';
import type { MockEntitlement, MockLicence } from './entitlement.js';
import { expenseCommands } from './expense/commands.js';
import type { LongLinkAnswer } from './long-link/desk.js';
import type { MockPiaozone, SerialFaultOptions } from './mock-piaozone.js';
import type { PersonActionKind, PersonActionOptions } from './person.js';
import type { ScanCustomer } from './scan/desk.js';
import type { ScanBuyer } from './scan/issue-order.js';
import type { SalesOrderCode } from './scan/sales-order-errors.js';
import type { SettingsChange } from './settings.js';
import type { ThrottleRule } from './throttle.js';

export type AdminViews = Record<string, () => unknown>;
export type AdminCommands = Record<string, (body: unknown) => unknown>;

/** `GET /__mock/<name>`: what a test in any language may look at. The triples are the mock's own and open nothing else. */
export function adminViews(mock: MockPiaozone): AdminViews {
  return {
    record: () => mock.record,
    outbox: () => mock.outbox,
    longLink: () => mock.longLink.calls,
    scan: () => ({ shops: mock.scan.shops, orders: mock.scan.orders(), pushes: mock.scan.pushes }),
    expense: () => mock.expense.view(),
    settings: () => mock.settings,
    credentials: () => ({ baseUrl: mock.baseUrl, tenant: mock.tenant, enterprises: mock.enterprises }),
    state: () => ({
      now: mock.server.clock.now(),
      invoices: mock.invoices(),
      quotas: Object.fromEntries(mock.enterprises.map(({ taxNo, quota }) => [taxNo, quota])),
      tokenRequests: mock.tokens.requestsByClient(),
      pending: mock.pending(),
      waitingForPerson: mock.waitingForPerson(),
      unknownRequests: mock.server.unknownRequests,
      unknownFields: mock.unknownFields,
    }),
  };
}

/** `POST /__mock/<name>` with a JSON object; the fields are those of the library calls of the same name. */
export function adminCommands(mock: MockPiaozone): AdminCommands {
  const command =
    <T>(run: (input: T) => unknown) =>
    async (body: unknown) => {
      if (!isObject(body)) throw new TypeError('a JSON object is expected');
      return (await run(body as T)) ?? { done: true };
    };
  return {
    tokens: command(({ action, clientId }: { action: 'expireAll' | 'kill'; clientId?: string }) => {
      if (action === 'expireAll') mock.tokens.expireAll();
      else if (action === 'kill') mock.tokens.kill(clientId);
      else throw new TypeError('action must be expireAll or kill');
    }),
    settings: command((change: SettingsChange) => mock.configure(change)),
    throttle: command((rule: ThrottleRule | Record<string, never>) => mock.throttle('allow' in rule ? (rule as ThrottleRule) : undefined)),
    personAction: command(({ serialNo, kind, ...options }: PersonActionOptions & { serialNo: string; kind: PersonActionKind }) =>
      mock.personAction(serialNo, kind, options),
    ),
    personActed: command(({ serialNo }: { serialNo?: string }) => mock.personActed(serialNo)),
    faultOnSerial: command(({ serialNo, fault, ...options }: SerialFaultOptions & { serialNo: string; fault: Fault }) =>
      mock.faultOnSerial(serialNo, fault, options),
    ),
    issueLater: command(({ serialNo, ...options }: DelayOptions & { serialNo: string }) => mock.issueLater(serialNo, options)),
    refuseNext: command(({ path, times, data, ...answer }: Answer & { path: string; times?: number; data?: unknown }) =>
      mock.refuseNext(path, answer, { data, ...(times === undefined ? {} : { times }) }),
    ),
    asyncOutcome: command(({ serialNo, ...outcome }: AsyncOutcome & { serialNo: string }) => mock.asyncOutcome(serialNo, outcome)),
    longLinkOperation: command(({ czlx, answer }: { czlx: string; answer: LongLinkAnswer }) => mock.longLink.register(czlx, answer)),
    longLinkClient: command(({ taxNo, online, account }: { taxNo: string; online?: boolean; account?: boolean }) => {
      if (online !== undefined) mock.longLink.setOnline(taxNo, online);
      if (account !== undefined) mock.longLink.setAccount(taxNo, account);
    }),
    scanCustomer: command(({ taxNo, ...customer }: ScanCustomer & { taxNo: string }) => mock.scan.setCustomer(taxNo, customer)),
    scan: command(({ saleNo, url, ...buyer }: ScanBuyer & { saleNo?: string; url?: string }) => mock.scan.scan(url ?? saleNo ?? '', buyer)),
    refuseSalesOrder: command(({ saleNo, code }: { saleNo: string; code: SalesOrderCode }) => mock.scan.refuse(saleNo, code)),
    deliverPushes: command(async () => ({ delivered: await mock.scan.deliverDue() })),
    repeatPush: command(async ({ saleNo }: { saleNo: string }) => ({ delivered: await mock.scan.repeatPush(saleNo) })),
    entitlements: command(({ taxNo, entitlements }: { taxNo: string; entitlements: MockEntitlement[] }) => mock.setEntitlements(taxNo, entitlements)),
    licences: command(({ taxNo, licences }: { taxNo: string; licences: MockLicence[] }) => mock.setLicences(taxNo, licences)),
    ...expenseCommands(mock.expense, command),
    quota: command(({ taxNo, quota }: { taxNo: string; quota: number }) => mock.setQuota(taxNo, quota)),
  };
}
