import { PiaozoneError, type XmlElement } from '@piaozone/core/adapter';
import { SOAP, SOAP_ENCODING, XSD, XSI } from './names.js';

/** A returned value. Scalars stay text whatever form the reply has; nil is `null` and keeps its place in an array. */
export type SoapValue = string | null | readonly SoapValue[] | SoapRecord;

/** A bean. Field names are data, hence a map. */
export type SoapRecord = ReadonlyMap<string, SoapValue>;

export function isSoapRecord(value: SoapValue | undefined): value is SoapRecord {
  return value instanceof Map;
}

/** Values beyond two for each element; far above any real answer. Ends documents that reference one bean many times over. */
const MAX_SHARED_VALUES = 500_000;
/** Elements may be nested as deep as the XML reader allows, but references can chain them. */
const MAX_REFERENCES = 64;
const INTEGER = /^[+-]?\d+$/;
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$|^-?INF$|^NaN$/;
/** Lexical forms of the types the published WSDLs declare; every other type is text. */
const LEXICAL: ReadonlyMap<string, RegExp> = new Map([
  ...['int', 'integer', 'long', 'short', 'byte'].map((type) => [type, INTEGER] as const),
  ...['double', 'float', 'decimal'].map((type) => [type, NUMBER] as const),
  ['boolean', /^(?:true|false|1|0)$/],
]);

/**
 * Reads the body of a reply in any of Axis' three forms: everything behind `href`, beans behind `href`, everything inline (eas-and-imaging §5.2).
 * @returns the value of `<operation>Return`; `undefined` for a void method
 * @throws response_invalid for another operation's answer, dangling, cyclic or foreign references, and values that contradict their declared type
 */
export function readReply(body: XmlElement, operation: string): SoapValue | undefined {
  const response = body.elements(`${operation}Response`)[0];
  if (response === undefined) throw invalid(`没有 ${operation}Response`, `there is no ${operation}Response`);
  const [value, ...more] = response.elements();
  if (value === undefined) return undefined;
  if (value.name !== `${operation}Return` || more.length > 0)
    throw invalid(`没有唯一的 ${operation}Return`, `there is not exactly one ${operation}Return`);
  return new ReplyReader(body).read(value);
}

/** The SOAP 1.1 body of a document's root. @throws response_invalid when there is none */
export function soapBody(root: XmlElement): XmlElement {
  if (root.name !== 'Envelope') throw invalid('不是 SOAP 信封', 'it is no SOAP envelope');
  if (root.namespace !== SOAP) throw invalid('不是 SOAP 1.1 信封', 'it is no SOAP 1.1 envelope');
  const body = root.elements('Body').find(({ namespace }) => namespace === SOAP);
  if (body === undefined) throw invalid('没有 Body', 'it has no Body');
  return body;
}

class ReplyReader {
  readonly #targets = new Map<string, XmlElement>();
  readonly #open = new Set<string>();
  /** Elements that may still be read. */
  #left = MAX_SHARED_VALUES;

  constructor(body: XmlElement) {
    this.#collect(body);
  }

  read(element: XmlElement): SoapValue {
    this.#left -= 1;
    if (this.#left < 0) throw invalid('值太多', 'it holds too many values');
    const href = element.attribute('href');
    if (href !== undefined) return this.#follow(element, href);
    const nil = element.attribute('nil', XSI);
    if (nil === 'true' || nil === '1') return null;
    const type = declaredType(element);
    if (element.attribute('arrayType', SOAP_ENCODING) !== undefined || (type?.name === 'Array' && type.namespace === SOAP_ENCODING)) {
      return this.#array(element);
    }
    const scalar = type === undefined ? element.elements().length === 0 : type.namespace === XSD || type.namespace === SOAP_ENCODING;
    return scalar ? readScalar(element, type?.name) : this.#record(element);
  }

  /** The order of `multiRef` elements is not fixed and one may be referenced twice: look up, never walk along. */
  #follow(element: XmlElement, href: string): SoapValue {
    const id = href.startsWith('#') ? href.slice(1) : undefined;
    const target = id === undefined ? undefined : this.#targets.get(id);
    if (id === undefined || target === undefined) throw invalid('引用没有目标', 'a reference has no target');
    if (element.elements().length > 0) throw invalid('引用元素带有内容', 'a reference has content of its own');
    if (this.#open.has(id) || this.#open.size === MAX_REFERENCES) throw invalid('引用成环或过深', 'references are cyclic or too deep');
    this.#open.add(id);
    const value = this.read(target);
    this.#open.delete(id);
    return value;
  }

  #array(element: XmlElement): SoapValue[] {
    refuseText(element);
    const items = element.elements();
    if (element.attribute('offset', SOAP_ENCODING) !== undefined || items.some((item) => item.attribute('position', SOAP_ENCODING) !== undefined)) {
      throw invalid('不支持部分数组', 'partial arrays are not supported');
    }
    const declared = /\[(\d+)\]$/.exec(element.attribute('arrayType', SOAP_ENCODING) ?? '')?.[1];
    if (declared !== undefined && Number(declared) !== items.length) {
      throw invalid(`数组声明 ${declared} 项，实有 ${items.length} 项`, `an array declares ${declared} items and has ${items.length}`);
    }
    return items.map((item) => this.read(item));
  }

  #record(element: XmlElement): SoapRecord {
    refuseText(element);
    const fields = new Map<string, SoapValue>();
    for (const field of element.elements()) {
      if (fields.has(field.name)) throw invalid('同一字段出现两次', 'a field occurs twice');
      fields.set(field.name, this.read(field));
    }
    return fields;
  }

  #collect(element: XmlElement): void {
    for (const child of element.children) {
      if (typeof child === 'string') continue;
      this.#left += 2;
      const id = child.attribute('id');
      if (id !== undefined) {
        if (this.#targets.has(id)) throw invalid('同一 id 出现两次', 'an id occurs twice');
        this.#targets.set(id, child);
      }
      this.#collect(child);
    }
  }
}

function readScalar(element: XmlElement, type: string | undefined): string {
  if (element.elements().length > 0) throw invalid('简单类型的值带有子元素', 'a simple value has child elements');
  const lexical = type === undefined ? undefined : LEXICAL.get(type);
  if (lexical === undefined) return element.text;
  const text = element.text.trim();
  if (!lexical.test(text)) throw invalid(`值与声明的类型 ${type} 不符`, `a value contradicts its declared type ${type}`);
  return text;
}

function declaredType(element: XmlElement): { namespace: string | undefined; name: string } | undefined {
  const type = element.attribute('type', XSI)?.trim();
  if (type === undefined || type === '') return undefined;
  const colon = type.indexOf(':');
  return { namespace: element.namespaceOf(colon < 0 ? '' : type.slice(0, colon)), name: type.slice(colon + 1) };
}

/** Pretty-printed replies have blanks between elements; anything else there is a value we would lose. */
function refuseText(element: XmlElement): void {
  if (element.text.trim() !== '') throw invalid('元素之间有多余的文本', 'there is text between elements');
}

function invalid(zh: string, en: string): PiaozoneError {
  return new PiaozoneError({
    code: 'response_invalid',
    outcome: 'unknown',
    message: { zh: `EAS 的 SOAP 应答无法读取：${zh}`, en: `the SOAP answer of EAS cannot be read: ${en}` },
  });
}
