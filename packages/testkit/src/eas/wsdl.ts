import { formsOf } from './facade-service.js';
import { CONTEXT, LOGIN_PARTS, LOGOUT_PARTS, LTPA_PARTS } from './login-service.js';
import { LOGIN, SOAP_ENCODING, XSD } from './names.js';
import type { EasFacade } from './options.js';
import type { PartSpec, PartType } from './part-types.js';
import { WsdlTypes } from './wsdl-types.js';
import { node, writeXml, type XmlNode } from './xml-write.js';

interface WsdlOperation {
  readonly name: string;
  /** Distinguishes the messages of overloads: empty, `1`, `2`. */
  readonly suffix: string;
  readonly parts: readonly PartSpec[];
  readonly returns: PartType | 'void';
}

interface WsdlService {
  /** The URL it is fetched from: target namespace and address at once (eas-and-imaging §2.1). */
  readonly url: string;
  readonly service: string;
  readonly portType: string;
  readonly inputNamespace: string;
  readonly typeNamespace: string;
  readonly operations: readonly WsdlOperation[];
  readonly declaresFault: boolean;
}

const WSDL = 'http://schemas.xmlsoap.org/wsdl/';

/** EASLogin with the login overloads in the given order, and logout; no declared faults. */
export function loginWsdl(url: string, overloads: readonly (6 | 7 | 8)[]): string {
  return wsdl({
    url,
    service: 'EASLogin',
    portType: 'EASLoginProxy',
    inputNamespace: LOGIN,
    typeNamespace: CONTEXT.namespace,
    operations: [
      ...overloads.map((count, index) => ({
        name: 'login',
        suffix: index === 0 ? '' : String(index),
        parts: LOGIN_PARTS.slice(0, count),
        returns: CONTEXT,
      })),
      { name: 'loginByLtpaToken', suffix: '', parts: LTPA_PARTS, returns: CONTEXT },
      { name: 'logout', suffix: '', parts: LOGOUT_PARTS, returns: 'boolean' },
    ],
    declaresFault: false,
  });
}

/** A business facade: the operations that name their parts, each with the fault `WSInvokeException`. */
export function facadeWsdl(url: string, { service, namespace, typeNamespace, operations }: EasFacade): string {
  return wsdl({
    url,
    service,
    portType: `${service}SrvProxy`,
    inputNamespace: namespace,
    typeNamespace: typeNamespace ?? `urn:client.${service.replace(/^WS/, '').toLowerCase()}`,
    operations: Object.entries(operations).flatMap(([name, operation]) =>
      formsOf(operation).map(({ parts, returns }, index) => ({ name, suffix: index === 0 ? '' : String(index), parts, returns })),
    ),
    declaresFault: true,
  });
}

function wsdl(what: WsdlService): string {
  const { url, service, portType, operations } = what;
  const types = new WsdlTypes(what);
  const attributes = {
    xmlns: WSDL,
    'xmlns:wsdlsoap': 'http://schemas.xmlsoap.org/wsdl/soap/',
    'xmlns:soapenc': SOAP_ENCODING,
    'xmlns:xsd': XSD,
    ...types.prefixes,
    'xmlns:impl': url,
    targetNamespace: url,
  };
  const fault = node('message', { name: 'WSInvokeException' }, [node('part', { name: 'fault', type: 'tns1:WSInvokeException' })]);
  const content = [
    node('types', {}, types.schemas()),
    ...operations.flatMap((operation) => messages(operation, types)),
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

function messages({ name, suffix, parts, returns }: WsdlOperation, types: WsdlTypes): XmlNode[] {
  const part = (partName: string, type: PartType) => node('part', { name: partName, type: types.nameOf(type) });
  return [
    node(
      'message',
      { name: `${name}Request${suffix}` },
      parts.map((spec) => part(spec.name, spec.type)),
    ),
    node('message', { name: `${name}Response${suffix}` }, returns === 'void' ? [] : [part(`${name}Return`, returns)]),
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
