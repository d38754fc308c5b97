// Opens the built site the way a reader does: in headless Chromium, in both languages, with the search. Nothing may be fetched from outside and nothing may fail.
import { createReadStream, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, normalize, sep } from 'node:path';
import puppeteer from 'puppeteer-core';
import { findProgram } from '../lib/services.mjs';

const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome'];
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json', '.svg': 'image/svg+xml' };
/** 连接测试 stands in the middle of sentences: found only if the index knows Chinese words. */
const SEARCHES = ['连接测试', 'proxy'];
const LOCALES = [
  { path: '/', lang: 'en' },
  { path: '/zh-CN/', lang: 'zh-CN' },
];
/** A watchdog, ten times what a slow machine needs. */
const TIMEOUT_MS = 60_000;

/** @returns what was seen, or that Chromium is missing; with CI=true that is an error. */
export async function browse(dist) {
  const program = PROGRAMS.map((name) => findProgram(name)).find((path) => path !== undefined);
  if (program === undefined) {
    if (process.env.CI === 'true') throw new Error('chromium is not installed; apt-get install chromium');
    return 'skipped: chromium is not installed';
  }
  const server = await serve(dist);
  const profile = mkdtempSync(join(tmpdir(), 'piaozone-docs-'));
  const browser = await puppeteer.launch({
    executablePath: program,
    userDataDir: profile,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking'],
  });
  try {
    const seen = [];
    for (const locale of LOCALES) seen.push(await read(browser, server.origin, locale));
    return seen.join('; ');
  } finally {
    await browser.close();
    await server.stop();
    rmSync(profile, { recursive: true, force: true });
  }
}

async function read(browser, origin, { path, lang }) {
  const page = await browser.newPage();
  page.setDefaultTimeout(TIMEOUT_MS);
  const problems = watch(page, origin);
  await page.goto(`${origin}${path}`, { waitUntil: 'networkidle0', timeout: TIMEOUT_MS });
  const shown = await page.$eval('html', (element) => element.lang);
  if (shown !== lang) problems.push(`${path} is in ${shown}, not ${lang}`);
  const found = [];
  for (const words of SEARCHES) found.push(`${words} ${await search(page, words, problems)}`);
  await page.close();
  if (problems.length > 0) throw new Error(`${lang}: ${problems.join('\n')}`);
  return `${lang}: ${found.join(', ')}`;
}

/** Everything that must not happen while the page is open. */
function watch(page, origin) {
  const problems = [];
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => problems.push(`page error: ${error instanceof Error ? error.message : String(error)}`));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !url.startsWith('data:') && !url.startsWith('blob:')) problems.push(`fetched from outside: ${url}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) problems.push(`${response.status()} ${response.url()}`);
  });
  return problems;
}

/** Searches as a reader does, opens the first result and looks whether the words stand there. */
async function search(page, words, problems) {
  await page.keyboard.down('Control');
  await page.keyboard.press('k');
  await page.keyboard.up('Control');
  const input = await page.waitForSelector('#localsearch-input', { visible: true });
  await input.evaluate((element) => {
    element.value = '';
    element.dispatchEvent(new Event('input', { bubbles: true }));
  });
  await page.type('#localsearch-input', words);
  const outcome = await page.waitForFunction(
    (text) => {
      const box = document.querySelector('#localsearch-input');
      if (box?.value !== text) return undefined;
      const results = document.querySelectorAll('.VPLocalSearchBox .result');
      return results.length > 0 || document.querySelector('.VPLocalSearchBox .no-results') !== null ? { hits: results.length } : undefined;
    },
    { polling: 100 },
    words,
  );
  const { hits } = await outcome.jsonValue();
  if (hits === 0) {
    problems.push(`the search finds nothing for ${words}`);
    await page.keyboard.press('Escape');
    return 0;
  }
  const href = await page.$eval('.VPLocalSearchBox .result', (element) => element.getAttribute('href'));
  await page.keyboard.press('Enter');
  await page.waitForFunction((goal) => location.pathname === goal, {}, new URL(href, page.url()).pathname);
  await page.waitForFunction(
    (text) => (document.querySelector('.VPContent')?.textContent ?? '').toLowerCase().includes(text),
    { timeout: TIMEOUT_MS },
    words.toLowerCase(),
  );
  return hits;
}

/** A static server on a free loopback port; without an extension a path is the page of that name, as on any host of such a site. */
async function serve(dist) {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    const file = existing(dist, path);
    if (file === undefined) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': `${TYPES[extname(file)] ?? 'application/octet-stream'}; charset=utf-8` });
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () =>
    new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  return { origin: `http://127.0.0.1:${server.address().port}`, stop };
}

function existing(dist, path) {
  const wanted = normalize(join(dist, path));
  if (wanted !== dist && !wanted.startsWith(`${dist}${sep}`)) return undefined;
  return [wanted, `${wanted}.html`, join(wanted, 'index.html')].find((file) => existsSync(file) && statSync(file).isFile());
}
