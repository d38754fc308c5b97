import type { PartSpec } from './dispatch.js';
import { CONTEXT_TYPE, LOGIN_PARTS, LOGOUT_PARTS } from './login-service.js';
import { LOGIN, SOAP_ENCODING, XSD } from './names.js';
import type { EasFacade } from './options.js';
import { node, writeXml, type XmlNode } from './xml-write.js';

interface WsdlOperation {
  readonly name: string;
  /** Distinguishes the messages of overloads: empty, `1`, `2`. */
  readonly suffix: string;
  readonly parts: readonly PartSpec[];
  /** `undefined`: void. */
  readonly returns: string | undefined;
}

interface WsdlService {
  /** The URL it is fetched from: target namespace and address at once (eas-and-imaging §2.1). */
  readonly url: string;
  readonly service: string;
  readonly portType: string;
  readonly inputNamespace: string;
  readonly typeNamespace: string;
  readonly types: readonly XmlNode[];
  readonly operations: readonly WsdlOperation[];
  readonly declaresFault: boolean;
}

const WSDL = 'http://schemas.xmlsoap.org/wsdl/';
const RETURN_TYPES = {
  void: undefined,
  string: 'xsd:string',
  'string[]': 'impl:ArrayOf_xsd_string',
  'string[][]': 'impl:ArrayOfArrayOf_xsd_string',
} as const;
const CONTEXT_FIELDS = ['dbType', 'dcName', 'password', 'sessionId', 'slnName', 'userName'];

/** EASLogin with the login overloads in the given order, and logout; no declared faults. */
export function loginWsdl(url: string, overloads: readonly (6 | 7 | 8)[]): string {
  const returns = `tns1:${CONTEXT_TYPE.local}`;
  return wsdl({
    url,
    service: 'EASLogin',
    portType: 'EASLoginProxy',
    inputNamespace: LOGIN,
    typeNamespace: CONTEXT_TYPE.namespace,
    types: [
      complexType(
        CONTEXT_TYPE.local,
        CONTEXT_FIELDS.map((name) => (name === 'dbType' ? node('element', { name, type: 'xsd:int' }) : nillableString(name))),
      ),
    ],
    operations: [
      ...overloads.map((count, index) => ({
        name: 'login',
        suffix: index === 0 ? '' : String(index),
        parts: LOGIN_PARTS.slice(0, count),
        returns,
      })),
      { name: 'logout', suffix: '', parts: LOGOUT_PARTS, returns: 'xsd:boolean' },
    ],
    declaresFault: false,
  });
}

/** A string facade: the operations that name their parts, each with the fault `WSInvokeException`. */
export function facadeWsdl(url: string, { service, namespace, operations }: EasFacade): string {
  return wsdl({
    url,
    service,
    portType: `${service}SrvProxy`,
    inputNamespace: namespace,
    typeNamespace: `urn:client.${service.replace(/^WS/, '').toLowerCase()}`,
    types: [complexType('WSInvokeException', [])],
    operations: Object.entries(operations).flatMap(([name, operation]) => {
      if (typeof operation === 'function') return [];
      const { parts, returns = 'string' } = operation;
      const type = RETURN_TYPES[returns];
      return [{ name, suffix: '', parts: parts.map((part) => ({ name: part, type: 'string' as const })), returns: type }];
    }),
    declaresFault: true,
  });
}

