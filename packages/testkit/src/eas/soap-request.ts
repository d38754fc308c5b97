import { badMustUnderstand, notUnderstood, SoapFault, saxException } from './faults.js';
import { LOGIN, NEXT_ACTOR, SOAP, XSI } from './names.js';
import { readXml, type XmlElement, XmlRefused } from './xml-read.js';

/** Elements of the body that others point to by `href`. */
export interface References {
  /** The element itself, or the one it points to; `undefined` where nothing has that id. */
  resolve(element: XmlElement): XmlElement | undefined;
}

/** One RPC call as it came in. */
export interface SoapCall {
  /** As sent; the reply echoes it, empty = unqualified. */
  readonly namespace: string;
  readonly operation: string;
  readonly parts: readonly XmlElement[];
  /** Parts and stray texts between them, which Axis counts with them. */
  readonly children: number;
  readonly references: References;
  /** From the `SessionId` header, trimmed; `undefined` where the server would read null. */
  readonly sessionId: string | undefined;
  /** The fault that follows, by default after the method has run, when a header demanded to be understood. */
  readonly afterwards: SoapFault | undefined;
}

/** Reads a SOAP 1.1 envelope; throws the {@link SoapFault} Axis answers with. */
export function readCall(bytes: Buffer): SoapCall {
  const envelope = readEnvelope(bytes);
  const body = childOf(envelope, 'Body')?.children ?? [];
  const operation = body[0];
  if (operation === undefined) throw new SoapFault('soapenv:Server.userException', 'java.lang.Exception: Body not found.');
  const headers = childOf(envelope, 'Header')?.children ?? [];
  const demanded = headers.filter(mustUnderstand).filter(addressedToServer);
  return {
    namespace: operation.namespace,
    operation: operation.local,
    parts: operation.children,
    children: operation.children.length + operation.texts.filter((text) => text.trim() !== '').length,
    references: referencesIn(body),
    sessionId: sessionIdOf(headers),
    afterwards: demanded.length === 0 ? undefined : notUnderstood(demanded.map(qualifiedName)),
  };
}

/** Local name of the type an element declares, whatever its namespace. */
export function xsiTypeOf(element: XmlElement): string | undefined {
  return element.attributes.get(`{${XSI}}type`)?.replace(/^.*:/, '');
}

function referencesIn(body: readonly XmlElement[]): References {
  const byId = new Map<string, XmlElement>();
  for (const element of body) {
    const id = element.attributes.get('id');
    if (id !== undefined) byId.set(`#${id}`, element);
  }
  return {
    resolve: (element) => {
      const href = element.attributes.get('href');
      return href === undefined ? element : byId.get(href);
    },
  };
}

function mustUnderstand(header: XmlElement): boolean {
  const value = header.attributes.get(`{${SOAP}}mustUnderstand`) ?? '0';
  if (value !== '0' && value !== '1') throw badMustUnderstand(value, qualifiedName(header));
  return value === '1';
}

function qualifiedName({ namespace, local }: XmlElement): string {
  return `{${namespace}}${local}`;
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

/** The first of that name decides, even where it is meant for another actor. */
function sessionIdOf(headers: readonly XmlElement[]): string | undefined {
  const first = headers.find((header) => header.namespace === LOGIN && header.local === 'SessionId');
  const text = first === undefined || !addressedToServer(first) || first.children.length > 0 ? '' : first.text.trim();
  return text === '' ? undefined : text;
}
