import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli } from '../support/cli.js';
import { temporaryFiles } from '../support/folder.js';

const file = temporaryFiles();

function allFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

describe('adapter new', () => {
  it('makes a whole package and says what to do next, in both languages', async () => {
    const folder = file('demo');
    const { code, text, stderr } = await cli(['adapter', 'new', 'my-desk', '--dir', folder]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const part of [
      'piaozone-adapter-my-desk',
      'npm install',
      'npm test',
      'piaozone adapter check',
      '下一步',
      '内存',
      'in memory',
      'myDeskAdapter',
    ]) {
      expect(text).toContain(part);
    }
    expect(readdirSync(folder).sort()).toEqual([
      ...['.github', '.gitignore', 'LICENSE', 'README.md', 'README.zh-CN.md', 'package.json', 'src', 'test', 'tsconfig.json', 'tsup.config.ts'],
    ]);
    expect(existsSync(join(folder, '.github', 'workflows', 'ci.yml'))).toBe(true);
    expect(readdirSync(dirname(folder))).toEqual(['demo']);
  });

  it('puts the names of the adapter everywhere, and no others', async () => {
    const folder = file('demo');
    await cli(['adapter', 'new', 'my-desk', '--name', '@acme/myerp-MyErp'.toLowerCase(), '--dir', folder]);
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    expect(manifest).toMatchObject({ name: '@acme/myerp-myerp', peerDependencies: { '@piaozone/core': '^0.0.0-test' } });
    expect(manifest.devDependencies).toMatchObject({ '@piaozone/testkit': '^0.0.0-test', '@piaozone/cli': '^0.0.0-test' });
    expect(readFileSync(join(folder, 'src', 'index.ts'), 'utf8')).toBe(
      "export { myDeskAdapter } from './adapter.js';\nexport type { MyDeskSettings } from './settings.js';\n",
    );
    expect(readFileSync(join(folder, 'src', 'adapter.ts'), 'utf8')).toContain("id: 'my-desk'");
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toContain("process.env['MY_DESK_PASSWORD']");
    const left = allFiles(folder).filter((path) => /myerp(?!-myerp)(?<!@acme\/myerp-myerp)/i.test(readFileSync(path, 'utf8')));
    expect(left.map((path) => basename(path))).toEqual([]);
    expect(allFiles(folder).some((path) => path.endsWith('.tmpl'))).toBe(false);
  });

  it('takes an empty folder, and refuses one that holds anything without touching it', async () => {
    const folder = file('demo');
    mkdirSync(folder);
    expect((await cli(['adapter', 'new', 'desk', '--dir', folder])).code).toBe(0);
    const before = allFiles(folder);
    writeFileSync(join(folder, 'src', 'index.ts'), 'mine');
    expect(await cli(['adapter', 'new', 'desk', '--dir', folder])).toMatchObject({
      code: 2,
      text: '',
      stderr: expect.stringMatching(/不为空.*not empty/),
    });
    expect(allFiles(folder)).toEqual(before);
    expect(readFileSync(join(folder, 'src', 'index.ts'), 'utf8')).toBe('mine');
    expect(readdirSync(dirname(folder))).toEqual(['demo']);
  });

  it('leaves nothing behind where it cannot write', async () => {
    const parent = file('occupied');
    writeFileSync(parent, '');
    expect(await cli(['adapter', 'new', 'desk', '--dir', join(parent, 'demo')])).toMatchObject({
      text: '',
      stderr: expect.stringMatching(/^错误：.* \/ error: /),
    });
    expect(readdirSync(dirname(parent))).toEqual(['occupied']);
  });

  it('leaves no draft behind where the folder does not give way', async () => {
    const link = file('link');
    mkdirSync(`${link}-target`);
    symlinkSync(`${link}-target`, link);
    expect(await cli(['adapter', 'new', 'desk', '--dir', link])).toMatchObject({
      code: 1,
      text: '',
      stderr: expect.stringMatching(/没有留下.*nothing was left/),
    });
    expect(readdirSync(dirname(link)).sort()).toEqual(['link', 'link-target']);
    expect(readdirSync(`${link}-target`)).toEqual([]);
  });

  it.each([['My-Desk'], ['1desk'], ['desk-'], ['a--b'], ['desk_1'], ['../desk'], ['x'.repeat(41)], ['eas'], ['galaxy'], ['xinghan'], ['erp']])(
    'refuses the id %s',
    async (id) => {
      const folder = file('demo');
      expect(await cli(['adapter', 'new', id, '--dir', folder])).toMatchObject({
        code: 2,
        text: '',
        stderr: expect.stringMatching(/id .* \/ error: .*id/),
      });
      expect(existsSync(folder)).toBe(false);
    },
  );

  it.each([['Desk'], ['@/desk'], ['a b'], ['../x'], ['x'.repeat(215)]])('refuses the package name %s', async (name) => {
    const folder = file('demo');
    expect(await cli(['adapter', 'new', 'desk', '--name', name, '--dir', folder])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/--name .*--name/),
    });
    expect(existsSync(folder)).toBe(false);
  });
});
