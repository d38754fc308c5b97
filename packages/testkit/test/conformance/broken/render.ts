import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { AdapterHarness } from '../../../src/conformance.js';
import type { Mutation } from './mutations.js';

const TEMPLATE = fileURLToPath(new URL('../../../../cli/templates/adapter', import.meta.url));

/** A copy of the template with `edits`, and its harness. @throws where an edit does not find its place: the template has changed */
export async function brokenHarness({ name, edits }: Mutation): Promise<{ readonly harness: AdapterHarness; readonly remove: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'piaozone-broken-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    for (const part of ['src', 'test']) cpSync(join(TEMPLATE, part), join(folder, part), { recursive: true });
    for (const { file, from, to } of edits) {
      const path = join(folder, 'src', file);
      const parts = readFileSync(path, 'utf8').split(from);
      if (parts.length !== 2) throw new Error(`${name}: ${file} holds ${parts.length - 1} × ${from}`);
      writeFileSync(path, parts.join(to));
    }
    const { harness } = (await import(/* @vite-ignore */ pathToFileURL(join(folder, 'test', 'harness.ts')).href)) as { harness: AdapterHarness };
    return { harness, remove };
  } catch (error) {
    remove();
    throw error;
  }
}
