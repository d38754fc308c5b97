/** Namespaces of the wire (eas-and-imaging, placeholders and §6). */
export const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/';
export const SOAP_ENCODING = 'http://schemas.xmlsoap.org/soap/encoding/';
export const NEXT_ACTOR = 'http://schemas.xmlsoap.org/soap/actor/next';
export const XSD = 'http://www.w3.org/2001/XMLSchema';
export const XSI = 'http://www.w3.org/2001/XMLSchema-instance';
export const LOGIN = 'http://login.webservice.bos.kingdee.com';
export const AXIS = 'http://xml.apache.org/axis/';
export const INVOKE_EXCEPTION = 'com.kingdee.bos.webservice.WSInvokeException';
export const SERVICES_PATH = '/ormrpc/services/';
