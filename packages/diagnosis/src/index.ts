export { diagnose, diagnosisCodes, finding, findingCodes } from './diagnose.js';
export type { Action, Bilingual, Category, Diagnosis } from './types.js';
