import type { MockRequest } from '../../server/http-server.js';
import { ANSWERS, Refusal } from '../answers.js';
import { EXPENSE_ANSWERS } from '../expense/answers.js';
import type { PiaozoneState } from '../state.js';

/** The file of a recognition call: Base64 text, no JSON, no `data:` prefix (standard-edition §6.8). */
export function base64File(state: PiaozoneState, request: MockRequest): Buffer {
  const mediaType = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (mediaType !== 'application/json' && mediaType !== 'text/plain') throw new Refusal(ANSWERS.contentType);
  if (!/^[a-z0-9]+$/i.test(request.query['type'] ?? '')) throw new Refusal(EXPENSE_ANSWERS.fileTypeMissing);
  const text = request.body.toString('latin1').trim();
  if (text === '' || text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) throw new Refusal(EXPENSE_ANSWERS.fileDamaged);
  return capped(state, Buffer.from(text, 'base64'));
}

/** The part named `file` of a multipart body (发票PDF查验, the older call). */
export function multipartFile(state: PiaozoneState, request: MockRequest): Buffer {
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)"?/i.exec(request.headers['content-type'] ?? '')?.[1];
  if (boundary === undefined) throw new Refusal(ANSWERS.contentType);
  const body = request.body.toString('latin1');
  for (const part of body.split(`--${boundary}`).slice(1, -1)) {
    const end = part.indexOf('\r\n\r\n');
    if (end >= 0 && /content-disposition:[^\r\n]*;\s*name="file"/i.test(part.slice(0, end))) {
      return capped(state, Buffer.from(part.slice(end + 4, -2), 'latin1'));
    }
  }
  throw new Refusal(EXPENSE_ANSWERS.multipartFileMissing);
}

function capped(state: PiaozoneState, file: Buffer): Buffer {
  if (file.length > state.settings.fileCapBytes) throw new Refusal(EXPENSE_ANSWERS.fileTooLarge);
  return file;
}
