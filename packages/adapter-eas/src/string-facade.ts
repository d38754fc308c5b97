import {
  type Effect,
  type JsonValue,
  loadXml,
  PiaozoneError,
  parseExact,
  serializeXml,
  stringifyExact,
  type XmlElement,
  type XmlNode,
} from '@piaozone/core/adapter';
import type { EasCaller, EasCallOptions } from './session/eas-caller.js';
import type { SoapPart } from './soap/envelope.js';
import type { SoapValue } from './soap/reply.js';
import { type EasRow, type ResultReader, readText, readTexts } from './soap/results.js';
import { refuse } from './soap/typed-parts.js';

/** A facade known by its name: no WSDL is read. */
export interface FacadeAddress {
  /** Last part of the address, `WS…`. */
  readonly service: string;
  /** Namespace of the operations: `http://` and the reversed Java package. */
  readonly namespace: string;
}

/** One argument: text as it is, or JSON or XML written as text. */
export type FacadeArgument = string | number | boolean | { readonly json: JsonValue } | { readonly xml: XmlNode };

/** Arguments by part name, in the order of the signature; all of them, because Axis picks the overload by their number. */
export type FacadeArguments = Readonly<Record<string, FacadeArgument>>;

export interface FacadeCallOptions extends EasCallOptions {
  /** `read` = may be repeated. Default `write`: what is not known to be harmless is never sent twice. */
  readonly effect?: Effect;
}

const XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>';

/** Calls of one facade with text arguments, as custom facades of EAS mostly are (eas-and-imaging §4.1). */
export class StringFacade {
  readonly #caller: EasCaller;
  readonly #address: FacadeAddress;

  constructor(caller: EasCaller, address: FacadeAddress) {
    this.#caller = caller;
    this.#address = address;
  }

  /** The returned text; `null` = nil. */
  text(operation: string, args: FacadeArguments, options?: FacadeCallOptions): Promise<string | null> {
    return this.#call(operation, args, readText, options);
  }

  /** A returned `string[]`. */
  texts(operation: string, args: FacadeArguments, options?: FacadeCallOptions): Promise<EasRow | null> {
    return this.#call(operation, args, readTexts, options);
  }

  /** The returned text as JSON, numbers exact. @throws response_invalid when it is none */
  json(operation: string, args: FacadeArguments, options?: FacadeCallOptions): Promise<JsonValue> {
    return this.#call(operation, args, (value) => parseJson(readText(value) ?? '', operation), options);
  }

  /** The returned text as XML. @throws response_invalid when it is none */
  async xml(operation: string, args: FacadeArguments, options?: FacadeCallOptions): Promise<XmlElement> {
    const xml = await loadXml();
    return this.#call(operation, args, (value) => xml.parse(readText(value) ?? ''), options);
  }

  /** Whatever is returned: text, nil, arrays, beans; `undefined` = void. */
  value(operation: string, args: FacadeArguments, options?: FacadeCallOptions): Promise<SoapValue | undefined> {
    return this.#call(operation, args, (value) => value, options);
  }

  #call<T>(operation: string, args: FacadeArguments, read: ResultReader<T>, { effect = 'write', ...options }: FacadeCallOptions = {}): Promise<T> {
    const { service, namespace } = this.#address;
    const parts = (): SoapPart[] => Object.entries(args).map(([name, argument]) => ({ name, value: textOf(name, argument) }));
    return this.#caller.call({ name: `eas.${service}.${operation}`, service, namespace, operation, parts, effect }, read, options);
  }
}

function textOf(path: string, argument: FacadeArgument): string {
  if (typeof argument === 'string') return argument;
  if (typeof argument === 'boolean') return String(argument);
  // A fraction is money more often than not, and a double has not got it exactly.
  if (typeof argument === 'number' && Number.isSafeInteger(argument)) return String(argument);
  if (typeof argument === 'object' && argument !== null && 'json' in argument) return stringifyExact(argument.json);
  if (typeof argument === 'object' && argument !== null && 'xml' in argument) return XML_DECLARATION + serializeXml(argument.xml);
  refuse([
    { path, message: { zh: '须为文本、整数、布尔值、{ json } 或 { xml }', en: 'must be a text, a whole number, a boolean, { json } or { xml }' } },
  ]);
  return '';
}

function parseJson(text: string, operation: string): JsonValue {
  try {
    return parseExact(text);
  } catch {
    // The parser's message shows the beginning of the text, which is the ERP's data.
    throw new PiaozoneError({
      code: 'response_invalid',
      outcome: 'unknown',
      message: {
        zh: `${operation} 返回的不是有效的 JSON，共 ${text.length} 个字符`,
        en: `what ${operation} returned is no valid JSON, ${text.length} characters`,
      },
    });
  }
}
