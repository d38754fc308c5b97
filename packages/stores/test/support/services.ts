import { afterAll, beforeAll, it } from 'vitest';
import { canStart, packageOf, startService } from '../../../../scripts/lib/services.mjs';
import { CANARY } from '../../../core/test/support/canary.js';

/** The only password of the servers: it must show nowhere. */
export const PASSWORD = `${CANARY}-service-password`;

/**
 * A private server for the tests of this file: started before the first, ended after the last, or with the test run however that ends.
 * @returns its URL, which is known when the tests run; undefined where it is not installed, and then one skipped test says so
 */
export function serviceForTests(service: 'redis' | 'postgres'): (() => string) | undefined {
  if (!canStart(service)) {
    it.skip(`needs the Debian package ${packageOf(service)}`, () => {});
    return undefined;
  }
  let started: Awaited<ReturnType<typeof startService>> | undefined;
  beforeAll(async () => {
    started = await startService(service, PASSWORD);
  });
  afterAll(() => started?.stop());
  return () => started?.url ?? '';
}
