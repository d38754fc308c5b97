import type { MockHandler, MockReply, MockRequest } from '../server/http-server.js';
import { ANSWERS, envelope, invalidRequest, Refusal } from './answers.js';
import { openBody } from './crypto.js';
import type { Grant } from './directory.js';
import type { BodyForm } from './settings.js';
import type { PiaozoneState } from './state.js';

/** How one path answers. */
export type Route = (state: PiaozoneState, request: MockRequest) => MockReply | Promise<MockReply>;

/** Turns a thrown refusal into its envelope. */
export function refusable(handle: (request: MockRequest) => MockReply | Promise<MockReply>): MockHandler {
  return async (request) => {
    try {
      return await handle(request);
    } catch (error) {
      if (error instanceof Refusal) return envelope(error.answer, error.data);
      throw error;
    }
  };
}

/** The custom faults and the throttle rule, which act on every route before it looks at the request. */
export function applyFaults(state: PiaozoneState, request: MockRequest): void {
  const accessToken = request.query['access_token'];
  if (request.entry.fault === 'expire-token') state.tokens.end(accessToken, 'expire');
  if (request.entry.fault === 'kill-token') state.tokens.end(accessToken, 'kill');
  if (request.entry.fault === 'throttle' || state.throttle.exceeded(request.path)) throw new Refusal(state.settings.throttled);
}

/** The grant behind the token in the query (standard-edition §2). */
export function authorized(state: PiaozoneState, request: MockRequest): Grant {
  const token = state.tokens.accepted(request.query['access_token']);
  const grant = token === undefined ? undefined : state.directory.grant(token.clientId);
  if (grant === undefined) throw new Refusal(state.settings.rejectedToken);
  return grant;
}

/** The decrypted JSON object of an encrypted call. */
export function sealedBody(state: PiaozoneState, request: MockRequest, grant: Pick<Grant, 'triple'>): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(sealedJson(state, request, grant));
  if (!isObject(value)) throw new Refusal(invalidRequest('请求报文不是JSON对象')); // mock-defined text
  return value;
}

/** The decrypted text of an encrypted call, which is JSON of some kind; for bodies whose numbers must stay exact. */
export function sealedJson(state: PiaozoneState, request: MockRequest, grant: Pick<Grant, 'triple'>): string {
  const { form, text } = sealedText(request);
  if (!state.settings.bodyForms.includes(form)) throw new Refusal(ANSWERS.contentType);
  try {
    const json = openBody(grant.triple.encryptKey, form === 'quoted' ? String(JSON.parse(text)) : text);
    JSON.parse(json);
    return json;
  } catch {
    throw new Refusal(ANSWERS.undecryptable);
  }
}

function sealedText(request: MockRequest): { form: BodyForm; text: string } {
  const mediaType = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  const text = request.body.toString('latin1');
  if (mediaType === 'text/plain') return { form: 'text-plain', text };
  if (mediaType !== 'application/json') throw new Refusal(ANSWERS.contentType);
  return { form: text.startsWith('"') ? 'quoted' : 'bare', text };
}

/** What an encrypted request says, without any effect; `undefined` when the mock would not accept its token or body. For fault selection. */
export function peek(state: PiaozoneState, request: MockRequest): Readonly<Record<string, unknown>> | undefined {
  try {
    return sealedBody(state, request, authorized(state, request));
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
