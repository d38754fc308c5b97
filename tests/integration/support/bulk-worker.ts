import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPiaozone, sharedAuthorization } from '@piaozone/core';
import { VerificationService, verifyFiles } from '@piaozone/standard';

/** The program that `scripts/bulk-kill.mjs` starts and kills: verifies every file of a folder and writes down what it got. */
export async function run(settings: {
  baseUrl: string;
  folder: string;
  checkpoint: string;
  output: string;
  workers: number;
  secret: string;
}): Promise<void> {
  const piaozone = createPiaozone({
    environment: { baseUrl: settings.baseUrl },
    authorization: sharedAuthorization({
      enterprise: { clientId: 'bulk-kill', clientSecret: settings.secret, encryptKey: '0123456789abcdef' },
    }),
  });
  const service = new VerificationService(piaozone);
  const results: [path: string, number: string | undefined][] = [];
  const summary = await verifyFiles(piaozone, service, {
    paths: readdirSync(settings.folder).map((name) => join(settings.folder, name)),
    checkpoint: settings.checkpoint,
    concurrency: settings.workers,
    onResult: (result) => {
      results.push([result.item.name, result.status === 'done' ? result.value.invoices[0]?.invoice.invoiceNo : result.failure.code]);
    },
  });
  await piaozone.close();
  writeFileSync(settings.output, JSON.stringify({ summary, results }));
}
