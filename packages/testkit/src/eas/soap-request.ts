import { notUnderstood, SoapFault, saxException } from './faults.js';
import { LOGIN, NEXT_ACTOR, SOAP, XSI } from './names.js';
import { readXml, type XmlElement, XmlRefused } from './xml-read.js';

/** One RPC call as it came in. */
export interface SoapCall {
  /** As sent; the reply echoes it, empty = unqualified. */
  readonly namespace: string;
  readonly operation: string;
  readonly parts: readonly XmlElement[];
  /** From the `SessionId` header, trimmed; `undefined` where the server would read null. */
  readonly sessionId: string | undefined;
  /** The fault that follows **after** the method has run, when a header demanded to be understood. */
  readonly afterwards: SoapFault | undefined;
}

/** Reads a SOAP 1.1 envelope; throws the {@link SoapFault} Axis answers with. */
export function readCall(bytes: Buffer): SoapCall {
  const envelope = readEnvelope(bytes);
  const operation = childOf(envelope, 'Body')?.children[0];
  if (operation === undefined) throw saxException('no body'); // mock-defined text
  const headers = (childOf(envelope, 'Header')?.children ?? []).filter(addressedToServer);
  const demanded = headers.filter((header) => header.attributes.get(`{${SOAP}}mustUnderstand`) === '1');
  return {
    namespace: operation.namespace,
    operation: operation.local,
    parts: operation.children,
    sessionId: sessionIdOf(headers),
    afterwards: demanded.length === 0 ? undefined : notUnderstood(demanded.map(({ namespace, local }) => `{${namespace}}${local}`)),
  };
}

export function isNil(element: XmlElement): boolean {
  return ['true', '1'].includes(element.attributes.get(`{${XSI}}nil`) ?? '');
}

function readEnvelope(bytes: Buffer): XmlElement {
  try {
    const root = readXml(bytes);
    if (root.local !== 'Envelope') throw saxException(`Bad envelope tag:  ${root.local}`);
    if (root.namespace !== SOAP) throw new SoapFault('soapenv:VersionMismatch', 'Version Mismatch'); // mock-defined text
    return root;
  } catch (error) {
    if (!(error instanceof XmlRefused)) throw error;
    if (error.reason === 'markup') throw saxException('Processing instructions are not allowed within SOAP messages');
    throw new SoapFault('soapenv:Server.userException', `org.xml.sax.SAXParseException: ${error.message}`); // mock-defined text
  }
}

function childOf(envelope: XmlElement, local: string): XmlElement | undefined {
  return envelope.children.find((child) => child.namespace === SOAP && child.local === local);
}

/** `actor=""` was measured not to be read, unlike no actor at all. */
function addressedToServer(header: XmlElement): boolean {
  const actor = header.attributes.get(`{${SOAP}}actor`);
  return actor === undefined || actor === NEXT_ACTOR;
}

function sessionIdOf(headers: readonly XmlElement[]): string | undefined {
  const first = headers.find((header) => header.namespace === LOGIN && header.local === 'SessionId');
  const text = first?.text.trim() ?? '';
  return text === '' ? undefined : text;
}
