import { createNonDurableOperationStore } from '@piaozone/core';
import { createSqliteOperationStore } from '../src/sqlite.js';
import { operationStoreSuite } from './operation-store-suite.js';
import { temporaryFiles } from './support/folder.js';

const file = temporaryFiles();

operationStoreSuite('in memory', createNonDurableOperationStore);
operationStoreSuite('sqlite', () => createSqliteOperationStore({ path: file('operations.db') }));
