// Links of the repository's pages: checked as GitHub follows them, and rewritten to where the pages stand on the site.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { anchorsOf, mapLinks } from './markdown.mjs';
import { pageOf } from './pages.mjs';

/** Anchors of these pages are made at build time; the built site is checked for them. */
export const GENERATED_MARK = /<!-- generated:(\w[\w-]*) -->/;

export function isOutside(target) {
  return /^[a-z][a-z\d+.-]*:/i.test(target) || target.startsWith('//');
}

/** What a link in `source` names: a path in the repository, '' for the page itself, and the anchor. */
export function resolveLink(source, target) {
  const [path, anchor] = target.split('#');
  const decoded = decodeURIComponent(path);
  return { path: decoded === '' ? source : posix.normalize(posix.join(posix.dirname(source), decoded)).replace(/\/$/, ''), anchor };
}

/** Every link of a file that leads nowhere, as `file:line: what`. */
export function deadLinks(root, source) {
  const text = readFileSync(join(root, source), 'utf8');
  const dead = [];
  mapLinks(text, (target, line) => {
    const problem = problemOf(root, source, target);
    if (problem !== undefined) dead.push(`${source}:${line}: ${problem}`);
    return target;
  });
  return dead;
}

function problemOf(root, source, target) {
  if (isOutside(target)) return undefined;
  if (target.startsWith('/')) return `${target} is absolute; the repository has no root on GitHub`;
  const { path, anchor } = resolveLink(source, target);
  if (path.startsWith('..')) return `${target} leaves the repository`;
  const file = join(root, path);
  if (!existsSync(file)) return `${target} does not exist`;
  if (anchor === undefined || !path.endsWith('.md') || statSync(file).isDirectory()) return undefined;
  const text = readFileSync(file, 'utf8');
  if (GENERATED_MARK.test(text)) return undefined;
  return anchorsOf(text).has(decodeURIComponent(anchor)) ? undefined : `${target}: ${path} has no such heading`;
}

/**
 * The text of a page with its links as the site wants them.
 * @param shown called with the path of a file or folder that is no page; returns the site page that shows it
 */
export function siteLinks(root, { source, site, locale }, text, bySource, shown) {
  return mapLinks(text, (target) => {
    if (isOutside(target) || target.startsWith('#')) return target;
    const { path, anchor } = resolveLink(source, target);
    const goal = pageOf(bySource, readmeOf(root, path, locale), locale)?.site ?? shown(path, locale);
    return `${relative(site, goal)}${anchor === undefined ? '' : `#${anchor}`}`;
  });
}

/** GitHub shows a folder by its README. */
function readmeOf(root, path, locale) {
  if (!existsSync(join(root, path)) || !statSync(join(root, path)).isDirectory()) return path;
  const chinese = `${path}/README.zh-CN.md`;
  return locale === 'zh' && existsSync(join(root, chinese)) ? chinese : `${path}/README.md`;
}

/** VitePress wants a dot in front of what is relative. */
export function relative(from, to) {
  const path = posix.relative(posix.dirname(from), to);
  return path.startsWith('.') ? path : `./${path}`;
}
