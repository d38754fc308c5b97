// Files that pages link to and that are no pages themselves (examples, options, data): shown as they are, so that the site needs no repository host.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join, posix } from 'node:path';
import { ZH } from './pages.mjs';

/** Longer ones are data; whoever needs them has the repository. Characters. */
const MAX_LENGTH = 40_000;
const LANGUAGES = { '.ts': 'ts', '.mts': 'ts', '.mjs': 'js', '.js': 'js', '.json': 'json', '.jsonc': 'json', '.sql': 'sql', '.yml': 'yaml' };

/** Site page of a file or folder of the repository. */
export function sourcePage(path, locale) {
  const page = `source/${path.replaceAll('.', '-')}.md`;
  return locale === 'zh' ? posix.join(ZH, page) : page;
}

/**
 * The Markdown of such a page.
 * @param linkTo the link from this page to another path of the repository
 */
export function renderSource(root, path, locale, linkTo) {
  const full = join(root, path);
  if (!existsSync(full)) throw new Error(`${path} does not exist`);
  const head = `---\nsearch: false\noutline: false\n---\n\n# ${path}\n\n`;
  return `${head}${statSync(full).isDirectory() ? folder(full, path, linkTo) : file(full, locale)}\n`;
}

function file(full, locale) {
  const text = readFileSync(full, 'utf8').trimEnd();
  if (text.length > MAX_LENGTH) return locale === 'zh' ? '此文件较长，请在代码仓库中查看。' : 'This file is long; read it in the repository.';
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([marks]) => marks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${LANGUAGES[extname(full)] ?? 'text'}\n${text}\n${fence}`;
}

function folder(full, path, linkTo) {
  return namesIn(full)
    .map((name) => `- [${name}](${linkTo(`${path}/${name}`)})`)
    .join('\n');
}

/** What a folder holds; nothing for a file. */
export function entriesOf(root, path) {
  const full = join(root, path);
  return statSync(full).isDirectory() ? namesIn(full).map((name) => `${path}/${name}`) : [];
}

function namesIn(folder) {
  return readdirSync(folder).filter((name) => !name.startsWith('.') && name !== 'node_modules' && name !== 'dist');
}
