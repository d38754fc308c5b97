// The sidebars: the guide in the order of reading, everything else as it is found.
import { posix } from 'node:path';
import { titleOf } from './markdown.mjs';
import { ZH } from './pages.mjs';

const GUIDE = [
  ['开始', 'Start', ['overview', 'guide/quick-start', 'guide/concepts']],
  ['接入 ERP', 'Your ERP', ['guide/xinghan', 'guide/galaxy', 'guide/eas', 'adapter-guide', 'examples/adapter-k3cloud']],
  ['运行', 'In operation', ['guide/callbacks', 'guide/proxies', 'guide/errors', 'guide/diagnoses', 'guide/mock', 'guide/security']],
];
const WORDS = {
  zh: { overview: '概览', services: '服务', packages: '包', project: '项目', api: 'API 参考' },
  en: { overview: 'Overview', services: 'Services', packages: 'Packages', project: 'Project', api: 'API reference' },
};

/** Sidebars by locale, in VitePress' form. */
export function sidebars(out, reference) {
  return { en: sidebar(out, reference, 'en'), zh: sidebar(out, reference, 'zh') };
}

function sidebar(out, reference, locale) {
  const base = locale === 'zh' ? `${ZH}/` : '';
  const item = (name) => {
    const text = out.get(`${base}${name}.md`);
    return text === undefined ? undefined : { text: WORDS[locale][name] ?? titleOf(text) ?? name, link: `/${base}${name}` };
  };
  const items = (names) => names.map(item).filter((each) => each !== undefined);
  const below = (folder) => items(namesBelow(out, base, folder));
  const words = WORDS[locale];
  return [
    ...GUIDE.map(([zh, en, names]) => ({ text: locale === 'zh' ? zh : en, items: items(names) })),
    { text: words.services, collapsed: true, items: below('services') },
    { text: words.packages, collapsed: true, items: below('packages') },
    // English in both languages: it is what the sources say.
    { text: words.api, collapsed: true, items: [...items(['guide/api']), ...reference.map(({ name, page }) => ({ text: name, link: `/${page}` }))] },
    { text: words.project, collapsed: true, items: [...items(['architecture']), ...below('project'), ...below('decisions')] },
  ];
}

function namesBelow(out, base, folder) {
  const prefix = `${base}${folder}/`;
  return [...out.keys()]
    .filter((site) => posix.dirname(site) === `${base}${folder}` && site.startsWith(prefix))
    .map((site) => site.slice(base.length).replace(/\.md$/, ''))
    .sort();
}
