import type { XmlElement } from '@piaozone/core/adapter';
import { AXIS, SOAP } from './names.js';

/** A SOAP 1.1 fault. The texts are the server's own: show them only through {@link printableFault}. */
export interface SoapFault {
  /** Without prefix: `Server.userException`, `Server.NoService`, `Client`. */
  readonly code: string;
  readonly text: string;
  /** The server's host name, which Axis puts into the detail. */
  readonly hostname: string | undefined;
}

/**
 * What a fault proves. `session`: the session is missing or dead. `no-service`, `signature`, `message`: refused before any method was called, by the
 * dispatcher or while the message was read. `collision`: Axis stumbled over a parallel call, most likely before the method. `other`: the method may have run, in part or as a whole; a null pointer or a bad number may come from it.
 */
export type FaultKind = 'session' | 'no-service' | 'signature' | 'message' | 'collision' | 'other';

/** A phrase, or several that must all occur. */
export type FaultPhrase = string | readonly string[];

/** Kingdee's symptoms of a missing session (eas-and-imaging §3); other texts of a real EAS are unknown. */
export const SESSION_FAULTS: readonly FaultPhrase[] = [
  'please login first',
  'session not found',
  ['com.kingdee.bos.webservice.WSInvokeException', 'com.kingdee.bos.orm.rmi.RMIException'],
  '数据异常,串用户',
];

const MAX_TEXT = 300;
/** Axis 1.4 sorts a list that all calls share for each of them; under parallel calls Java refuses that now and then (measured on JDK 17). */
const COLLISION = 'java.util.ConcurrentModificationException';
const NO_SERVICE = 'Server.NoService';
/** Refusals of the dispatcher before any method is called (eas-and-imaging §5.3). */
const SIGNATURE = /^(?:no such operation\b|tried to invoke method\b)/i;

/** Axis could not read the message (eas-and-imaging §5.3); a method's own exception of that class comes with other words. */
const UNREADABLE =
  /^org\.xml\.sax\.SAXException: (?:Invalid element in \S+ - |Bad envelope tag:|Processing instructions are not allowed within SOAP messages)/;

export function readFault(body: XmlElement): SoapFault | undefined {
  const fault = body.elements('Fault').find(({ namespace }) => namespace === SOAP);
  if (fault === undefined) return undefined;
  const code = fault.elements('faultcode')[0]?.text.trim() ?? '';
  const hostname = fault
    .elements('detail')[0]
    ?.elements('hostname')
    .find(({ namespace }) => namespace === AXIS)
    ?.text.trim();
  return { code: code.slice(code.indexOf(':') + 1), text: fault.elements('faultstring')[0]?.text ?? '', hostname: hostname || undefined };
}

export function faultKind(fault: SoapFault, sessionFaults: readonly FaultPhrase[]): FaultKind {
  const text = folded(fault.text);
  if (fault.code === NO_SERVICE) return 'no-service';
  if (fault.code === 'Client.NoSOAPAction' || SIGNATURE.test(fault.text.trim())) return 'signature';
  if (UNREADABLE.test(fault.text.trim())) return 'message';
  if (fault.text.trim() === COLLISION) return 'collision';
  const dead = sessionFaults.some((phrase) => (typeof phrase === 'string' ? [phrase] : phrase).every((part) => text.includes(folded(part))));
  return dead ? 'session' : 'other';
}

/** The fault's words for a person: what stands before the stack trace, without addresses of the server's network. */
export function printableFault({ text, hostname }: SoapFault): string {
  const reason = text.split(/\s+at\s+[\w$.<>]+\([^)\n]*\)/, 1)[0] ?? '';
  const named = hostname === undefined || hostname.length < 3 ? reason : reason.replaceAll(hostname, '[host]');
  const hidden = named
    .replace(/\/\/[^\s/:?#]+(?::\d+)?/g, '//[host]')
    .replace(/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b/g, '[host]')
    .replace(/(UnknownHostException:|\bhost(?:name)?\s*[:=])\s*[^\s;,]+/gi, '$1 [host]');
  const line = hidden.replace(/\s+/g, ' ').trim();
  return line.length > MAX_TEXT ? `${line.slice(0, MAX_TEXT)}…` : line;
}

function folded(text: string): string {
  return text.toLowerCase().replaceAll('，', ',').replace(/\s+/g, ' ');
}
