export { easAdapter } from './adapter.js';
export { inspectEas } from './inspect.js';
export { easScreens } from './screens.js';
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
