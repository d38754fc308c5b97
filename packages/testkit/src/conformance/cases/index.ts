import type { ConformanceCase } from '../case.js';
import { billCases } from './bills.js';
import { connectionCases } from './connection.js';
import { identityCases } from './identity.js';
import { integrationCases } from './integration.js';
import { lifecycleCases } from './lifecycle.js';
import { secretCases } from './secrets.js';
import { sessionCases } from './sessions.js';
import { transportCases } from './transport.js';
import { unitCases } from './units.js';
import { voucherCases } from './vouchers.js';
import { writeBackCases } from './write-back.js';

/** The suite for adapters of contract v1. Its major version is the contract's; a case is added as a warning first (decision on the kit). */
export const adapterCases: readonly ConformanceCase[] = [
  ...identityCases,
  ...connectionCases,
  ...unitCases,
  ...billCases,
  ...writeBackCases,
  ...sessionCases,
  ...transportCases,
  ...secretCases,
  ...lifecycleCases,
  ...integrationCases,
  ...voucherCases,
];
