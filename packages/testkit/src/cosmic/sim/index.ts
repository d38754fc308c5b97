import type { CosmicContext } from '../part.js';
import { MockSim } from './mock-sim.js';
import type { SimOptions } from './settings.js';

export type { FlagshipInvoice, FlagshipStatus, RecordedLine } from './book.js';
export type { Buyer } from './by-hand.js';
export { CONFIRMATION_STATES, type ConfirmationState, type RedConfirmation } from './confirmations.js';
export type { EnterpriseBook } from './enterprises.js';
export { type KeyFaultOptions, MockSim, SIM_PATH } from './mock-sim.js';
export type { OrderState, SimChannel } from './order.js';
export type {
  IssuePlan,
  SimAnswer,
  SimEnterprise,
  SimHooks,
  SimOptions,
  SimSettings,
  SimSettingsChange,
  VehicleHooks,
  VehicleRequest,
} from './settings.js';
export type { ShownOrder } from './shown.js';

/** The issuing part, shown as `mock.sim`. */
export type SimPart = MockSim;

export function createSim(context: CosmicContext, options: SimOptions): SimPart {
  return new MockSim(context, options);
}
