import { isObject, type JsonObject, type JsonValue } from '@piaozone/core';
import { textFields } from './text-fields.js';

/** One file the cloud keeps of an invoice: `invoiceFiles[]` (standard-edition §8). */
export interface KeptFile {
  readonly id?: string;
  /** Of the file it was made from. */
  readonly pid?: string;
  readonly fileHash?: string;
  readonly fileName?: string;
  /** Suffix, lower case. */
  readonly fileExtends?: string;
  /** Bytes. */
  readonly fileSize?: string;
  /** `1` 原文件, `0` not */
  readonly originalState?: string;
  /** `1` 用户上传, `2` 税局下载, `3` 文件转换, `4` 底账数据 */
  readonly resource?: string;
  readonly url?: string;
  readonly raw: JsonObject;
}

// A record, so that a field of the interface that is not read is a compile error.
const FILE: Readonly<Record<Exclude<keyof KeptFile, 'raw'>, true>> = {
  id: true,
  pid: true,
  fileHash: true,
  fileName: true,
  fileExtends: true,
  fileSize: true,
  originalState: true,
  resource: true,
  url: true,
};

/** The files of an invoice as the cloud tells it; none where it tells of none. */
export function keptFiles(invoice: JsonObject): KeptFile[] {
  const files = invoice['invoiceFiles'];
  return Array.isArray(files) ? (files as readonly JsonValue[]).filter(isObject).map((raw) => ({ ...textFields(raw, FILE), raw })) : [];
}
