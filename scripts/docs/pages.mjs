// Which file of the repository is which page of the site. English pages are `x.md`, Chinese ones stand beside them as `x.zh-CN.md`.
import { readdirSync } from 'node:fs';
import { join, posix } from 'node:path';

/** Folder of the Chinese pages on the site. */
export const ZH = 'zh-CN';
const CHINESE = '.zh-CN.md';
/** Files whose every sentence stands in both languages: the same page for both. */
const BILINGUAL = new Set(['CONTRIBUTING.md', 'SECURITY.md']);
const ROOT_PAGES = { README: 'overview', CONTRIBUTING: 'project/contributing', SECURITY: 'project/security', CHANGELOG: 'project/changelog' };
/** Kept for contributors: readers who search look for something else. */
const UNSEARCHED = /^docs\/decisions\//;
/** Tables of every literal, made by a script: shown as files, not as pages. */
const NO_PAGE = /^docs\/audit-/;

/** Every page that is written by hand: `source` in the repository, `site` below the site's root, its locale. */
export function collectPages(root) {
  const sources = [
    ...Object.keys(ROOT_PAGES).flatMap((name) => [`${name}.md`, `${name}${CHINESE}`]),
    ...readmes(root, 'packages'),
    ...readmes(root, 'examples'),
    ...markdownBelow(root, 'docs'),
  ];
  const existing = new Set(sources.filter((source) => exists(root, source)));
  const pages = [...existing].sort().flatMap((source) => pagesOf(source));
  return { pages, bySource: new Map(pages.map((page) => [`${page.locale}:${page.source}`, page])) };
}

function pagesOf(source) {
  const search = !UNSEARCHED.test(source);
  if (source.endsWith(CHINESE)) return [{ source, site: posix.join(ZH, siteOf(source.replace(CHINESE, '.md'))), locale: 'zh', search }];
  const english = { source, site: siteOf(source), locale: 'en', search };
  return BILINGUAL.has(source) ? [english, { ...english, site: posix.join(ZH, english.site), locale: 'zh' }] : [english];
}

/** `docs/guide/x.md` → `guide/x.md`, `packages/core/README.md` → `packages/core.md`. */
function siteOf(source) {
  const name = source.replace(/\.md$/, '');
  if (name in ROOT_PAGES) return `${ROOT_PAGES[name]}.md`;
  if (name.startsWith('docs/')) return `${name.slice('docs/'.length)}.md`;
  return `${name.replace(/\/README$/, '')}.md`;
}

/** The page a file is, for a reader of `locale`; a file with one language is that one page. */
export function pageOf(bySource, source, locale) {
  return bySource.get(`${locale}:${source}`) ?? bySource.get(`${locale === 'zh' ? 'en' : 'zh'}:${source}`);
}

function readmes(root, folder) {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => [`${folder}/${name}/README.md`, `${folder}/${name}/README${CHINESE}`]);
}

function markdownBelow(root, folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.name.startsWith('.')) return [];
    if (entry.isDirectory()) return markdownBelow(root, path);
    return entry.name.endsWith('.md') && !NO_PAGE.test(path) ? [path] : [];
  });
}

function exists(root, source) {
  return readdirSync(join(root, posix.dirname(source))).includes(posix.basename(source));
}
