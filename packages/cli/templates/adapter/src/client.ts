import {
  type AdapterContext,
  type Call,
  type Effect,
  isObject,
  type JsonObject,
  type JsonValue,
  joinUrl,
  PiaozoneError,
} from '@piaozone/core/adapter';
import { readAnswer } from './answer.js';
import { jsonPost, type MyErpSessions } from './session.js';

/** Calls of MyErp in the sessions of one connection. */
export class MyErpClient {
  readonly #context: AdapterContext;
  readonly #baseUrl: string;
  readonly #sessions: MyErpSessions;

  constructor(context: AdapterContext, baseUrl: string, sessions: MyErpSessions) {
    this.#context = context;
    this.#baseUrl = baseUrl;
    this.#sessions = sessions;
  }

  /**
   * @param effect `write` is never repeated blindly; `read` is, after a failure that may pass
   * @returns `data` of the answer
   */
  async post(name: string, body: Readonly<Record<string, unknown>>, effect: Effect, call: Call): Promise<JsonValue | undefined> {
    const { http, locale } = this.#context;
    const context = { operation: `myerp.${name}`, requestId: call.requestId, effect, locale };
    return http.call({
      ...context,
      request: jsonPost(joinUrl(this.#baseUrl, `/api/${name}`), body),
      authorize: this.#sessions.authorizer,
      classify: (response) => readAnswer(response, { ...context, redact: (text) => this.#sessions.redact(text) }),
      ...(call.signal === undefined ? {} : { signal: call.signal }),
    });
  }

  /** The rows of one page, and whether more follow. @throws response_invalid for an answer without rows */
  async rows(
    name: string,
    body: Readonly<Record<string, unknown>>,
    call: Call,
  ): Promise<{ readonly rows: readonly JsonObject[]; readonly more: boolean }> {
    const data = await this.post(name, body, 'read', call);
    const rows = isObject(data) ? data['rows'] : undefined;
    if (isObject(data) && Array.isArray(rows) && rows.every(isObject)) return { rows, more: data['more'] === true };
    const message = { zh: `MyErp 的 ${name} 应答中没有 data.rows 列表`, en: `the answer of MyErp to ${name} holds no list data.rows` };
    throw new PiaozoneError({
      code: 'response_invalid',
      outcome: 'rejected',
      operation: `myerp.${name}`,
      requestId: call.requestId,
      locale: this.#context.locale,
      message,
    });
  }
}
