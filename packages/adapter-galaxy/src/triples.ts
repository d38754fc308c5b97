import type { AdapterContext, Call } from '@piaozone/core/adapter';
import { type CosmicAccessSettings, createCosmicPlatform, readTripleRecords, type TripleRecordSettings, type TripleRecords } from '@piaozone/cosmic';
import { GALAXY } from './product.js';

/**
 * The triples of 是否使用原授权 = 是 from 发票云配置 of this ERP, for `perOrganizationAuthorization({ main, organizations })`. A client with the main triple
 * alone lends the context: `piaozone.adapterContext()`.
 * @throws config_invalid; what the ERP answers
 */
export async function galaxyOrganizationTriples(
  access: CosmicAccessSettings,
  records: TripleRecordSettings,
  context: AdapterContext,
  call: Call,
): Promise<TripleRecords> {
  const platform = createCosmicPlatform(access, GALAXY, context);
  try {
    return await readTripleRecords(platform.client, records, call);
  } finally {
    await platform.close();
  }
}