function wsdl(what: WsdlService): string {
  const { url, service, portType, operations } = what;
  const attributes = {
    xmlns: WSDL,
    'xmlns:wsdlsoap': 'http://schemas.xmlsoap.org/wsdl/soap/',
    'xmlns:xsd': XSD,
    'xmlns:tns1': what.typeNamespace,
    'xmlns:impl': url,
    targetNamespace: url,
  };
  const schema = { xmlns: XSD, targetNamespace: what.typeNamespace };
  const fault = node('message', { name: 'WSInvokeException' }, [node('part', { name: 'fault', type: 'tns1:WSInvokeException' })]);
  const content = [
    node('types', {}, [
      node('schema', schema, [node('import', { namespace: SOAP_ENCODING }), ...what.types]),
      ...(what.declaresFault ? [arraySchema(url)] : []),
    ]),
    ...operations.flatMap(messages),
    ...(what.declaresFault ? [fault] : []),
    node(
      'portType',
      { name: portType },
      operations.map((operation) => portOperation(operation, what)),
    ),
    node('binding', { name: `${service}SoapBinding`, type: `impl:${portType}` }, [
      node('wsdlsoap:binding', { style: 'rpc', transport: 'http://schemas.xmlsoap.org/soap/http' }),
      ...operations.map((operation) => bindingOperation(operation, what)),
    ]),
    node('service', { name: `${portType}Service` }, [
      node('port', { binding: `impl:${service}SoapBinding`, name: service }, [node('wsdlsoap:address', { location: url })]),
    ]),
  ];
  return writeXml(node('definitions', attributes, content), true);
}

function messages({ name, suffix, parts, returns }: WsdlOperation): XmlNode[] {
  const part = (partName: string, type: string) => node('part', { name: partName, type });
  return [
    node(
      'message',
      { name: `${name}Request${suffix}` },
      parts.map((spec) => part(spec.name, `xsd:${spec.type}`)),
    ),
    node('message', { name: `${name}Response${suffix}` }, returns === undefined ? [] : [part(`${name}Return`, returns)]),
  ];
}

function portOperation({ name, suffix, parts }: WsdlOperation, { declaresFault }: WsdlService): XmlNode {
  const message = (kind: string, element: string) => node(element, { message: `impl:${name}${kind}${suffix}`, name: `${name}${kind}${suffix}` });
  return node('operation', { name, parameterOrder: parts.map((spec) => spec.name).join(' ') }, [
    message('Request', 'input'),
    message('Response', 'output'),
    ...(declaresFault ? [node('fault', { message: 'impl:WSInvokeException', name: 'WSInvokeException' })] : []),
  ]);
}

function bindingOperation({ name, suffix }: WsdlOperation, { url, inputNamespace, declaresFault }: WsdlService): XmlNode {
  const encoded = { use: 'encoded', encodingStyle: SOAP_ENCODING };
  const faultBody = node('wsdlsoap:fault', { name: 'WSInvokeException', ...encoded, namespace: url });
  return node('operation', { name }, [
    node('wsdlsoap:operation', { soapAction: '' }),
    node('input', { name: `${name}Request${suffix}` }, [node('wsdlsoap:body', { ...encoded, namespace: inputNamespace })]),
    node('output', { name: `${name}Response${suffix}` }, [node('wsdlsoap:body', { ...encoded, namespace: url })]),
    ...(declaresFault ? [node('fault', { name: 'WSInvokeException' }, [faultBody])] : []),
  ]);
}

function complexType(name: string, elements: readonly XmlNode[]): XmlNode {
  return node('complexType', { name }, [node('sequence', {}, elements)]);
}

/** The two array types of strings, in the namespace of the URL. */
function arraySchema(url: string): XmlNode {
  const array = (name: string, itemType: string) =>
    node('complexType', { name }, [
      node('complexContent', {}, [
        node('restriction', { base: 'soapenc:Array' }, [node('attribute', { ref: 'soapenc:arrayType', 'wsdl:arrayType': `${itemType}[]` })]),
      ]),
    ]);
  return node('schema', { xmlns: XSD, 'xmlns:soapenc': SOAP_ENCODING, 'xmlns:wsdl': WSDL, targetNamespace: url }, [
    node('import', { namespace: SOAP_ENCODING }),
    array('ArrayOf_xsd_string', 'xsd:string'),
    array('ArrayOfArrayOf_xsd_string', 'xsd:string[]'),
  ]);
}

function nillableString(name: string): XmlNode {
  return node('element', { name, nillable: 'true', type: 'xsd:string' });
}
