import type { BillResult } from '@piaozone/core';
import type { MockCosmic } from '@piaozone/testkit';

/** What the books of the flagship cloud say against the SDK's results, behind its back. */
export function compareWithFlagship(results: readonly BillResult[], { sim, server, unknownFields }: MockCosmic): string[] {
  const issued = results.filter(({ status }) => status === 'issued');
  const disagreements = [...sim.problems(), ...[...server.unknownRequests, ...unknownFields].map((name) => `not in the reference: ${name}`)];
  if (sim.record.length !== issued.length) disagreements.push(`the cloud issued ${sim.record.length} invoices, the SDK says ${issued.length}`);
  for (const { bill, serialNo = '', invoice } of issued) {
    const [first, ...others] = sim.invoicesOf(serialNo);
    if (first?.invoiceNum !== invoice?.number || others.length > 0) disagreements.push(`${bill.number}: the cloud has ${first?.invoiceNum}`);
  }
  const told = new Set(sim.callbacks.log.filter(({ acknowledged }) => acknowledged).map(({ key }) => key));
  for (const { bill, serialNo = '' } of issued) if (!told.has(serialNo)) disagreements.push(`${bill.number}: no callback was acknowledged`);
  return disagreements;
}
