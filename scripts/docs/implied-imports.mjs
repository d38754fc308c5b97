// A short block of a page need not repeat its imports: what the SDK exports and the block neither imports nor declares is imported for it.
// A name that no entry exports stays unknown, so a renamed export still breaks the page.
import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { entriesOf } from './api.mjs';

/** Exported name → where from and whether only as a type. The first entry wins, `@piaozone/core` before all. */
export function exportedNames(root) {
  const entries = entriesOf(root).sort((a, b) => Number(b.name === '@piaozone/core') - Number(a.name === '@piaozone/core'));
  const names = new Map();
  for (const { name: from, file } of entries) {
    const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
    const add = (name, type) => names.has(name) || names.set(name, { from, type });
    for (const statement of source.statements) {
      if (isExported(statement)) add(statement.name.text, ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement));
      if (!ts.isExportDeclaration(statement) || statement.exportClause === undefined || !ts.isNamedExports(statement.exportClause)) continue;
      for (const { name, isTypeOnly } of statement.exportClause.elements) add(name.text, statement.isTypeOnly || isTypeOnly);
    }
  }
  return names;
}

/** A declaration that is exported where it stands, other than a constant. */
function isExported(statement) {
  const named = ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement) || ts.isInterfaceDeclaration(statement);
  const exported = (named || ts.isTypeAliasDeclaration(statement)) && statement.name !== undefined;
  return exported && (statement.modifiers ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
}

/** The imports a block leaves out, in one line below it. */
export function impliedImports(code, exported) {
  const source = ts.createSourceFile('block.mts', code, ts.ScriptTarget.Latest);
  const used = new Set();
  const declared = new Set();
  const visit = (node) => {
    if (ts.isIdentifier(node)) used.add(node.text);
    if (declares(node)) declared.add(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  const missing = [...used].filter((name) => exported.has(name) && !declared.has(name));
  return missing.map((name) => importOf(name, exported.get(name))).join(' ');
}

function declares(node) {
  const named = ts.isImportSpecifier(node) || ts.isImportClause(node) || ts.isNamespaceImport(node) || ts.isBindingElement(node);
  const declaration = ts.isVariableDeclaration(node) || ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node) || ts.isParameter(node);
  const type = ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node);
  return (named || declaration || type) && node.name !== undefined && ts.isIdentifier(node.name);
}

function importOf(name, { from, type }) {
  return `import ${type ? 'type ' : ''}{ ${name} } from '${from}';`;
}
