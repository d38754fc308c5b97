import type { BusinessSystem } from '../business-systems.js';
import type { CallbackPlanner } from '../callbacks/planner.js';
import type { CosmicContext } from '../part.js';
import type { FlagshipBook } from './book.js';
import type { ConfirmationDesk } from './confirmations.js';
import type { EnterpriseBook } from './enterprises.js';
import type { OrderDesk } from './order-desk.js';
import type { SimAnswer, SimHooks, SimSettings } from './settings.js';

/** All parts of the issuing application, as the interfaces need them. */
export interface SimState {
  readonly context: CosmicContext;
  readonly settings: SimSettings;
  readonly hooks: SimHooks;
  readonly enterprises: EnterpriseBook;
  readonly book: FlagshipBook;
  readonly confirmations: ConfirmationDesk;
  readonly orders: OrderDesk;
  readonly planner: CallbackPlanner;
  /** Buyers that must confirm, by the number of the blue invoice, whatever the setting says. */
  readonly confirmationsNeeded: Map<string, '01' | '02'>;
}

export interface SimCall {
  readonly state: SimState;
  readonly system: BusinessSystem;
}

/** One interfaceCode. `data` is decoded; numbers are ExactNumber. @throws SimRefusal */
export type SimInterface = (call: SimCall, data: unknown) => SimAnswer;
