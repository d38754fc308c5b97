// A docstring as Markdown.
import ts from 'typescript';

const TAGS = { param: 'Parameter', returns: 'Returns', return: 'Returns', throws: 'Throws', deprecated: 'Deprecated', default: 'Default' };

/** The docstrings of a name's declarations, each once. */
export function docOf(declarations) {
  const docs = declarations.flatMap((node) => jsDocs(node)).map((doc) => render(doc));
  return [...new Set(docs.filter((doc) => doc !== ''))].join('\n\n');
}

/** The docstring of a constant hangs on its statement. */
function jsDocs(node) {
  const holder = ts.isVariableDeclaration(node) ? node.parent.parent : node;
  return (holder.jsDoc ?? []).slice(-1);
}

function render(doc) {
  const tags = (doc.tags ?? []).flatMap((tag) => {
    const label = TAGS[tag.tagName.text];
    if (label === undefined) return [];
    const name = ts.isJSDocParameterTag(tag) ? ` \`${tag.name.getText()}\`` : '';
    return [`- *${label}*${name}${separated(textOf(tag.comment))}`];
  });
  return [textOf(doc.comment), tags.join('\n')].filter((part) => part !== '').join('\n\n');
}

function separated(text) {
  const words = text.replace(/^-\s*/, '').replace(/\s*\n\s*/g, ' ');
  return words === '' ? '' : `: ${words}`;
}

/** Links name something of the API; without resolving them they are its name. */
function textOf(comment) {
  if (comment === undefined) return '';
  const parts =
    typeof comment === 'string'
      ? [comment]
      : comment.map((part) => ((ts.isJSDocText?.(part) ?? part.kind === ts.SyntaxKind.JSDocText) ? part.text : linkText(part)));
  return parts
    .join('')
    .replace(/\{@link\s+([^}\s|]+)[^}]*\}/g, '`$1`')
    .trim();
}

function linkText({ name, text }) {
  return `\`${name === undefined ? text.trim() : `${name.getText()}${text}`.trim()}\``;
}
