import { serializeXml, type XmlNode } from '@piaozone/core/adapter';
import { LOGIN, SOAP, XSD, XSI } from './names.js';

/** One part of a request, or a field or item inside one: unqualified, in the order of the signature (eas-and-imaging §5.1). */
export interface SoapPart {
  readonly name: string;
  /** Text; `null` = nil; a list = the fields of a bean or the items of an array. */
  readonly value: string | null | readonly SoapPart[];
}

/** An RPC request. The namespace is the operation's fixed one, whatever the WSDL's targetNamespace says (eas-and-imaging §11). */
export interface SoapRequest {
  readonly namespace: string;
  /** Prefix of the operation element; free, kept as in the reference's fixtures. */
  readonly prefix: string;
  readonly operation: string;
  readonly parts: readonly SoapPart[];
}

const DECLARATION = '<?xml version="1.0" encoding="utf-8"?>';

/** What every POST carries; `Content-Length` is the sender's. Axis demands SOAPAction, its value is empty (eas-and-imaging §1). */
export const SOAP_HEADERS: Readonly<Record<string, string>> = { 'Content-Type': 'text/xml; charset=utf-8', SOAPAction: '""' };

/**
 * The bytes of one SOAP 1.1 request. Values carry no `xsi:type`: Axis reads them by the signature.
 * @param sessionId goes into the header EAS reads: its namespace is fixed, `actor` and `mustUnderstand` would make the call fail or run unnoticed (§3)
 * @throws request_invalid when a value holds a character XML cannot carry
 */
export function writeEnvelope(request: SoapRequest, sessionId?: string): Buffer {
  const { namespace, prefix, operation, parts } = request;
  const header: XmlNode[] = sessionId === undefined ? [] : [{ name: 'soapenv:Header', children: [sessionHeader(sessionId)] }];
  const call: XmlNode = { name: `${prefix}:${operation}`, attributes: [[`xmlns:${prefix}`, namespace]], children: parts.map(partNode) };
  const envelope: XmlNode = {
    name: 'soapenv:Envelope',
    attributes: [
      ['xmlns:soapenv', SOAP],
      ['xmlns:xsd', XSD],
      ['xmlns:xsi', XSI],
    ],
    children: [...header, { name: 'soapenv:Body', children: [call] }],
  };
  return Buffer.from(DECLARATION + serializeXml(envelope), 'utf8');
}

/** The one element EAS looks for. */
export function sessionHeader(sessionId: string): XmlNode {
  return { name: 'ns1:SessionId', attributes: [['xmlns:ns1', LOGIN]], children: [sessionId] };
}

function partNode({ name, value }: SoapPart): XmlNode {
  if (value === null) return { name, attributes: [['xsi:nil', 'true']] };
  return { name, children: typeof value === 'string' ? [value] : value.map(partNode) };
}
