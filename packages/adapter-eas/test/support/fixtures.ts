/** The reference's fixtures F4–F13 (eas-and-imaging §6), their placeholders filled in. */
const X = 'http://schemas.xmlsoap.org/soap/encoding/';
const L = 'http://login.webservice.bos.kingdee.com';
const G = 'http://webservice.app.gl.fi.eas.kingdee.com';
const A = 'http://xml.apache.org/axis/';
const E = `soapenv:encodingStyle="${X}"`;
const S = `xmlns:soapenc="${X}"`;
export const P =
  '<?xml version="1.0" encoding="utf-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>';
export const Q = '</soapenv:Body></soapenv:Envelope>';
export const SID = '0c6d2a31-1f2e-4d0b-9d58-6a3f0e7c1b22';

const loginResponse = (content: string) => `<ns1:loginResponse ${E} xmlns:ns1="${L}">${content}</ns1:loginResponse>`;
const ref = (id: string, type: string, content: string, more = '') =>
  `<multiRef id="${id}" soapenc:root="0" ${E} xsi:type="${type}" ${S}${more}>${content}</multiRef>`;
const CONTEXT = ' xmlns:ns2="urn:client"';
const fields = (string: string, dbType: string, sessionId: string) =>
  `${dbType}<dcName xsi:type="${string}">DC01</dcName><password xsi:type="${string}" xsi:nil="true"/>${sessionId}<slnName xsi:type="${string}">eas</slnName><userName xsi:type="${string}">USER</userName>`;
const inlineFields = (sessionId = `<sessionId xsi:type="xsd:string">${SID}</sessionId>`) =>
  fields('xsd:string', '<dbType xsi:type="xsd:int">1</dbType>', sessionId);

export const F4 = `${P}${loginResponse('<loginReturn href="#id0"/>')}${ref('id0', 'ns2:WSContext', fields('soapenc:string', '<dbType href="#id1"/>', `<sessionId xsi:type="soapenc:string">${SID}</sessionId>`), CONTEXT)}${ref('id1', 'xsd:int', '1')}${Q}`;
export const F5 = `${P}${loginResponse('<loginReturn href="#id0"/>')}${ref('id0', 'ns2:WSContext', inlineFields(), CONTEXT)}${Q}`;
export const F6_NIL = F5.replace(`<sessionId xsi:type="xsd:string">${SID}</sessionId>`, '<sessionId xsi:type="xsd:string" xsi:nil="true"/>');
export const F6_EMPTY = F5.replace(`<sessionId xsi:type="xsd:string">${SID}</sessionId>`, '<sessionId xsi:type="xsd:string"></sessionId>');
export const F7 = `${P}${loginResponse(`<loginReturn xsi:type="ns2:WSContext"${CONTEXT}>${inlineFields()}</loginReturn>`)}${Q}`;
const logout = (content: string) => `<ns1:logoutResponse ${E} xmlns:ns1="${L}">${content}</ns1:logoutResponse>`;
export const F8 = `${P}${logout('<logoutReturn href="#id0"/>')}${ref('id0', 'xsd:boolean', 'true')}${Q}`;
export const F8_INLINE = `${P}${logout('<logoutReturn xsi:type="xsd:boolean">true</logoutReturn>')}${Q}`;
export const F9 = `${P}<ns1:importVoucherResponse ${E} xmlns:ns1="${G}"><importVoucherReturn soapenc:arrayType="xsd:string[1]" xsi:type="soapenc:Array" ${S}><importVoucherReturn xsi:type="xsd:string">0||&#x8BB0;||2025||11||&#x6210;&#x529F;||0001||0</importVoucherReturn></importVoucherReturn></ns1:importVoucherResponse>${Q}`;
export const F10 = `${P}<ns1:getOrgResponse ${E} xmlns:ns1="${G}"><getOrgReturn soapenc:arrayType="xsd:string[][2]" xsi:type="soapenc:Array" ${S}><getOrgReturn soapenc:arrayType="xsd:string[3]" xsi:type="soapenc:Array"><getOrgReturn xsi:type="xsd:string">&#x603B;&#x90E8;</getOrgReturn><getOrgReturn xsi:type="xsd:string" xsi:nil="true"/><getOrgReturn xsi:type="xsd:string"></getOrgReturn></getOrgReturn><getOrgReturn soapenc:arrayType="xsd:string[1]" xsi:type="soapenc:Array"><getOrgReturn xsi:type="xsd:string">x&lt;y</getOrgReturn></getOrgReturn></getOrgReturn></ns1:getOrgResponse>${Q}`;
const RTN = 'http://app.gl.fi.eas.kingdee.com';
export const F11 = `${P}<ns1:importVoucherResponse ${E} xmlns:ns1="${G}"><importVoucherReturn soapenc:arrayType="ns2:WSWSRtnInfo[3]" xsi:type="soapenc:Array" xmlns:ns2="${RTN}" ${S}><importVoucherReturn href="#id0"/><importVoucherReturn xsi:type="ns2:WSWSRtnInfo" xsi:nil="true"/><importVoucherReturn href="#id0"/></importVoucherReturn></ns1:importVoucherResponse>${ref('id0', 'ns3:WSWSRtnInfo', '<number xsi:type="soapenc:string">T0001</number><period href="#id1"/><year href="#id2"/>', ` xmlns:ns3="${RTN}"`)}${ref('id2', 'xsd:int', '2025')}${ref('id1', 'xsd:int', '11')}${Q}`;
const detail = `<detail><ns1:stackTrace xmlns:ns1="${A}">…&#10;&#9;at com.example.A.b(A.java:1)&#10;</ns1:stackTrace><ns2:hostname xmlns:ns2="${A}">HOST</ns2:hostname></detail>`;
export const F12 = `${P}<soapenv:Fault><faultcode>soapenv:Server.userException</faultcode><faultstring>com.kingdee.bos.webservice.WSInvokeException: java.lang.RuntimeException: please login first</faultstring>${detail}</soapenv:Fault>${Q}`;
export const F13 = `${P}<soapenv:Fault><faultcode xmlns:ns1="${A}">ns1:Server.NoService</faultcode><faultstring>The AXIS engine could not find a target service to invoke!  targetService is Nope</faultstring>${detail}</soapenv:Fault>${Q}`;

export function fault(code: string, text: string): string {
  return `${P}<soapenv:Fault><faultcode>${code}</faultcode><faultstring>${text}</faultstring>${detail}</soapenv:Fault>${Q}`;
}

/** A reply of `op` with this content in the body, the SOAP encoding declared. */
export function reply(content: string, after = ''): string {
  return `${P}<opResponse ${S}>${content}</opResponse>${after}${Q}`;
}
export const multiRef = ref;
