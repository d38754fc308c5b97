/** Strings, templates, comments and regular expressions that hold a quote; what is left is code. */
const TOKENS = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g;
const IMPORT = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)(['"])([^'"\n]+)\1/g;
/** Globals that reach the network without an import. */
const NETWORK = /(?<![.\w$])(fetch|XMLHttpRequest|WebSocket|EventSource)\s*\(/g;

/** What a source imports, in its order. */
export function importsOf(source: string): readonly string[] {
  return [...withoutComments(source).matchAll(IMPORT)].map(([, , name = '']) => name);
}

/** Globals of the network that a source calls, e.g. `fetch`. */
export function networkGlobalsOf(source: string): readonly string[] {
  const code = source.replace(TOKENS, (token) => (token.startsWith('/') ? ' ' : "''"));
  return [...new Set([...code.matchAll(NETWORK)].map(([, name = '']) => name))];
}

/** Names that a module exports by name, and whether it has a default export or passes on whatever another has. */
export function exportsOf(source: string): { readonly names: readonly string[]; readonly hasDefault: boolean; readonly passesAll: boolean } {
  const code = withoutComments(source);
  const declared = [...code.matchAll(/\bexport\s+(?:async\s+)?(?:function\*?|const|let|class)\s+([\w$]+)/g)].map(([, name = '']) => name);
  const listed = [...code.matchAll(/\bexport\s*\{([^}]*)\}/g)].flatMap(([, list = '']) => list.split(','));
  const values = listed.map((one) => one.trim()).filter((one) => one !== '' && !one.startsWith('type '));
  const names = [...declared, ...values.map((one) => one.split(/\s+as\s+/).at(-1) ?? one)];
  return { names, hasDefault: /\bexport\s+default\b/.test(code) || names.includes('default'), passesAll: /\bexport\s*\*/.test(code) };
}

function withoutComments(source: string): string {
  return source.replace(TOKENS, (token) => (token.startsWith('//') || token.startsWith('/*') ? ' ' : token));
}
