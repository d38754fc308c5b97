import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';
import { plainText, type Seen } from './fake-platform.js';

const FOLDER = new URL('../golden/', import.meta.url);

/**
 * Compares what was sent with `golden/<name>/`: `request.json` are the bytes of the body, `data.json` what its `data` says once decoded.
 * `UPDATE_GOLDEN=1` writes them anew; then read every line of the difference against the reference.
 */
export function expectGolden(name: string, seen: Seen | undefined): void {
  const text = seen?.text ?? '';
  const { data } = JSON.parse(text) as { data: unknown };
  const files = { 'request.json': text, ...(typeof data === 'string' ? { 'data.json': plainText(data) } : {}) };
  const folder = new URL(`${name}/`, FOLDER);
  for (const [file, content] of Object.entries(files)) {
    if (process.env['UPDATE_GOLDEN'] === '1') {
      mkdirSync(folder, { recursive: true });
      writeFileSync(new URL(file, folder), content);
    }
    expect(content, `${name}/${file}`).toBe(readFileSync(new URL(file, folder), 'utf8'));
  }
}
