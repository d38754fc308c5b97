export {
  type ArchiveServerOptions,
  createArchiveServer,
  fetchArchiveHandler,
  type NodeArchiveHandler,
  nodeArchiveHandler,
} from './archive/bindings.js';
export { type ArchiveClient, ArchiveHandler, type ArchiveHandlerOptions } from './archive/handler.js';
export type { ArchiveAnswer, ArchiveErrorCodes, ArchiveEvent, ArchiveRequest } from './archive/messages.js';
export { ARCHIVE_BASE_PATH, ARCHIVE_OPERATIONS, type ArchiveOperation } from './archive/operations.js';
export type {
  ArchiveBank,
  ArchiveBills,
  ArchiveBooks,
  ArchiveFile,
  ArchiveInvoice,
  ArchivePage,
  ArchiveProvider,
  ArchiveQuery,
  ArchiveRecord,
  ArchiveVouchers,
} from './archive/provider.js';
