import { AXIS, INVOKE_EXCEPTION } from './names.js';
import { node, type XmlNode } from './xml-write.js';

export interface SoapFaultOptions {
  /** The code is in the Axis namespace; otherwise it is written as given. */
  readonly axis?: boolean;
  readonly runtime?: boolean;
  /** Without a stack trace: faults Axis makes itself, not from an exception. */
  readonly traceless?: boolean;
}

/** A fault on its way to the client; HTTP 500 (eas-and-imaging §5.3). */
export class SoapFault extends Error {
  readonly code: string;
  readonly options: SoapFaultOptions;

  constructor(code: string, text: string, options: SoapFaultOptions = {}) {
    super(text);
    this.code = code;
    this.options = options;
  }
}

/** Thrown by a facade of the test: reaches the client as a `WSInvokeException` around `message`. */
export class WsInvokeException extends Error {}

export function invokeException(text: string): SoapFault {
  return new SoapFault('soapenv:Server.userException', `${INVOKE_EXCEPTION}: ${text}`);
}

export function saxException(text: string): SoapFault {
  return new SoapFault('soapenv:Server.userException', `org.xml.sax.SAXException: ${text}`);
}

export function illegalNumber(text: string): SoapFault {
  return runtimeException(`java.lang.NumberFormatException: For input string: "${text}"`);
}

export function invalidBoolean(): SoapFault {
  return runtimeException('java.lang.NumberFormatException: Invalid boolean');
}

/** An empty number or flag in a bean. */
export function nullPointer(): SoapFault {
  return runtimeException('java.lang.NullPointerException');
}

function runtimeException(text: string): SoapFault {
  return new SoapFault('soapenv:Server.userException', text, { runtime: true });
}

/** Too many parts or an empty int: Axis says the operation does not exist, and here without a prefix. */
export function noOperationForParts(operation: string): SoapFault {
  return new SoapFault('Server.userException', `No such operation '${operation}'`);
}

export function unknownOperation(operation: string): SoapFault {
  return new SoapFault('Client', `No such operation '${operation}'`, { axis: true });
}

export function unknownService(service: string): SoapFault {
  const text = `The AXIS engine could not find a target service to invoke!  targetService is ${service}`;
  return new SoapFault('Server.NoService', text, { axis: true });
}

/** The middle of the text is mock-defined: the reference keeps only its frame. */
export function argumentsDoNotMatch(operation: string): SoapFault {
  const text = `Tried to invoke method ${operation} with arguments (mock).  The arguments do not match the signature.`;
  return new SoapFault('soapenv:Server.generalException', `${text}; nested exception is: \n\tjava.lang.IllegalArgumentException`, {
    traceless: true,
  });
}

/** SOAP 1.1 knows 0 and 1 only. */
export function badMustUnderstand(value: string, header: string): SoapFault {
  return new SoapFault('soapenv:Server.generalException', `'${value}' is not a valid value for the mustUnderstand attribute on element ${header}`);
}

export function notUnderstood(headers: readonly string[]): SoapFault {
  return new SoapFault('soapenv:MustUnderstand', `Did not understand "MustUnderstand" header(s):${headers.join('')}`);
}

/** `soapenv:Fault` with the trace and host name that real servers leak; their values are mock-defined. */
export function faultNode(fault: SoapFault): XmlNode {
  const { axis = false, runtime = false, traceless = false } = fault.options;
  const trace = `${fault.message}\n\tat com.example.mock.Facade.call(Facade.java:1)\n`; // mock-defined
  const details: [string, string][] = [
    ...(traceless ? [] : [['stackTrace', trace] as [string, string]]),
    ['hostname', 'mock-eas-host'], // mock-defined
    ...(runtime ? [['isRuntimeException', 'true'] as [string, string]] : []),
  ];
  return node('soapenv:Fault', {}, [
    axis ? node('faultcode', { 'xmlns:ns1': AXIS }, `ns1:${fault.code}`) : node('faultcode', {}, fault.code),
    node('faultstring', {}, fault.message),
    node(
      'detail',
      {},
      details.map(([name, text], index) => node(`ns${index + 1}:${name}`, { [`xmlns:ns${index + 1}`]: AXIS }, text)),
    ),
  ]);
}
