import { type Call, type Effect, type JsonValue, PiaozoneError, type PiaozoneErrorInit, parseExact } from '@piaozone/core/adapter';
import type { EasSessions } from '../session/eas-sessions.js';
import type { FacadeOperation, FacadeSettings } from '../settings/types.js';
import { type Values, writeParts } from './request.js';
import { textAt } from './values.js';

/** One operation of the facade that is about to be called. */
export interface FacadeCall<S extends string> {
  /** Name for events and errors, e.g. `eas.bills`. */
  readonly name: string;
  readonly operation: FacadeOperation<S>;
  readonly values: Values<S>;
  readonly effect: Effect;
}

/** JSON in, JSON out, over one string of SOAP each way. */
export class Facade {
  readonly #sessions: EasSessions;
  readonly #settings: FacadeSettings;

  constructor(sessions: EasSessions, settings: FacadeSettings) {
    this.#sessions = sessions;
    this.#settings = settings;
  }

  /** @throws erp_rejected when the answer's own state says so; response_invalid when it is no JSON; whatever the transport answers */
  async call<S extends string>({ name, operation, values, effect }: FacadeCall<S>, { requestId, signal }: Call): Promise<JsonValue> {
    const { service, namespace } = this.#settings;
    const { value } = await this.#sessions.call({
      name,
      service,
      request: { namespace, prefix: 'web', operation: operation.name, parts: writeParts(operation, values) },
      effect,
      requestId,
      ...(signal === undefined ? {} : { signal }),
    });
    const fail = (init: Pick<PiaozoneErrorInit, 'code' | 'message' | 'outcome'>) => new PiaozoneError({ ...init, operation: name, requestId });
    if (typeof value !== 'string' || value.trim() === '') {
      const message = { zh: `${operation.name} 没有返回 JSON 文本`, en: `${operation.name} returned no JSON text` };
      throw fail({ code: 'response_invalid', outcome: 'unknown', message });
    }
    const answer = this.#parse(value, fail);
    const { success } = operation;
    const state = success === undefined ? undefined : (textAt(answer, success.path) ?? '');
    if (state !== undefined && success?.values.includes(state) === false) {
      const text = this.explain(answer, operation);
      throw fail({
        code: 'erp_rejected',
        outcome: effect === 'read' ? 'rejected' : 'unknown',
        message: { zh: `EAS 接口 ${operation.name} 返回失败：${text}`, en: `the EAS operation ${operation.name} reports a failure: ${text}` },
      });
    }
    return answer;
  }

  /** The answer's own words for a person, or its lack of them. */
  explain(answer: JsonValue, { messagePath }: Pick<FacadeOperation<string>, 'messagePath'>): string {
    const text = messagePath === undefined ? undefined : textAt(answer, messagePath);
    return text === undefined || text.trim() === '' ? '无说明 / no reason given' : this.#sessions.redact(text.trim()).slice(0, 300);
  }

  #parse(text: string, fail: (init: Pick<PiaozoneErrorInit, 'code' | 'message' | 'outcome'>) => PiaozoneError): JsonValue {
    try {
      return parseExact(text);
    } catch {
      // The parser's message shows the beginning of the text, which is the ERP's data.
      const message = {
        zh: `EAS 接口返回的不是有效的 JSON，共 ${text.length} 个字符`,
        en: `what the EAS operation returned is no valid JSON, ${text.length} characters`,
      };
      throw fail({ code: 'response_invalid', outcome: 'unknown', message });
    }
  }
}
