import { joinUrl, stringifyExact, type WireRequest } from '@piaozone/core/adapter';

const STUBS = 'Kingdee.BOS.WebApi.ServicesStub';
const SERVICES = {
  ValidateUser: `${STUBS}.AuthService`,
  LoginByAppSecret: `${STUBS}.AuthService`,
  LoginBySign: `${STUBS}.AuthService`,
  Logout: `${STUBS}.AuthService`,
  ExecuteBillQuery: `${STUBS}.DynamicFormService`,
  View: `${STUBS}.DynamicFormService`,
  Save: `${STUBS}.DynamicFormService`,
  QueryBusinessInfo: `${STUBS}.DynamicFormService`,
  GetDataCenterList: 'Kingdee.BOS.ServiceFacade.ServicesStub.Account.AccountService',
} as const;

/** A service of the WebAPI that this adapter calls. */
export type K3Service = keyof typeof SERVICES;

/** Address of `service` (k3cloud §1). */
export function serviceUrl(baseUrl: string, service: K3Service): string {
  return joinUrl(baseUrl, `/${SERVICES[service]}.${service}.common.kdsvc`);
}

/** A call in the positional form, which every version takes. @param parameters `undefined` = a service without any */
export function serviceRequest(baseUrl: string, service: K3Service, parameters: readonly unknown[] | undefined): WireRequest {
  const body = parameters === undefined ? {} : { parameters };
  return {
    method: 'POST',
    url: serviceUrl(baseUrl, service),
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: Buffer.from(stringifyExact(body), 'utf8'),
  };
}
