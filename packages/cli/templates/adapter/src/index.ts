export { myErpAdapter } from './adapter.js';
export type { MyErpSettings } from './settings.js';
