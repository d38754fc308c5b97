import { createReissue, objectOf, pushBills, withdrawBills } from './bills.js';
import { openDirect } from './direct.js';
import { FieldReader } from './fields.js';
import { queryBatch, queryBill, queryConfirmations, queryDirect, queryInvoices } from './queries.js';
import { applyConfirmation, redDirect, revokeConfirmation } from './red.js';
import { refuse } from './refusal.js';
import type { SimInterface } from './state.js';
import { openVehicle, redVehicle, vehicleInfo } from './vehicle.js';

/** `ALLE.ACCOUNT.CHECK` `{taxno}`; its result is not held. */
const checkAccount: SimInterface = ({ state }, data) => {
  const fields = new FieldReader(objectOf(data), '');
  fields.note(new Set(['taxno']), state.context.unknownFields, 'ALLE.ACCOUNT.CHECK');
  const { taxNo } = state.enterprises.seller(fields.required('taxno'), '');
  return state.hooks.accountCheck?.(taxNo) ?? {};
};

/** The businessSystemCode of {@link addOrganization}; it needs no record of its own. */
export const ORGANIZATION_SYSTEM = 'BUSINESS_SYSTEM';

const addOrganization: SimInterface = ({ state, system }, data) => {
  if (system.code !== ORGANIZATION_SYSTEM) refuse(`businessSystemCode: ${ORGANIZATION_SYSTEM}`); // mock-defined text
  const read = state.hooks.addOrganization ?? refuse('YYPT.ADD.ORG: the mock needs sim.addOrganization'); // mock-defined text
  state.enterprises.add(read(objectOf(data)));
  return {};
};

/** Every interfaceCode flagship-and-cosmic §6.1 names. Those it marks `?` are not here. */
export const SIM_INTERFACES: ReadonlyMap<string, SimInterface> = new Map([
  ['BILL.PUSH', pushBills],
  ['BILL.WITHDRAW', withdrawBills],
  ['BILL.INVOICE.QUERY', queryBill],
  ['BILL.REISSUE.CREATE', createReissue],
  ['ALLE.INVOICE.OPEN', openDirect],
  ['ALLE.INVOICE.RED', redDirect],
  ['ALLE.INVOICE.QUERY', queryDirect],
  ['ALLE.BATCH.QUERY', queryBatch],
  ['INVOICE.QUERY', queryInvoices],
  ['REDCONFIRMBILL.APPLY', applyConfirmation],
  ['REDCONFIRMBILL.REVOKE', revokeConfirmation],
  ['ALLE.REDCONFIRMBILL.QUERY', queryConfirmations],
  ['INVOICE.OPEN.VEHICLE', openVehicle],
  ['INVOICE.RED.VEHICLE', redVehicle],
  ['QUIERY.VEHICLE.INFO', vehicleInfo],
  ['ALLE.ACCOUNT.CHECK', checkAccount],
  ['YYPT.ADD.ORG', addOrganization],
]);
