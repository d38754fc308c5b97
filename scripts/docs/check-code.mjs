// The TypeScript blocks of the pages, compiled against the sources of the workspace. A block opts out by "```ts no-check: reason".
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { root } from '../lib/bootstrap.mjs';
import { exportedNames, impliedImports } from './implied-imports.mjs';
import { blocksOf } from './markdown.mjs';
import { collectPages } from './pages.mjs';
import { createProgram, formatHost } from './program.mjs';

/** Blocks stand here in memory, where the usage examples of the README really are: their relative imports hold. */
const FOLDER = join(root, 'examples', 'src', 'usage');
const LANGUAGES = new Set(['ts', 'typescript', 'mts', 'tsx']);
const PRELUDE = join(root, 'scripts', 'docs', 'prelude.ts');

/** Blocks by page: `{ source, line, code }`, or `problem` where a block opts out without a reason. */
export function collectBlocks(folder = root) {
  const sources = [...new Set(collectPages(folder).pages.map(({ source }) => source))];
  return sources.flatMap((source) => blocksOfPage(source, readFileSync(join(folder, source), 'utf8')));
}

export function blocksOfPage(source, text) {
  return blocksOf(text).flatMap(({ info, line, code }) => {
    const [language, ...rest] = info.split(/\s+/);
    if (!LANGUAGES.has(language)) return [];
    const told = rest.join(' ');
    if (!told.startsWith('no-check')) return [{ source, line, code }];
    return /^no-check:\s*\S/.test(told) ? [] : [{ source, line, code: '', problem: 'no-check needs a reason: ```ts no-check: why' }];
  });
}

/** The files of a program, and which blocks each of them is: both languages of a page share theirs. */
export function filesOf(blocks, folder = FOLDER) {
  const files = new Map([[join(folder, 'block-prelude.mts'), readFileSync(PRELUDE, 'utf8')]]);
  const exported = exportedNames(root);
  const places = new Map();
  const byCode = new Map();
  for (const block of blocks) {
    let name = byCode.get(block.code);
    if (name === undefined) {
      name = join(folder, `block-${byCode.size}.mts`);
      byCode.set(block.code, name);
      files.set(name, `${block.code}\n${impliedImports(block.code, exported)}\nexport {};\n`);
      places.set(name, []);
    }
    places.get(name).push(block);
  }
  return { files, places };
}

/** What is wrong, as `page:line: message`. */
export function problemsOf(program, places, blocks) {
  const problems = blocks.flatMap(({ source, line, problem }) => (problem === undefined ? [] : [`${source}:${line}: ${problem}`]));
  for (const [name, at] of places) {
    const file = program.getSourceFile(name);
    for (const diagnostic of [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]) {
      const offset = file.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line;
      const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n');
      for (const { source, line } of at) problems.push(`${source}:${line + offset}: ${message}`);
    }
  }
  const prelude = program.getSourceFile([...program.getRootFileNames()].find((name) => name.endsWith('block-prelude.mts')));
  const own = prelude === undefined ? [] : program.getSemanticDiagnostics(prelude);
  if (own.length > 0) problems.push(`scripts/docs/prelude.ts: ${ts.formatDiagnostics(own, formatHost(root))}`);
  return problems;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const blocks = collectBlocks();
  const { files, places } = filesOf(blocks);
  const problems = problemsOf(createProgram(root, files, []), places, blocks);
  for (const problem of problems) console.error(problem);
  console.log(`${blocks.length} code blocks, ${places.size} different, ${problems.length} problems`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
