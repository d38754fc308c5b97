/** Namespaces and fixed names of the wire (eas-and-imaging, placeholders and §6). */
export const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/';
export const SOAP_ENCODING = 'http://schemas.xmlsoap.org/soap/encoding/';
export const XSD = 'http://www.w3.org/2001/XMLSchema';
export const XSI = 'http://www.w3.org/2001/XMLSchema-instance';
/** Body namespace of EASLogin and namespace of the session header. */
export const LOGIN = 'http://login.webservice.bos.kingdee.com';
export const AXIS = 'http://xml.apache.org/axis/';
