// Finds what the audit is about: every path, address, code and field name written in the SDK's side of an edition and in its mock.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

const NAME = /^[A-Za-z_$][\w$]*$/;
/** Codes of three digits and more, A0300 and its like, and the mock's own; shorter numbers are values, not codes. */
const CODE = /^(?:\d{3,6}|[A-Z]\d{4}|MOCK_[A-Z_]+)$/;
const PATH = /^\/[A-Za-z][\w/.{}-]*(?:\?[\w=&.]*)?$/;
const ADDRESS = /^https?:\/\/[\w.-]+/;

/**
 * @param edition one of `editions.mjs`
 * @returns one entry per literal and kind, sorted: whether it stands in the SDK, in the mock
 * Field names are quoted names and the keys of object literals; members of types are left out: what they stand for is read or written by one of the two.
 */
export function literals({ folders }) {
  const found = new Map();
  for (const [where, folder] of Object.entries(folders).flatMap(([side, list]) => list.map((one) => [side, one]))) {
    for (const file of sources(join(root, folder))) {
      for (const { kind, text } of literalsOf(file)) {
        const key = `${kind} ${text}`;
        const entry = found.get(key) ?? { kind, text, sdk: false, mock: false };
        entry[where] = true;
        found.set(key, entry);
      }
    }
  }
  return [...found.values()].sort((a, b) => compare(a.kind, b.kind) || compare(a.text, b.text));
}

function sources(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}

function literalsOf(file) {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const found = [];
  const visit = (node) => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isImportTypeNode(node)) return;
    const text = textOf(node);
    const kind = text === undefined ? undefined : kindOf(text, node);
    if (kind !== undefined) found.push({ kind, text });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function textOf(node) {
  if (ts.isStringLiteralLike(node)) return node.text;
  // Of a template only the head can be a path.
  if (ts.isTemplateHead(node)) return PATH.test(node.text) || ADDRESS.test(node.text) ? node.text : undefined;
  const isKey = ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node);
  return isKey && ts.isIdentifier(node.name) ? node.name.text : undefined;
}

function kindOf(text) {
  if (ADDRESS.test(text)) return 'address';
  if (PATH.test(text)) return 'path';
  if (CODE.test(text)) return 'code';
  return NAME.test(text) ? 'field' : undefined;
}

function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}
