import type { MockClock } from '../../server/clock.js';
import { BillBook } from '../assistant/bills.js';
import type { ImagingLogin } from '../imaging/routes.js';
import type { InvoiceLedger } from '../ledger.js';
import { Channel } from '../polling/channel.js';
import { ReceivingBook } from '../receiving/book.js';
import { FixtureBook } from '../recognition/fixtures.js';
import { SeededRandom } from '../seeded-random.js';
import type { PiaozoneSettings } from '../settings.js';
import { TokenBook } from '../tokens.js';
import { Bureau } from '../verification/bureau.js';
import { InvoicePool } from './pool.js';

/** What recognition and verification have consumed: units of business-rules §3.1. */
export interface Usage {
  units: number;
  /** Serial numbers consumed for before. */
  readonly seen: Set<string>;
}

/** Everything the expense half of one mock remembers. Its random numbers are its own: issuing draws the same whether it is used or not. */
export class ExpenseDesk {
  readonly fixtures = new FixtureBook();
  readonly receiving = new ReceivingBook();
  readonly imagingLogins: ImagingLogin[] = [];
  readonly usage: Usage = { units: 0, seen: new Set() };
  readonly pool: InvoicePool;
  readonly bureau: Bureau;
  readonly bills: BillBook;
  readonly channel: Channel;
  readonly pollingTokens: TokenBook;

  constructor(clock: MockClock, seed: number | string, settings: PiaozoneSettings, ledger: InvoiceLedger) {
    const random = new SeededRandom(`${seed}/expense`);
    this.pool = new InvoicePool(random);
    this.bureau = new Bureau(clock, settings, ledger);
    this.bills = new BillBook(clock, random);
    this.channel = new Channel(clock, random, settings);
    this.pollingTokens = new TokenBook(clock, random, settings);
  }
}
