import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EDITIONS } from '../../scripts/audit/editions.mjs';
import { literals } from '../../scripts/audit/literals.mjs';

interface Row {
  readonly sdk: boolean;
  readonly mock: boolean;
  readonly source: string;
}

function readTable(name: string): Map<string, Row> {
  const text = readFileSync(new URL(`../../docs/audit-${name}.md`, import.meta.url), 'utf8');
  const rows = new Map<string, Row>();
  for (const [, kind, literal, sdk, mock, source = ''] of text.matchAll(/^\| (\w+) \| `([^`]+)` \| (●?) ?\| (●?) ?\| (.*) \|$/gm)) {
    rows.set(`${kind} ${literal}`, { sdk: sdk === '●', mock: mock === '●', source });
  }
  return rows;
}

/** `docs/audit-<edition>.md` names the source of every path, code and field of an edition and of its mock. */
describe.each(Object.entries(EDITIONS))(
  'the literals of the edition %s and of its mock (node scripts/audit-literals.mjs <edition>)',
  (name, edition) => {
    const rows = readTable(name);
    const found = literals(edition);

    it('all have a row with a source', () => {
      expect(found.length).toBeGreaterThan(500);
      const without = found.filter(({ kind, text }) => (rows.get(`${kind} ${text}`)?.source ?? '') === '');
      expect(without.map(({ kind, text }) => `${kind} ${text}`)).toEqual([]);
    });

    it('are used where the row says, and no row is left over', () => {
      const line = (key: string, { sdk, mock }: Pick<Row, 'sdk' | 'mock'>) => `${key}${sdk ? ', SDK' : ''}${mock ? ', mock' : ''}`;
      const used = new Set(found.map((literal) => line(`${literal.kind} ${literal.text}`, literal)));
      const written = new Set([...rows].map(([key, row]) => line(key, row)));
      expect({
        notWritten: [...used].filter((one) => !written.has(one)),
        leftOver: [...written].filter((one) => !used.has(one)),
      }).toEqual({ notWritten: [], leftOver: [] });
    });

    it('keeps what is mock-defined out of the SDK', () => {
      const borrowed = found.filter(({ kind, text, sdk }) => sdk && rows.get(`${kind} ${text}`)?.source.startsWith('mock-defined'));
      expect(borrowed.map(({ text }) => text)).toEqual([]);
    });
  },
);
