export { k3cloudAdapter } from './adapter.js';
export { type SalesInvoiceChoices, salesInvoice } from './presets.js';
export { k3cloudScreens } from './screens.js';
export type { K3BillForm, K3CloudSettings, K3Login, K3TaxpayerColumns, K3Taxpayers, K3WriteBack } from './settings/types.js';
