// The API reference: every exported name of every entry with its signature and its docstring, from the sources.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { docOf } from './api-doc.mjs';
import { signatureOf } from './api-signature.mjs';

const GROUPS = [
  ['Functions', ts.SymbolFlags.Function],
  ['Classes', ts.SymbolFlags.Class],
  ['Constants', ts.SymbolFlags.Variable],
  ['Types', ts.SymbolFlags.Interface | ts.SymbolFlags.TypeAlias | ts.SymbolFlags.Enum],
];

/** Entries of all packages: `{ name: '@piaozone/core/adapter', file, page: 'api/core-adapter' }`. A package export without a source is an error. */
export function entriesOf(root) {
  const { paths } = JSON.parse(readFileSync(join(root, 'tsconfig.workspace.json'), 'utf8')).compilerOptions;
  return readdirSync(join(root, 'packages'))
    .sort()
    .flatMap((folder) => {
      const manifest = JSON.parse(readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8'));
      const entries = Object.keys(manifest.exports).filter((entry) => entry !== './package.json');
      return entries.map((entry) => {
        const name = `${manifest.name}${entry.slice(1)}`;
        const [file] = paths[name] ?? [];
        if (file === undefined) throw new Error(`${name} is exported by packages/${folder} and has no source in tsconfig.workspace.json`);
        return { name, file: join(root, file), page: `api/${name.slice('@piaozone/'.length).replace('/', '-')}` };
      });
    });
}

/** The Markdown of an entry's page, and how many names it has. */
export function renderEntry(program, { name, file }) {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`${name}: ${file} exports nothing`);
  const exported = checker.getExportsOfModule(module).map((symbol) => ({ name: symbol.getName(), symbol: resolved(checker, symbol) }));
  const grouped = GROUPS.map(([title, flags]) => ({ title, members: exported.filter(({ symbol }) => groupOf(symbol) === flags) }));
  const parts = [`# ${name}`, '', `\`import { … } from '${name}'\``, ''];
  for (const { title, members } of grouped) {
    if (members.length === 0) continue;
    parts.push(`## ${title}`, '');
    for (const member of members.sort((a, b) => (a.name < b.name ? -1 : 1))) parts.push(render(checker, member), '');
  }
  return { text: parts.join('\n'), names: exported.length };
}

function resolved(checker, symbol) {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

function groupOf(symbol) {
  return GROUPS.find(([, flags]) => symbol.flags & flags)?.[1];
}

function render(checker, { name, symbol }) {
  const declarations = symbol.declarations ?? [];
  const signature = signatureOf(checker, name, declarations);
  const doc = docOf(declarations);
  return [`### ${name} {:#${name}:}`, '', '```txt', signature, '```', ...(doc === '' ? [] : ['', doc])].join('\n');
}
