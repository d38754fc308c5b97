// A declaration as a reader wants it: without bodies and without what is not theirs to use.
import ts from 'typescript';

/** A type that is printed because it was not written; beyond this the value is a table, and its name says enough. Characters. */
const MAX_INFERRED = 1_200;
const HIDDEN = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;

/** The declarations of one exported name. */
export function signatureOf(checker, name, declarations) {
  const overloads = declarations.filter((node) => ts.isFunctionDeclaration(node) && node.body === undefined);
  const shown = overloads.length > 0 ? overloads : declarations;
  return shown.map((node) => declaration(checker, name, node)).join('\n');
}

function declaration(checker, name, node) {
  if (ts.isFunctionDeclaration(node)) return `${withoutBody(checker, node)};`;
  if (ts.isClassDeclaration(node)) return classOf(checker, node);
  if (ts.isVariableDeclaration(node)) return variable(checker, name, node);
  return plain(node);
}

/** Interfaces and types as they are written, comments of their members included. */
function plain(node) {
  return dedent(node.getText()).replace(/^export (?:declare )?/, '');
}

function variable(checker, name, node) {
  const written = node.type?.getText();
  const inferred = written ?? checker.typeToString(checker.getTypeAtLocation(node), node, ts.TypeFormatFlags.NoTruncation);
  return `const ${name}: ${inferred.length > MAX_INFERRED ? '…' : inferred};`;
}

/** Everything before the body; a return type nobody wrote is put in. */
function withoutBody(checker, node) {
  const source = node.getSourceFile();
  const end = node.body?.getStart(source) ?? node.end;
  const text = dedent(source.text.slice(node.getStart(source), end))
    .trim()
    .replace(/;$/, '')
    .replace(/^export (?:default )?/, '')
    .replace(/\basync (?=function|\*|[\w[#])/, '');
  if (node.type !== undefined || ts.isConstructorDeclaration(node) || ts.isSetAccessor(node)) return text;
  const signature = checker.getSignatureFromDeclaration(node);
  return signature === undefined ? text : `${text}: ${checker.typeToString(signature.getReturnType(), node, ts.TypeFormatFlags.NoTruncation)}`;
}

function classOf(checker, node) {
  const source = node.getSourceFile();
  const from = node.getStart(source);
  const head = source.text.slice(from, source.text.indexOf('{', Math.max(node.name?.end ?? from, node.heritageClauses?.end ?? 0)) + 1);
  const members = node.members.filter(isShown).map((member) => indent(`${comment(member)}${memberOf(checker, member)};`));
  return `${head.replace(/^export /, '')}\n${members.join('\n')}\n}`;
}

function isShown(member) {
  if (ts.isClassStaticBlockDeclaration(member) || ts.isSemicolonClassElement(member)) return false;
  if (member.name !== undefined && (ts.isPrivateIdentifier(member.name) || ts.isComputedPropertyName(member.name))) return false;
  return (ts.getCombinedModifierFlags(member) & HIDDEN) === 0;
}

function memberOf(checker, member) {
  if (!ts.isPropertyDeclaration(member)) return withoutBody(checker, member);
  const source = member.getSourceFile();
  const name = source.text.slice(member.getStart(source), member.name.end);
  const type = member.type?.getText() ?? checker.typeToString(checker.getTypeAtLocation(member), member, ts.TypeFormatFlags.NoTruncation);
  return `${name}${member.questionToken === undefined ? '' : '?'}: ${type}`;
}

function comment(member) {
  const [doc] = (member.jsDoc ?? []).slice(-1);
  return doc === undefined ? '' : `${dedent(doc.getText())}\n`;
}

function indent(text) {
  return text.replace(/^(?=.)/gm, '  ');
}

/** The first line starts at its own column; the others keep their place beside it. */
function dedent(text) {
  const [first, ...rest] = text.split('\n');
  const blanks = rest.filter((line) => line.trim() !== '').map((line) => /^ */.exec(line)[0].length);
  const common = Math.min(...(blanks.length === 0 ? [0] : blanks));
  const starred = rest.every((line) => line.trim() === '' || line.trimStart().startsWith('*'));
  const cut = starred ? Math.max(0, common - 1) : common;
  return [first, ...rest.map((line) => line.slice(cut))].join('\n');
}
