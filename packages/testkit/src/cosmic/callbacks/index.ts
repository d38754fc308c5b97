export { CallbackDesk } from './desk.js';
export { CallbackPlanner } from './planner.js';
export type { CallbackSettings } from './settings.js';
export type { Callback, CallbackCode, CallbackDelivery, CallbackDoc, CallbackState } from './types.js';
