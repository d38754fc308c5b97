import { SeededRandom } from '../../erp/random.js';
import { CallbackDesk } from '../callbacks/desk.js';
import { CallbackPlanner } from '../callbacks/planner.js';
import type { CosmicContext } from '../part.js';
import { FlagshipBook } from './book.js';
import { ConfirmationDesk } from './confirmations.js';
import { EnterpriseBook } from './enterprises.js';
import { OrderDesk } from './order-desk.js';
import { applySimSettings, defaultSimSettings, type SimOptions } from './settings.js';
import type { SimState } from './state.js';

/** Puts the desks of one issuing application together; each draws from a sequence of its own. */
export function assembleSim(context: CosmicContext, options: SimOptions): { state: SimState; callbacks: CallbackDesk } {
  const { clock, random, businessSystems } = context;
  const own = () => new SeededRandom(random.text(16));
  const settings = defaultSimSettings();
  applySimSettings(settings, options.settings ?? {});
  const book = new FlagshipBook();
  const confirmationsNeeded = new Map<string, '01' | '02'>();
  const callbacks = new CallbackDesk(clock, own(), businessSystems, settings.callbacks);
  const confirmations: ConfirmationDesk = new ConfirmationDesk(clock, own(), (one, at) => orders.confirmationChanged(one, at));
  const planner = new CallbackPlanner({ context, settings, book, confirmations, desk: callbacks });
  const orders: OrderDesk = new OrderDesk({
    ...{ clock, settings, book, confirmations, hooks: options, events: planner, random: own() },
    confirmationNeeded: (blueNum) => confirmationsNeeded.get(blueNum) ?? settings.confirmation,
  });
  const enterprises = new EnterpriseBook(options.enterprises);
  return { state: { context, settings, hooks: options, enterprises, book, confirmations, orders, planner, confirmationsNeeded }, callbacks };
}
