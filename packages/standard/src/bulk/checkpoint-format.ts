import { createHash } from 'node:crypto';
import { asText, isObject, type JsonObject, parseExact, stringifyExact } from '@piaozone/core';

/*
 * One line per record: 8 hex digits of the SHA-256 of the rest, a blank, JSON. The first line is the header. Lines are only ever appended, so a crash can leave
 * nothing worse than the beginning of lines at the end.
 */
export const FORMAT = 'piaozone-bulk';
export const VERSION = 1;

export interface Header {
  readonly format: string;
  readonly version: number;
  /** Of the settings of the run; results of other settings are other results. */
  readonly fingerprint: string;
}

export interface CheckpointRecord {
  readonly id: string;
  /** Of the item's content; a changed item is done again. */
  readonly version: string;
  readonly status: 'done' | 'failed';
  /** What `work` gave, encoded; for failures the error as JSON. */
  readonly value: string;
}

export function writeLine(content: Header | CheckpointRecord): string {
  const json = stringifyExact(content);
  return `${digest(json)} ${json}\n`;
}

/** @returns undefined for a line this format has not written. @param line without its line break */
export function readLine(line: string): JsonObject | undefined {
  const json = line.slice(9);
  if (line[8] !== ' ' || digest(json) !== line.slice(0, 8)) return undefined;
  const value = parseExact(json);
  return isObject(value) ? value : undefined;
}

export function asHeader(value: JsonObject | undefined): Header | undefined {
  if (value === undefined) return undefined;
  const format = asText(value['format']);
  const version = Number(asText(value['version']));
  const fingerprint = asText(value['fingerprint']);
  return format === FORMAT && fingerprint !== undefined ? { format, version, fingerprint } : undefined;
}

export function asRecord(value: JsonObject | undefined): CheckpointRecord | undefined {
  if (value === undefined) return undefined;
  const id = asText(value['id']);
  const version = asText(value['version']);
  const status = value['status'];
  const text = asText(value['value']);
  if (id === undefined || version === undefined || text === undefined || (status !== 'done' && status !== 'failed')) return undefined;
  return { id, version, status, value: text };
}

/**
 * Could a crash have left this behind? The beginning of a line of ours, or zeros where the disk never got what the file was lengthened for.
 * Anything else was written by somebody else, and is not ours to cut away.
 */
export function isTorn(rest: Buffer): boolean {
  if (rest.every((byte) => byte === 0)) return true;
  return /^[0-9a-f]{1,8}$|^[0-9a-f]{8} (?:\{(?:"(?:[a-z]|$)|$)|$)/.test(rest.subarray(0, 12).toString('latin1'));
}

function digest(json: string): string {
  return createHash('sha256').update(json, 'utf8').digest('hex').slice(0, 8);
}
