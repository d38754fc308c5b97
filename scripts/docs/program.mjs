// One TypeScript program for both jobs that need types: compiling the code blocks of the pages and printing the API reference.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/**
 * @param root of the repository
 * @param files absolute paths that exist only in memory → their text
 * @param entries absolute paths of real files
 */
export function createProgram(root, files, entries) {
  const options = readOptions(root);
  const host = ts.createCompilerHost(options, true);
  const { getSourceFile, fileExists, readFile } = host;
  host.getSourceFile = (name, ...rest) =>
    files.has(name) ? ts.createSourceFile(name, files.get(name), { ...rest[0], setParentNodes: true }) : getSourceFile.call(host, name, ...rest);
  host.fileExists = (name) => files.has(name) || fileExists.call(host, name);
  host.readFile = (name) => files.get(name) ?? readFile.call(host, name);
  return ts.createProgram({ rootNames: [...files.keys(), ...entries], options, host });
}

/** The options of the workspace; what a page shows need not use everything it declares. */
function readOptions(root) {
  const read = (name) => ts.readConfigFile(join(root, name), (file) => readFileSync(file, 'utf8')).config;
  const merged = { ...read('tsconfig.base.json').compilerOptions, ...read('tsconfig.workspace.json').compilerOptions };
  merged.paths = { ...merged.paths, ...examplePaths(root) };
  const { options, errors } = ts.convertCompilerOptionsFromJson(merged, root);
  if (errors.length > 0) throw new Error(ts.formatDiagnostics(errors, formatHost(root)));
  return { ...options, noUnusedLocals: false, noUnusedParameters: false, declaration: false, noEmit: true, isolatedModules: false };
}

/** Example packages are found by their names, as their READMEs import them. */
function examplePaths(root) {
  const folders = readdirSync(join(root, 'examples')).filter((name) => existsSync(join(root, 'examples', name, 'package.json')));
  const entries = folders.map((name) => [
    JSON.parse(readFileSync(join(root, 'examples', name, 'package.json'), 'utf8')).name,
    `./examples/${name}/src/index.ts`,
  ]);
  return Object.fromEntries(entries.map(([name, file]) => [name, [file]]));
}

export function formatHost(root) {
  return { getCurrentDirectory: () => root, getCanonicalFileName: (name) => name, getNewLine: () => '\n' };
}
