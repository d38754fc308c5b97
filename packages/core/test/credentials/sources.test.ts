import { chmod, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Secret } from '../../src/credentials/secret.js';
import { type FileSourceOptions, fileSource, tripleFromFile } from '../../src/credentials/sources/file.js';
import { JsonSyntax, readSecretJson, type SecretJson } from '../../src/credentials/sources/secret-json.js';
import type { Problem } from '../../src/errors.js';
import { CANARY } from '../support/canary.js';
import { everythingShown } from '../support/everything.js';

const signal = new AbortController().signal;
let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'piaozone-credentials-'));
  file = join(folder, 'triple');
});
afterEach(() => rm(folder, { recursive: true }));

const put = async (content: string | Buffer, mode = 0o600) => {
  await writeFile(file, content);
  await chmod(file, mode);
};

type Shown = Record<string, string | undefined>;

async function readAs(options: FileSourceOptions = {}, warnings: Problem[] = [], platform: NodeJS.Platform = 'linux'): Promise<Shown[]> {
  const given = await fileSource(file, options, platform).read({ signal, warn: (problem) => warnings.push(problem) });
  return (Array.isArray(given) ? given : [given]).map(({ clientId, clientSecret, encryptKey }: Record<string, string & Secret>) => ({
    clientId,
    clientSecret: clientSecret?.reveal(),
    encryptKey: encryptKey?.reveal(),
  }));
}

const refusal = (options?: FileSourceOptions, platform?: NodeJS.Platform) =>
  readAs(options, [], platform).then(
    () => 'taken',
    (error: { problems: Problem[] }) => error.problems[0],
  );

describe('a JSON file', () => {
  const TRIPLE = { clientId: 'demo', clientSecret: `${CANARY}"\\/\u0001秘😀`, encryptKey: '0123456789abcdef' };

  it('holds one triple, or two versions', async () => {
    await put(JSON.stringify(TRIPLE));
    expect(await readAs()).toEqual([TRIPLE]);
    await put(`\ufeff ${JSON.stringify([TRIPLE, { ...TRIPLE, clientSecret: 'older' }], null, 2)}\r\n`);
    expect(await readAs()).toEqual([TRIPLE, { ...TRIPLE, clientSecret: 'older' }]);
  });

  it('may hold more beside it', async () => {
    await put(JSON.stringify({ a: 1, tenant: TRIPLE, list: [true, null] }));
    expect(await readAs({ property: 'tenant' })).toEqual([TRIPLE]);
    expect(await refusal({ property: 'main' })).toMatchObject({ path: file, message: { zh: expect.stringContaining('main') } });
  });

  it('gives secrets, never texts', async () => {
    await put(JSON.stringify(TRIPLE));
    expect(everythingShown(await tripleFromFile(file).read({ signal, warn: () => {} }))).not.toContain(CANARY);
  });

  it('that is broken is named by the place, not by its content', async () => {
    await put(`{"clientSecret":"${CANARY}" "x"}`);
    const problem = await refusal();
    expect(problem).toMatchObject({ message: { en: expect.stringContaining(`byte ${16 + CANARY.length + 3}`) } });
    expect(everythingShown(problem)).not.toContain(CANARY);
  });
});

describe('the reader of secret JSON', () => {
  const plain = (json: SecretJson): unknown => {
    if (json instanceof Uint8Array) return Buffer.from(json).toString('utf8');
    if (json instanceof Map) return Object.fromEntries([...json].map(([name, value]) => [name, plain(value)]));
    return Array.isArray(json) ? json.map(plain) : json;
  };
  const withoutScalars = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(withoutScalars);
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, withoutScalars(part)]));
    return typeof value === 'string' ? value : null;
  };
  const parse = (text: string) => plain(readSecretJson(Buffer.from(text)));

  it('agrees with JSON.parse', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 20 });
    const json = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        text,
        fc.integer(),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.constantFrom(true, false, null),
        tie('list'),
        tie('members'),
      ),
      list: fc.array(tie('value'), { maxLength: 4 }),
      members: fc.dictionary(text, tie('value'), { maxKeys: 4, noNullPrototype: true }),
    })).value;
    const escaped = (source: string) => source.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
    fc.assert(
      fc.property(json, fc.boolean(), (value, ascii) => {
        const source = JSON.stringify(value, null, 1);
        expect(parse(ascii ? escaped(source) : source)).toEqual(withoutScalars(JSON.parse(source)));
      }),
    );
  });

  it('refuses whatever JSON.parse refuses', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]:,"\\u01aeE.+- \n'), maxLength: 12 }), (source) => {
        const ours = (() => {
          try {
            return parse(source) === undefined ? 'x' : 'ok';
          } catch (error) {
            return error instanceof JsonSyntax ? 'refused' : error;
          }
        })();
        const theirs = (() => {
          try {
            JSON.parse(source);
            return 'ok';
          } catch {
            return 'refused';
          }
        })();
        // Stricter than JSON.parse in one thing: half a surrogate pair is no text.
        if (!/\\u[dD]/.test(source)) expect(ours).toBe(theirs);
      }),
      { numRuns: 3000 },
    );
  });

  it.each(['"\\ud800"', '"\\ud800\\u0041"', '"\\udc00"', '{"a":"1","a":"2"}', '['.repeat(20) + ']'.repeat(20), '"a', '{"a"', ''])(
    'refuses %s',
    (source) => {
      expect(() => parse(source)).toThrow(JsonSyntax);
    },
  );

  it.each([
    ['"\\u00e9\\u7968\\ud83d\\ude00\\b\\f\\n\\r\\t\\/\\\\\\""', 'é票😀\b\f\n\r\t/\\"'],
    ['"\\u007f\\u0080\\u07ff\\u0800\\uffff"', '\u007f\u0080\u07ff\u0800\uffff'],
  ])('reads %s', (source, expected) => {
    expect(parse(source)).toBe(expected);
  });
});

