export { easAdapter } from './adapter.js';
export type {
  AnswerMatch,
  BillQuerySettings,
  BillQuerySource,
  BillSource,
  EasSettings,
  FacadeOperation,
  FacadePart,
  FacadeQuery,
  FacadeSettings,
  JsonPart,
  JsonTarget,
  PageSource,
  PagingSettings,
  UnitFields,
  UnitQuery,
  WriteBackSettings,
  WriteBackSource,
} from './settings/types.js';
export { type FaultPhrase, SESSION_FAULTS } from './soap/fault.js';
