// Every link inside the built site, anchors included: VitePress itself only looks for the pages.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/** Dead links of a built site, as `page: href`. */
export function deadSiteLinks(dist) {
  const pages = new Map(htmlFiles(dist).map((path) => [path, readPage(join(dist, path))]));
  const dead = [];
  for (const [path, { hrefs }] of pages) for (const href of hrefs) if (!leads(dist, pages, path, href)) dead.push(`${path}: ${href}`);
  return { dead, pages: pages.size };
}

function htmlFiles(dist) {
  return readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.html'))
    .map((name) => name.replaceAll('\\', '/'));
}

function readPage(file) {
  const html = readFileSync(file, 'utf8');
  const ids = new Set([...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => decode(id)));
  const hrefs = new Set([...html.matchAll(/<a\s[^>]*?href="([^"]*)"/g)].map(([, href]) => decode(href)));
  return { ids, hrefs };
}

function leads(dist, pages, from, href) {
  if (/^[a-z][a-z\d+.-]*:/i.test(href) || href.startsWith('//')) return true;
  const [path, anchor] = href.split('#');
  const goal = path === '' ? from : fileOf(path.startsWith('/') ? path.slice(1) : posix.join(posix.dirname(from), path));
  const page = pages.get(goal);
  if (page === undefined) return existsSync(join(dist, goal));
  return anchor === undefined || anchor === '' || page.ids.has(decodeURIComponent(anchor));
}

function fileOf(path) {
  const plain = decodeURIComponent(path);
  if (plain === '' || plain === '.' || plain.endsWith('/')) return posix.join(plain, 'index.html');
  return posix.extname(plain) === '' ? `${plain}.html` : plain;
}

function decode(text) {
  return text
    .replace(/&quot;/g, '"')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&');
}
