import { serializeXml, type XmlNode } from '@piaozone/core/adapter';
import { LOGIN, SOAP, XSD, XSI } from './names.js';

/** One part of a request: unqualified, in the order of the operation's signature. */
export interface SoapPart {
  readonly name: string;
  readonly value: string;
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
 * The bytes of one SOAP 1.1 request.
 * @param sessionId goes into the header EAS reads: its namespace is fixed, `actor` and `mustUnderstand` would make the call fail or run unnoticed (§3)
 * @throws request_invalid when a value holds a character XML cannot carry
 */
export function writeEnvelope(request: SoapRequest, sessionId?: string): Buffer {
  const { namespace, prefix, operation, parts } = request;
  const header: XmlNode[] =
    sessionId === undefined
      ? []
      : [{ name: 'soapenv:Header', children: [{ name: 'ns1:SessionId', attributes: [['xmlns:ns1', LOGIN]], children: [sessionId] }] }];
  const body: XmlNode = {
    name: 'soapenv:Body',
    children: [
      {
        name: `${prefix}:${operation}`,
        attributes: [[`xmlns:${prefix}`, namespace]],
        children: parts.map(({ name, value }) => ({ name, children: [value] })),
      },
    ],
  };
  const envelope: XmlNode = {
    name: 'soapenv:Envelope',
    attributes: [
      ['xmlns:soapenv', SOAP],
      ['xmlns:xsd', XSD],
      ['xmlns:xsi', XSI],
    ],
    children: [...header, body],
  };
  return Buffer.from(DECLARATION + serializeXml(envelope), 'utf8');
}
