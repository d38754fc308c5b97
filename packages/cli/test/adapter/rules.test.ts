import { describe, expect, it } from 'vitest';
import { exportsOf, importsOf, networkGlobalsOf } from '../../src/adapter/source-scan.js';
import { holds } from '../../src/adapter/version-range.js';

describe('version ranges', () => {
  it.each([
    ['^0.1.0', '0.1.0', true],
    ['^0.1.0', '0.1.9', true],
    ['^0.1.2', '0.1.1', false],
    ['^0.1.0', '0.2.0', false],
    ['^0.0.3', '0.0.4', false],
    ['^0.0', '0.0.9', true],
    ['^1.2.3', '1.9.0', true],
    ['^1.2.3', '2.0.0', false],
    ['^1', '1.9.9', true],
    ['~1.2.3', '1.2.9', true],
    ['~1.2.3', '1.3.0', false],
    ['~1', '1.9.0', true],
    ['1.2.3', '1.2.3', true],
    ['1.2.3', '1.2.4', false],
    ['1.2', '1.2.7', true],
    ['0.1.x', '0.1.7', true],
    ['0.1.x', '0.2.0', false],
    ['*', '9.9.9', true],
    ['>=0.1.0 <1', '0.9.0', true],
    ['>= 0.1.0 < 1', '1.0.0', false],
    ['>1.2', '1.2.9', false],
    ['>1.2', '1.3.0', true],
    ['<=1.2', '1.2.9', true],
    ['<=1.2.3', '1.2.4', false],
    ['^0.1.0 || ^0.2.0', '0.2.5', true],
    ['^0.1.0 || ^0.2.0', '0.3.0', false],
    ['^0.1.0', '0.1.0-rc.1', true],
    ['>=20', '20.19.0', true],
    ['>=20', '18.20.0', false],
    ['latest', '1.0.0', undefined],
    ['workspace:*', '1.0.0', undefined],
    ['', '1.0.0', undefined],
    ['^1.0.0', 'next', undefined],
  ])('%s holds %s: %s', (range, version, expected) => {
    expect(holds(range, version)).toBe(expected);
  });
});

describe('what a source says', () => {
  it('imports, whichever way, and not what stands in comments', () => {
    const source = `
      import axios from 'axios';
      import type { A } from "./a.js";
      import './side.js';
      export { b } from './b.js';
      const c = await import('node:https');
      const d = require("got");
      // import x from 'commented'
      /* from 'undici' */
      const url = 'https://x'; const e = import( 'late' );
    `;
    expect(importsOf(source)).toEqual(['axios', './a.js', './side.js', './b.js', 'node:https', 'got', 'late']);
  });

  it('globals of the network that are called', () => {
    expect(networkGlobalsOf('await fetch (url); fetch(url); const s = new WebSocket(u);')).toEqual(['fetch', 'WebSocket']);
  });

  it.each([
    ['client.fetch(x)'],
    ['prefetch(x)'],
    ['$fetch(x)'],
    ["'fetch('"],
    ['// fetch(x)'],
    ['/* fetch(x) */'],
    ['`fetch(x)`'],
    ['fetchBills(x)'],
  ])('no global of the network in %s', (source) => {
    expect(networkGlobalsOf(source)).toEqual([]);
  });

  it('exports by name, types left out', () => {
    const source = `export { a, b as c, type D } from './x.js';\nexport type { E } from './y.js';\nexport async function f() {}\nexport const g = 1;\nexport class H {}`;
    expect(exportsOf(source)).toEqual({ names: ['f', 'g', 'H', 'a', 'c'], hasDefault: false, passesAll: false });
    expect(exportsOf('export default 1;')).toMatchObject({ hasDefault: true });
    expect(exportsOf("export { x as default } from './x.js';")).toMatchObject({ hasDefault: true });
    expect(exportsOf("export * from './x.js';")).toMatchObject({ passesAll: true });
  });
});
