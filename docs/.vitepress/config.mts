import { readFileSync } from 'node:fs';
import { type DefaultTheme, defineConfig } from 'vitepress';
import { slugOf } from '../../scripts/docs/markdown.mjs';
import { fuzzy, tokenize } from './search.ts';

/** Made by scripts/docs/assemble.mjs, which puts the pages together; run `npm run docs`. */
const sidebars = JSON.parse(readFileSync(new URL('../.generated/sidebar.json', import.meta.url), 'utf8')) as Record<
  'en' | 'zh',
  DefaultTheme.SidebarItem[]
>;

const SEARCH_ZH = {
  button: { buttonText: '搜索', buttonAriaLabel: '搜索' },
  modal: {
    displayDetails: '显示详情',
    resetButtonTitle: '清除',
    backButtonTitle: '返回',
    noResultsText: '没有找到',
    footer: { selectText: '打开', navigateText: '移动', closeText: '关闭' },
  },
};

/** Chinese characters and full-width punctuation. */
const CHINESE = /[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/u;
/** After these nothing is set apart, whatever follows. */
const OPENING = /[（《〈「『【、，。；：]/u;
const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path fill="#3451b2" d="M3 1h10v14l-2-1.5L9.5 15 8 13.5 6.5 15 5 13.5 3 15z"/><path stroke="#fff" d="M5.5 5h5m-5 3h5"/></svg>';

// biome-ignore lint/style/noDefaultExport: VitePress takes its configuration from the default export.
export default defineConfig({
  title: 'piaozone-sdk',
  srcDir: '.generated/pages',
  outDir: '.vitepress/dist',
  cacheDir: '.vitepress/cache',
  cleanUrls: true,
  lastUpdated: false,
  metaChunk: true,
  // Without one, browsers ask the server for a file that is not there.
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: `data:image/svg+xml,${encodeURIComponent(ICON)}` }]],
  // The search index of a language is one chunk, fetched at the first search.
  vite: { build: { chunkSizeWarningLimit: 4_000 } },
  markdown: {
    // Pages are GitHub's Markdown: no HTML, no Vue. What looks like a tag is text.
    html: false,
    anchor: { slugify: slugOf },
    // Only generated pages set anchors; other braces are text.
    attrs: { leftDelimiter: '{:', rightDelimiter: ':}' },
    config: (md) => {
      const { escapeHtml } = md.utils;
      // A line break between Chinese characters is no blank.
      md.renderer.rules.softbreak = (tokens, index) => {
        const before = tokens[index - 1]?.content.slice(-1) ?? '';
        const after = tokens[index + 1]?.content.slice(0, 1) ?? '';
        return CHINESE.test(before) && (CHINESE.test(after) || OPENING.test(before)) ? '' : '\n';
      };
      md.renderer.rules.text = (tokens, index) => escapeHtml(tokens[index]?.content ?? '').replaceAll('{{', '&#123;&#123;');
    },
  },
  locales: {
    root: {
      label: 'English',
      lang: 'en',
      description: 'Unofficial ERP integration SDK for Kingdee Invoice Cloud (金蝶发票云)',
      themeConfig: {
        nav: [
          { text: 'Quick start', link: '/guide/quick-start' },
          { text: 'Errors', link: '/guide/errors' },
          { text: 'API', link: '/guide/api' },
        ],
        sidebar: sidebars.en,
      },
    },
    'zh-CN': {
      label: '中文',
      lang: 'zh-CN',
      description: '金蝶发票云的非官方 ERP 集成 SDK',
      themeConfig: {
        nav: [
          { text: '快速开始', link: '/zh-CN/guide/quick-start' },
          { text: '错误', link: '/zh-CN/guide/errors' },
          { text: 'API', link: '/zh-CN/guide/api' },
        ],
        sidebar: sidebars.zh,
        outline: { label: '本页' },
        docFooter: { prev: '上一页', next: '下一页' },
        darkModeSwitchLabel: '深色',
        darkModeSwitchTitle: '切换到深色',
        lightModeSwitchTitle: '切换到浅色',
        sidebarMenuLabel: '目录',
        returnToTopLabel: '回到顶部',
        langMenuLabel: '语言',
        notFound: { title: '没有这一页', quote: '地址可能已经改变，请用搜索查找。', linkText: '回到首页', linkLabel: '回到首页' },
      },
    },
  },
  themeConfig: {
    outline: { level: [2, 3] },
    externalLinkIcon: true,
    search: {
      provider: 'local',
      options: {
        locales: { 'zh-CN': { translations: SEARCH_ZH } },
        // Colours mean nothing to an index, and making them takes longer than all the rest.
        _render: (source, env, md) => {
          md.options.highlight = (code) => md.utils.escapeHtml(code);
          const html = md.render(source, env);
          return env.frontmatter?.['search'] === false ? '' : html;
        },
        // Whoever types several words wants all of them.
        miniSearch: { options: { tokenize }, searchOptions: { combineWith: 'AND', fuzzy, prefix: true } },
      },
    },
  },
});
