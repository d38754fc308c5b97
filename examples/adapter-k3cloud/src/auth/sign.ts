import { createHash, createHmac } from 'node:crypto';
import type { Secret } from '@piaozone/core/adapter';

/** What `X-Api-Signature` is made with: the part of an appId behind `_`, mixed with a text all SDKs of Kingdee share (k3cloud §3). */
const MIXED_WITH = '0054f397c6234378b09ca7d3e5debce7';
const CLIENT_SECRET_BYTES = 24;
const APP_ID = /^(\d+)_([A-Za-z0-9+/]{32})$/;

export interface AppId {
  readonly whole: string;
  readonly clientId: string;
  /** HMAC key of `X-Api-Signature`; a secret. */
  readonly clientSecret: string;
}

/** @returns undefined for a text that is no appId */
export function readAppId(whole: string): AppId | undefined {
  const [, clientId, coded] = APP_ID.exec(whole) ?? [];
  if (clientId === undefined || coded === undefined) return undefined;
  const bytes = Buffer.from(coded, 'base64');
  if (bytes.length !== CLIENT_SECRET_BYTES) return undefined;
  const mixed = bytes.map((byte, index) => byte ^ MIXED_WITH.charCodeAt(index));
  return { whole, clientId, clientSecret: Buffer.from(mixed).toString('base64') };
}

export interface LoginParts {
  readonly acctId: string;
  readonly username: string;
  readonly appId: string;
  readonly appSecret: Secret;
  /** Seconds. */
  readonly timestamp: string;
  readonly digest: 'SHA-256' | 'SHA-1';
}

/** `sign` of LoginBySign: the five texts in code unit order, one after the other, hashed (k3cloud §2.1). */
export function loginSign({ acctId, username, appId, appSecret, timestamp, digest }: LoginParts): string {
  const text = [acctId, username, appId, appSecret.reveal(), timestamp].sort(byCodeUnit).join('');
  return createHash(digest === 'SHA-1' ? 'sha1' : 'sha256')
    .update(text, 'utf8')
    .digest('hex');
}

export interface CallParts {
  readonly appId: AppId;
  readonly appSecret: Secret;
  readonly acctId: string;
  readonly username: string;
  readonly lcid: number;
  readonly organizationNumber: string;
  /** Path of the address that is sent, from the first slash behind the host. */
  readonly path: string;
  readonly timestamp: string;
  readonly nonce: string;
}

/** Headers of a call without login (k3cloud §3). */
export function signatureHeaders(parts: CallParts): Readonly<Record<string, string>> {
  const { appId, appSecret, acctId, username, lcid, organizationNumber, path, timestamp, nonce } = parts;
  const apiText = `POST\n${encodeURIComponent(path)}\n\nx-api-nonce:${nonce}\nx-api-timestamp:${timestamp}\n`;
  const appData = `${acctId},${username},${lcid},${organizationNumber}`;
  return {
    'X-Api-ClientID': appId.clientId,
    'X-Api-Auth-Version': '2.0',
    'x-api-timestamp': timestamp,
    'x-api-nonce': nonce,
    'x-api-signheaders': 'x-api-timestamp,x-api-nonce',
    'X-Api-Signature': hmacText(apiText, appId.clientSecret),
    'X-Kd-Appkey': appId.whole,
    'X-Kd-Appdata': Buffer.from(appData, 'utf8').toString('base64'),
    'X-Kd-Signature': hmacText(appId.whole + appData, appSecret.reveal()),
  };
}

/** Base64 of the hex text of the HMAC, not of its bytes. */
function hmacText(text: string, key: string): string {
  const hex = createHmac('sha256', key).update(text, 'utf8').digest('hex');
  return Buffer.from(hex, 'ascii').toString('base64');
}

function byCodeUnit(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
