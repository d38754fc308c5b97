import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { literals } from '../../scripts/audit/literals.mjs';

interface Row {
  readonly standard: boolean;
  readonly mock: boolean;
  readonly source: string;
}

const TABLE = new URL('../../docs/audit-standard.md', import.meta.url);
const rows = new Map<string, Row>();
for (const [, kind, text, standard, mock, source = ''] of readFileSync(TABLE, 'utf8').matchAll(
  /^\| (\w+) \| `([^`]+)` \| (●?) ?\| (●?) ?\| (.*) \|$/gm,
)) {
  rows.set(`${kind} ${text}`, { standard: standard === '●', mock: mock === '●', source });
}

/** `docs/audit-standard.md` names the source of every path, code and field of the standard edition and of its mock. */
describe('the literals of the standard edition and of its mock (node scripts/audit-literals.mjs)', () => {
  const found = literals();

  it('all have a row with a source', () => {
    expect(found.length).toBeGreaterThan(800);
    const without = found.filter(({ kind, text }) => (rows.get(`${kind} ${text}`)?.source ?? '') === '');
    expect(without.map(({ kind, text }) => `${kind} ${text}`)).toEqual([]);
  });

  it('are used where the row says, and no row is left over', () => {
    const line = (key: string, { standard, mock }: Pick<Row, 'standard' | 'mock'>) => `${key}${standard ? ', SDK' : ''}${mock ? ', mock' : ''}`;
    const used = new Set(found.map((literal) => line(`${literal.kind} ${literal.text}`, literal)));
    const written = new Set([...rows].map(([key, row]) => line(key, row)));
    expect({
      notWritten: [...used].filter((one) => !written.has(one)),
      leftOver: [...written].filter((one) => !used.has(one)),
    }).toEqual({ notWritten: [], leftOver: [] });
  });

  it('keeps what is mock-defined out of the SDK', () => {
    const borrowed = found.filter(({ kind, text, standard }) => standard && rows.get(`${kind} ${text}`)?.source.startsWith('mock-defined'));
    expect(borrowed.map(({ text }) => text)).toEqual([]);
  });
});
