import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Piaozone } from '@piaozone/core';
import { type BulkSummary, VerificationService, verifyFiles } from '@piaozone/standard';

/** Verifies a folder of any size. Started again after a crash with the same checkpoint, it goes on where it was. */
export async function verifyFolder(piaozone: Piaozone, folder: string, checkpoint: string, print: (line: string) => void): Promise<BulkSummary> {
  return verifyFiles(piaozone, new VerificationService(piaozone), {
    paths: pathsIn(folder),
    checkpoint,
    concurrency: 8,
    onResult: ({ item, restored, ...result }) => {
      const said = result.status === 'done' ? result.value.verdict : result.failure.message.zh;
      print(`${item.name} ${said}${restored ? '（断点）' : ''}`); // restored results come again, so that one run sees them all
    },
  });
}

async function* pathsIn(folder: string): AsyncGenerator<string> {
  for await (const entry of await opendir(folder)) if (entry.isFile()) yield join(folder, entry.name);
}