describe('an env file', () => {
  it('holds the variables of the prefix, as they are', async () => {
    await put(
      [
        '# PIAOZONE_CLIENT_ID=commented',
        'PIAOZONE_CLIENT_ID=demo',
        `export PIAOZONE_CLIENT_SECRET='${CANARY}#=;'`,
        'PIAOZONE_ENCRYPT_KEY="0123456789abcdef"',
        'PIAOZONE_TENANT_CLIENT_ID=TN_other',
        'OTHER=x',
        'nonsense',
        '',
      ].join('\r\n'),
    );
    expect(await readAs()).toEqual([{ clientId: 'demo', clientSecret: `${CANARY}#=;`, encryptKey: '0123456789abcdef' }]);
    expect((await readAs({ prefix: 'PIAOZONE_TENANT_' }))[0]?.['clientId']).toBe('TN_other');
  });

  it('holds an older version beside', async () => {
    await put('X_CLIENT_ID=a\nX_CLIENT_SECRET=new\nX_ENCRYPT_KEY=k\nX_PREVIOUS_CLIENT_ID=a\nX_PREVIOUS_CLIENT_SECRET=old\nX_PREVIOUS_ENCRYPT_KEY=k');
    expect((await readAs({ prefix: 'X_' })).map((triple) => triple['clientSecret'])).toEqual(['new', 'old']);
  });

  it('is not trimmed: a blank is for the check to name', async () => {
    await put('PIAOZONE_CLIENT_SECRET=abc \n');
    expect((await readAs())[0]?.['clientSecret']).toBe('abc ');
  });

  it('a line that repeats another is refused', async () => {
    await put('\nPIAOZONE_CLIENT_ID=a\nPIAOZONE_CLIENT_ID=b\n');
    expect(await refusal()).toMatchObject({ message: { en: 'line 3 repeats PIAOZONE_CLIENT_ID' } });
  });

  it('an unpaired quote belongs to the value', async () => {
    await put(`PIAOZONE_CLIENT_SECRET="abc\nPIAOZONE_ENCRYPT_KEY='\n`);
    expect(await readAs()).toEqual([{ clientId: undefined, clientSecret: '"abc', encryptKey: "'" }]);
  });
});

describe('the file itself', () => {
  it.each([0o644, 0o640, 0o604, 0o660, 0o620, 0o602])('is refused with mode %o, with the remedy', async (mode) => {
    await put('{}', mode);
    const problem = await refusal();
    expect(problem).toMatchObject({ path: file, diagnosis: 'CREDENTIAL_FILE_EXPOSED' });
    for (const text of Object.values((problem as Problem).message)) {
      expect(text).toContain(`chmod 600 ${file}`);
      expect(text).toContain(mode.toString(8));
    }
  });

  it('the group may read it where that is said; others and writers never', async () => {
    await put('{}', 0o640);
    expect(await refusal({ groupMayRead: true })).toBe('taken');
    for (const mode of [0o644, 0o660, 0o641]) {
      await chmod(file, mode);
      expect(await refusal({ groupMayRead: true })).toMatchObject({ diagnosis: 'CREDENTIAL_FILE_EXPOSED' });
    }
  });

  it('on Windows it is not checked, and a warning says so once', async () => {
    await put('{}', 0o644);
    const warnings: Problem[] = [];
    const source = fileSource(file, {}, 'win32');
    for (let i = 0; i < 2; i += 1) await source.read({ signal, warn: (problem) => warnings.push(problem) });
    expect(warnings).toMatchObject([{ path: file, message: { zh: expect.stringContaining('未检查'), en: expect.stringContaining('not checked') } }]);
  });

  it('of UTF-16 is named as such', async () => {
    await put(Buffer.from('\ufeff{}', 'utf16le'));
    expect(await refusal()).toMatchObject({ message: { zh: expect.stringContaining('UTF-8') } });
  });

  it('that is missing, a folder or too large is refused', async () => {
    expect(await refusal()).toMatchObject({ path: file, message: { en: expect.stringContaining('ENOENT') } });
    await put(Buffer.alloc(65_537, 'a'));
    expect(await refusal()).toMatchObject({ message: { en: expect.stringContaining('65536') } });
    file = folder;
    expect(await refusal()).toMatchObject({ message: { en: 'is not a regular file' } });
  });

  it('has another stamp once exchanged by a symlink, as mounted secrets are', async () => {
    const link = join(folder, 'link');
    await put('a');
    await writeFile(join(folder, 'other'), 'b');
    await symlink(file, link);
    const source = tripleFromFile(link);
    const before = await source.stamp?.();
    expect(await source.stamp?.()).toBe(before);
    await rm(link);
    await symlink(join(folder, 'other'), link);
    expect(await source.stamp?.()).not.toBe(before);
  });
});
