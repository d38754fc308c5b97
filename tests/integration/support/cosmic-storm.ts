import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type CallbackIncident,
  createIntegration,
  type InboxStore,
  type Integration,
  type IssueSummary,
  type OperationStore,
  onCallback,
  type Piaozone,
  processInbox,
  refreshOnCallback,
  systemRuntime,
} from '@piaozone/core';
import { type FlagshipRouteSettings, flagshipIssuing } from '@piaozone/cosmic/flagship';
import { createSqliteInbox, createSqliteOperationStore } from '@piaozone/stores/sqlite';
import { MockClock, type MockCosmic, SIM_PATH } from '@piaozone/testkit';
import { BILLS, cosmicBill, cosmicErpAdapter, cosmicErpMock, cosmicErpSettings, flagshipClient, startCosmicErp } from './cosmic-erp.js';
import { planFaults } from './storm-faults.js';
import { type End, expectedEnd, type Kind, kindAt, planOf, type StormOptions, type StormReport, TOLD, WITHHELD } from './storm-kinds.js';
import { operationKeyOf, PASSWORD, serialOf, systemOf } from './storm-names.js';
import { startReceiver, stormProfile } from './storm-receiver.js';
import { disagreements, endOf, type RowState } from './storm-verdict.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export { STORMS } from './storm-kinds.js';

/** Pushes many bills through one integration while the mock cloud and the way to it misbehave, then holds books, store and ERP against each other. */
export async function storm(options: StormOptions): Promise<StormReport> {
  const world = await Storm.start(options);
  try {
    await world.run();
    return await world.report();
  } finally {
    await world.close();
  }
}

class Storm {
  readonly #options: StormOptions;
  readonly #clock: MockClock;
  readonly #mock: MockCosmic;
  readonly #client: Piaozone;
  readonly #store: OperationStore;
  readonly #inbox: InboxStore;
  readonly #folder: string;
  readonly #numbers: readonly string[];
  /** Serial number → place of the bill. */
  readonly #places: ReadonlyMap<string, number>;
  readonly #incidents: CallbackIncident[] = [];
  readonly #wrong: string[] = [];
  #integration: Integration | undefined;
  #stopReceiver: () => Promise<void> = async () => {};
  #runs = 0;

