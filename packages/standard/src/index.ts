export { hostedIssuing } from './hosted/route.js';
export { HostedService, type InvoiceFiles } from './hosted/service.js';
export type { HostedSettings, TaxPreferenceCodes, UnknownSerialAnswer } from './hosted/settings.js';
