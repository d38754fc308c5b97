import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';

/** A path in a folder of its own, removed after each test. */
export function temporaryFiles(): (name: string) => string {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });
  return (name) => {
    const folder = mkdtempSync(join(tmpdir(), 'piaozone-cli-'));
    folders.push(folder);
    return join(folder, name);
  };
}
