import type { MockClock } from '../server/clock.js';
import type { AsyncDesk } from './async-issuing/desk.js';
import type { DelayPlans } from './delays.js';
import type { Directory } from './directory.js';
import type { ExpenseDesk } from './expense/desk.js';
import type { InvoiceLedger } from './ledger.js';
import type { LongLinkDesk } from './long-link/desk.js';
import type { PendingDesk } from './pending.js';
import type { PersonDesk } from './person.js';
import type { ScanDesk } from './scan/desk.js';
import type { SeededRandom } from './seeded-random.js';
import type { PiaozoneSettings } from './settings.js';
import type { Throttle } from './throttle.js';
import type { TokenBook } from './tokens.js';

/** One mail the cloud was asked to send. */
export interface SentMail {
  readonly invoiceCode: string;
  readonly invoiceNo: string;
  readonly email: string;
  /** Epoch milliseconds by the mock's clock. */
  readonly at: number;
}

/** All parts of one mock, as the route handlers need them. */
export interface PiaozoneState {
  readonly settings: PiaozoneSettings;
  readonly clock: MockClock;
  readonly random: SeededRandom;
  readonly directory: Directory;
  readonly tokens: TokenBook;
  readonly ledger: InvoiceLedger;
  /** Issues in progress. */
  readonly pending: PendingDesk;
  readonly delays: DelayPlans;
  readonly longLink: LongLinkDesk;
  readonly asyncDesk: AsyncDesk;
  readonly scan: ScanDesk;
  readonly persons: PersonDesk;
  readonly throttle: Throttle;
  /** Verification, recognition, assistant, channel, 收票, imaging. */
  readonly expense: ExpenseDesk;
  readonly outbox: SentMail[];
  /** Request fields the reference does not name, e.g. `create.sellerTaxNo`, `create.items.price`. */
  readonly unknownFields: Set<string>;
}
