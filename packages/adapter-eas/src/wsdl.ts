export { openWsdlFacade, type WsdlAnswer, type WsdlCallOptions, type WsdlFacade, type WsdlFacadeOptions } from './wsdl/wsdl-facade.js';