  private constructor(options: StormOptions, clock: MockClock, mock: MockCosmic, client: Piaozone, numbers: readonly string[]) {
    this.#options = options;
    this.#clock = clock;
    this.#mock = mock;
    this.#client = client;
    this.#numbers = numbers;
    this.#places = new Map(numbers.map((number, place) => [serialOf(client, options.erp, mock.accountId, number), place]));
    this.#folder = mkdtempSync(join(tmpdir(), 'piaozone-storm-'));
    const path = join(this.#folder, 'piaozone.db');
    this.#store = createSqliteOperationStore({ path });
    this.#inbox = createSqliteInbox({ path, runtime: { now: () => clock.now() } });
  }

  static async start(options: StormOptions): Promise<Storm> {
    const { erp, bills, mode } = options;
    const numbers = Array.from({ length: bills }, (_, place) => `SO-${String(place).padStart(6, '0')}`);
    // Several lines, with hundredths that do not divide evenly.
    const rows = numbers.map((number, place) =>
      cosmicBill(
        number,
        Array.from({ length: 1 + (place % 3) }, (_, line) => 10_001 + place * 10 + line),
      ),
    );
    const clock = new MockClock();
    let places: ReadonlyMap<string, number> = new Map();
    const base = cosmicErpMock(rows);
    const mock = await startCosmicErp(erp, 'two-step', {
      ...base,
      clock,
      // The storm lasts for days by the mock's clock.
      accessTokenLifeMs: 100 * DAY,
      businessSystems: [systemOf(options)],
      sim: {
        ...base.sim,
        plan: (key) => {
          const place = places.get(key);
          return place === undefined ? undefined : planOf(kindAt(place), place, mode);
        },
        settings: {
          repeatedOpen: 'refuse',
          callbacks: { copies: 2, order: 'shuffled', parallel: 4, afterMs: 3 * MINUTE, filesAfterMs: 5 * MINUTE, ack: 'documented' },
        },
      },
    });
    const world = new Storm(options, clock, mock, flagshipClient({ runtime: { ...systemRuntime, random: () => 0 } }), numbers);
    places = world.#places;
    return world;
  }

  async run(): Promise<void> {
    planFaults(this.#mock, this.#places, this.#options.mode);
    if (this.#options.callbacks !== 'none') this.#stopReceiver = await startReceiver(this.#mock, this.#options, this.#inbox);
    await this.#issue();
    if (this.#options.callbacks === 'none') await this.#poll();
    else await this.#listen();
    this.#mendByHand();
    await this.#settle();
    // Whatever is still open was lost on the way or never told: the next runs ask, and send again what cannot double.
    for (let more = true; more; ) more = writtenIn(await this.#issue()) > 0;
    this.#expectSettled();
  }

  /** A process of its own each time: nothing is known but what the store holds. */
  async #issue(): Promise<IssueSummary> {
    this.#runs += 1;
    await this.#integration?.close();
    const { erp, mode } = this.#options;
    const route: FlagshipRouteSettings = {
      businessSystemCode: systemOf(this.#options).code,
      mode,
      ...(mode === 'direct' ? { dedup: 'unique-key' } : {}),
      ...(this.#options.callbacks === 'per-bill' ? { encryption: { password: PASSWORD } } : {}),
    };
    this.#integration = await createIntegration({
      piaozone: this.#client,
      erp: cosmicErpAdapter(erp, cosmicErpSettings(this.#mock, 'two-step')),
      issuing: flagshipIssuing(route),
      store: this.#store,
      settle: { pausesMs: [0] },
    });
    const summary = await this.#integration.issueBills({ concurrency: 8 });
    if (summary.counts.refused > 0) this.#wrong.push(`${summary.counts.refused} bills were refused`);
    return summary;
  }

  /** Nothing but callbacks for a day: what they set off is recorded, nothing is sent. */
  async #listen(): Promise<void> {
    for (const serialNo of this.#places.keys()) {
      // Nobody signs a callback: some are lies about bills that are still open.
      if (this.#kindOf(serialNo) === 'never') await this.#mock.sim.forge(systemOf(this.#options).code, 'INVOICE.OPEN', this.#lie(serialNo));
    }
    for (let at = 0; at < DAY; at += at < 2 * HOUR ? 10 * MINUTE : 2 * HOUR) {
      await this.#settle();
      this.#clock.advance(at < 2 * HOUR ? 10 * MINUTE : 2 * HOUR);
    }
    await this.#settle();
    await this.#expectTold();
  }

  /** What the cloud has told is recorded before any other run asks, and every telling was acknowledged. */
  async #expectTold(): Promise<void> {
    const { callbacks } = this.#mock.sim;
    const told = new Set(callbacks.log.filter(({ acknowledged }) => acknowledged).map(({ key }) => key));
    for (const [serialNo, place] of this.#places) {
      const kind = kindAt(place);
      if (!TOLD.has(kind)) continue;
      const { state } = (await this.#find(serialNo)) ?? {};
      if (!told.has(serialNo) || state !== 'issued') this.#wrong.push(`${this.#numbers[place]} (${kind}): told ${told.has(serialNo)}, ${state}`);
    }
    const left = callbacks.all.filter(({ state, key }) => state !== 'acknowledged' && !WITHHELD.has(this.#kindOf(key)));
    if (left.length > 0) this.#wrong.push(`${left.length} callbacks were never acknowledged`);
  }

  #find(serialNo: string) {
    return this.#store.find(operationKeyOf(this.#client, this.#options.erp, this.#mock.accountId, serialNo));
  }

  #lie(serialNo: string) {
    const key = this.#options.mode === 'direct' ? { serialNo } : { billNo: serialNo };
    return { ...key, invoiceNum: '99999999999999999999', invoiceStatus: '0', includeTaxAmount: '1.00' };
  }

  async #settle(): Promise<void> {
    if (this.#options.callbacks === 'none' || this.#integration === undefined) return;
    await this.#mock.sim.flush();
    await processInbox({
      inbox: this.#inbox,
      handlers: [onCallback(stormProfile(this.#options), refreshOnCallback(this.#integration))],
      runtime: { ...systemRuntime, now: () => this.#clock.now() },
      retry: { firstMs: 5 * MINUTE, longestMs: 4 * HOUR, maxAttempts: 6 },
      onIncident: (incident) => this.#incidents.push(incident),
    });
  }

  /** A run every quarter of an hour, for an hour. */
  async #poll(): Promise<void> {
    for (let at = 0; at < HOUR; at += HOUR / 4) {
      this.#clock.advance(HOUR / 4);
      await this.#issue();
    }
  }

  /** A person corrects some of what failed and presses 开票. */
  #mendByHand(): void {
    for (const serialNo of this.#places.keys()) if (this.#kindOf(serialNo) === 'mended') this.#mock.sim.issue(serialNo);
    this.#clock.advance(HOUR);
  }

  #kindOf(serialNo: string): Kind {
    return kindAt(this.#places.get(serialNo) ?? 0);
  }

  /** Of the callbacks only lies and failures call for a person. */
  #expectSettled(): void {
    for (const { reason, serialNos } of this.#incidents) {
      const kinds = serialNos.map((serialNo) => (this.#places.has(serialNo) ? this.#kindOf(serialNo) : undefined));
      const expected = kinds.every((kind) => kind !== undefined && ['partly failed', 'failed', 'mended', 'never'].includes(kind));
      if (!expected) this.#wrong.push(`incident ${reason} of ${kinds.join(', ')}`);
    }
  }

  async report(): Promise<StormReport> {
    const { sim, server } = this.#mock;
    const { mode } = this.#options;
    const orders = sim.orders();
    const ends: Record<End, number> = { issued: 0, failed: 0, open: 0 };
    const wrong = [...this.#wrong, ...sim.problems(), ...server.unknownRequests, ...this.#mock.unknownFields, ...sim.unknownCodes];
    if (orders.length !== this.#places.size) wrong.push(`${orders.length} orders for ${this.#places.size} bills`);
    const byKey = new Map(orders.map((order) => [order.key, order]));
    for (const [serialNo, place] of this.#places) {
      const order = byKey.get(serialNo);
      const end = endOf(order);
      ends[end] += 1;
      const operation = await this.#find(serialNo);
      const problems = disagreements({ end, kind: kindAt(place), mode }, sim.invoicesOf(serialNo), operation, this.#rowOf(place));
      if (end !== expectedEnd(kindAt(place))) problems.push(`ended ${end}`);
      if (sim.issuedTimes(serialNo) > 1) problems.push(`issued ${sim.issuedTimes(serialNo)} times`);
      wrong.push(...problems.map((problem) => `${this.#numbers[place]} (${kindAt(place)}): ${problem}`));
    }
    const calls = this.#mock.journal.to(SIM_PATH).length;
    const { callbacks, record } = sim;
    return { bills: this.#numbers.length, ends, invoices: record.length, calls, delivered: callbacks.log.length, runs: this.#runs, wrong };
  }

  #rowOf(place: number): RowState {
    const table = this.#mock.table(BILLS);
    const number = this.#numbers[place] ?? '';
    const { invoiceno, all } = table.find(number) ?? {};
    const writes = table.writes.filter(({ key }) => key === number).map(({ outcome }) => outcome);
    return { invoiceno: String(invoiceno), all: String(all ?? ''), writes };
  }

  async close(): Promise<void> {
    await this.#stopReceiver();
    await this.#integration?.close();
    await this.#inbox.close();
    await this.#store.close();
    await this.#client.close();
    await this.#mock.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function writtenIn({ results }: IssueSummary): number {
  return results.filter(({ status, writeBack }) => status === 'issued' && writeBack !== undefined).length;
}
