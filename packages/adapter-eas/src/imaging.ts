export { type ImagingDeployment, PRIVATE_PORT, PUBLIC_IMAGING } from './imaging/addresses.js';
export { type BillCodeSyntax, parseBillCodes } from './imaging/bill-codes.js';
export { checkEasImaging, type EasImaging, easImaging, easImagingFindings } from './imaging/configuration.js';
export type { CoverCorner, CoverFont, ImageCover } from './imaging/cover/cover.js';
export { type CoverPdfOptions, coverPdf } from './imaging/cover/pdf.js';
export { type CoverPngOptions, coverPng } from './imaging/cover/png.js';
export type { CheckedEnterprise } from './imaging/enterprises.js';
export {
  claimImageNumber,
  createMemoryImageNumberRegister,
  type ImagedBill,
  type ImageNumberParts,
  type ImageNumberRegister,
  imageNumber,
  MAX_IMAGE_NUMBER,
} from './imaging/image-number.js';
export { effectiveImagingMode, IMAGING_MODES, type ImagingMode, type ImagingModeFacts } from './imaging/modes.js';
export { PUSH_TABLE_FIELDS, type PushTableRow, pushTableForm } from './imaging/push-table.js';
export {
  explainScanMenu,
  SCAN_MENU_CHECKS,
  type ScanMenuAnswer,
  type ScanMenuCheck,
  type ScanMenuFacts,
  type ScanMenuStep,
  scanMenuFinding,
} from './imaging/scan-menu.js';
export type {
  BusinessSystemSettings,
  CoverTemplate,
  EasImagingSettings,
  ImageNumberSettings,
  ImagingEnterprise,
  ImagingReceiving,
  ImagingSystemSettings,
} from './imaging/settings.js';
export {
  IMAGING_STATES,
  type ImagingState,
  isImagingState,
  isRescanDecision,
  mayAmend,
  mayScanMore,
  OBSERVED_IMAGING_CODES,
  RESCAN,
  VIEW_PARAMETERS,
} from './imaging/states.js';
export { organizationSync, type SyncHandler, userSync } from './imaging/sync/handler.js';
export { readSyncReply, type SyncOrganization, type SyncReply, type SyncUser, writeOrganizations, writeUsers } from './imaging/sync/reply.js';
export { readSyncRequest, type SyncRequest, writeSyncRequest } from './imaging/sync/request.js';
