import type { CallbackSettings } from './settings.js';
import type { CallbackDoc } from './types.js';

/**
 * Whether an answer ends the retries (flagship-and-cosmic §9): `{"message","errorCode":"0","success":true}` of 2.1.02 or
 * `{"message","code","success":true}` of 5.1.03. The value of `code` is not printed: any will do.
 */
export function isAcknowledged(status: number, body: string, doc: CallbackDoc, accepted: CallbackSettings['ack']): boolean {
  const answer = status >= 200 && status < 300 ? objectIn(body) : undefined;
  if (answer === undefined || answer['success'] !== true) return false;
  const byErrorCode = answer['errorCode'] === '0';
  const byCode = answer['code'] !== undefined;
  switch (accepted) {
    case 'either':
      return byErrorCode || byCode;
    case 'errorCode':
      return byErrorCode;
    case 'code':
      return byCode;
    case 'documented':
      return doc === '2.1.02' ? byErrorCode : byCode;
  }
}

function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
