import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runWith } from '../../src/run.js';
import { csvLine } from '../../src/verify/csv.js';
import { CANARY, cli } from '../support/cli.js';

/** The cloud, as far as these commands need it: what a file says decides the answer. */
let server: Server;
let calls: URL[];
let answers: (content: string) => object;
let folder: string;
let env: Record<string, string>;
/** Holds back answers until released. */
let gate: Promise<void> | undefined;

beforeEach(async () => {
  calls = [];
  gate = undefined;
  answers = (content) => ({ errcode: '0000', description: '成功', data: [invoice({ invoiceNo: content.slice(9) })] });
  server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '', 'http://x');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const token = url.pathname === '/base/oauth/token';
    if (!token) calls.push(url);
    if (!token) await gate;
    const content = Buffer.from(Buffer.concat(chunks).toString('latin1'), 'base64').toString('utf8');
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify(
        token ? { errcode: '0000', description: '', access_token: `${CANARY}-t`, token_type: 'bearer', expires_in: 3600 } : answers(content),
      ),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  folder = mkdtempSync(join(tmpdir(), 'piaozone-verify-'));
  env = {
    PIAOZONE_ENVIRONMENT: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    PIAOZONE_CLIENT_ID: 'cli-test',
    PIAOZONE_CLIENT_SECRET: CANARY,
    PIAOZONE_ENCRYPT_KEY: '0123456789abcdef',
  };
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

function invoice(fields: object): object {
  return { invoiceType: '26', invoiceNo: '26442000000012345678', invoiceDate: '2024-05-01', totalAmount: '0.10', cancelMark: 'N', ...fields };
}

function file(name: string, number: string): string {
  const path = join(folder, name);
  writeFileSync(path, `%PDF-1.4 ${number}`);
  return path;
}

describe('piaozone verify', () => {
  it('prints a table in the order of the arguments and succeeds when all have passed', async () => {
    const files = [file('b.pdf', '26442000000012345678'), file('a.pdf', '26442000000012345679')];
    const { code, text, stderr } = await cli(['verify', ...files], { env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [head, first, second, , total] = text.split('\n');
    expect(head).toMatch(/^文件 file +结果 result/);
    expect(first).toMatch(/b\.pdf +通过 passed +26 数电票（普通发票） +26442000000012345678 +2024-05-01 +0\.10$/);
    expect(second).toContain('26442000000012345679');
    expect(total).toContain('2 files, 0 failed, 0 from the checkpoint');
    expect(calls.map(({ pathname }) => pathname)).toEqual(['/m3/bill/invoice/img/Check/info', '/m3/bill/invoice/img/Check/info']);
  });

  it('has one line of JSON with exact texts, in which a failure stands beside the rest, and fails', async () => {
    answers = (content) =>
      content.includes('bad') ? { errcode: '查', description: '查无此票' } : { errcode: '0000', description: '', data: invoice({ cancelMark: 'Y' }) };
    const files = [file('a.pdf', 'bad'), join(folder, 'none.pdf'), file('c.pdf', '1')];
    const { code, text } = await cli(['verify', '--json', ...files], { env });
    expect(code).toBe(1);
    expect(text.trim().split('\n')).toHaveLength(1);
    const { summary, results } = JSON.parse(text);
    expect(summary).toMatchObject({ done: 2, failed: 1 });
    expect(results.map(({ result }: { result: string }) => result)).toEqual(['not-found', 'failed', 'voided']);
    expect(results[1].message).toContain('ENOENT');
    expect(results[2].invoice).toMatchObject({ invoiceNo: '26442000000012345678', totalAmount: '0.10' });
  });

  it('writes CSV that a spreadsheet opens and does not run', async () => {
    answers = () => ({
      errcode: '0000',
      description: '',
      data: invoice({ invoiceNo: '=HYPERLINK("http://x")', totalAmount: '-0.10', invoiceCode: '@SUM(A1)' }),
    });
    const { text } = await cli(['verify', '--csv', file('a.pdf', '1')], { env });
    expect(text.startsWith('\uFEFF文件 file,结果 result,')).toBe(true);
    expect(text).toContain(`,'@SUM(A1),"'=HYPERLINK(""http://x"")",2024-05-01,-0.10,\r\n`);
  });

  it('goes on from its checkpoint, and does again what was not found when told to', async () => {
    answers = (content) =>
      content.includes('bad') ? { errcode: 'x', description: '查无此票' } : { errcode: '0000', description: '', data: invoice({}) };
    const argv = ['verify', '--checkpoint', join(folder, 'run.jsonl'), file('a.pdf', 'bad'), file('b.pdf', '1')];
    const first = await cli(argv, { env });
    const second = await cli(argv, { env });
    expect(calls).toHaveLength(2);
    expect(second.text).toBe(first.text.replace('取自断点 0', '取自断点 2').replace('0 from', '2 from'));
    await cli([...argv, '--retry-failed'], { env });
    expect(calls).toHaveLength(3);
  });

  it('asks for all invoices with --many, and for the compliance rules', async () => {
    answers = () => ({
      errcode: '0000',
      description: '',
      data: JSON.stringify([invoice({ checkStatus: '1' }), invoice({ invoiceNo: '2', checkStatus: '3' })]),
    });
    const { code, text } = await cli(['verify', '--many', '--compliance', file('a.pdf', '1')], { env });
    expect(code).toBe(1);
    expect(text).toContain('未查验 not checked');
    expect(calls[0]?.pathname).toBe('/m3/bill/invoice/img/analyze/multiple/check');
    expect(calls[0]?.searchParams.get('checkFlag')).toBe('true');
  });

  it('takes credentials from the configuration file of the doctor', async () => {
    const config = join(folder, 'piaozone.config.json');
    const { PIAOZONE_ENVIRONMENT: baseUrl, ...variables } = env;
    writeFileSync(config, JSON.stringify({ piaozone: { environment: { baseUrl } } }));
    expect((await cli(['verify', '--config', config, file('a.pdf', '1')], { env: variables })).code).toBe(0);
    writeFileSync(config, JSON.stringify({ piaozone: { enviroment: 'test' } }));
    expect(await cli(['verify', '--config', config, file('a.pdf', '1')], { env })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('enviroment'),
    });
  });

  it('stops at once when the triple is refused', async () => {
    answers = () => ({ errcode: '91300', description: '登录失效' });
    const files = Array.from({ length: 20 }, (_, i) => file(`${i}.pdf`, String(i)));
    const { code, text, stderr } = await cli(['verify', '--concurrency', '1', ...files], { env });
    expect({ code, text }).toEqual({ code: 1, text: '' });
    expect(stderr).toMatch(/^错误：登录失效/);
    expect(calls).toHaveLength(1);
  });

  it.each([
    [['verify'], '缺少参数'],
    [['verify', 'x', '--json', '--csv'], '--json'],
    [['verify', 'x', '--compliance'], '--many'],
    [['verify', 'x', '--concurrency', '0'], '--concurrency'],
    [['recognize', 'x', '--concurrency', '65'], '--concurrency'],
    [['recognize', 'x', '--many'], '--many'],
  ])('%j is wrong usage', async (argv, part) => {
    expect(await cli(argv, { env })).toMatchObject({ code: 2, text: '', stderr: expect.stringContaining(part) });
  });
});

describe('piaozone recognize', () => {
  it('prints every invoice of a file, cursor movements of the cloud taken out', async () => {
    answers = () => ({ errcode: '10300', description: '发票\u001b[2J串号', data: [invoice({}), invoice({ invoiceNo: '\u001b]0;x\u0007' })] });
    const { code, text } = await cli(['recognize', file('a.pdf', '1')], { env });
    expect(code).toBe(1);
    expect(text.match(/发票串号 crossed/g)).toHaveLength(2);
    for (const mover of ['\u001b', '\u0007']) expect(text).not.toContain(mover);
    expect(calls[0]?.pathname).toBe('/m3/bill/invoice/img/analyze/multiple/info');
    answers = () => ({ errcode: '0000', description: '', data: [invoice({})] });
    expect((await cli(['recognize', file('a.pdf', '1')], { env })).code).toBe(0);
    answers = () => ({ errcode: '0000', description: '', data: [] });
    expect(await cli(['recognize', file('a.pdf', '1')], { env })).toMatchObject({ code: 1, text: expect.stringContaining('没有发票 no invoice') });
  });
});

describe('progress', () => {
  function terminal(isTTY: boolean) {
    let out = '';
    let err = '';
    let interrupt = () => {};
    const io = {
      stdin: Readable.from([]),
      stdout: { write: (text: string | Buffer) => (out += text) },
      stderr: { isTTY, write: (text: string | Buffer) => (err += text) },
      env,
      onSignal: (listener: (signal: 'SIGINT') => void) => {
        interrupt = () => listener('SIGINT');
        return () => {};
      },
    };
    const run = (argv: string[]) => runWith(argv, io, () => Promise.reject(new Error('no testkit')));
    return { run, interrupt: () => interrupt(), out: () => out, err: () => err };
  }

  it('is a bar on a terminal that leaves nothing behind, and silence elsewhere', async () => {
    const files = [1, 2, 3, 4].map((i) => file(`${i}.pdf`, String(i)));
    const watched = terminal(true);
    expect(await watched.run(['verify', ...files])).toBe(0);
    expect(watched.err()).toContain('] 0/4');
    expect(watched.err()).toContain('] 4/4');
    expect(watched.err().endsWith('\r\u001b[K')).toBe(true);
    expect(watched.out()).not.toContain('\u001b');
    const silent = terminal(false);
    expect(await silent.run(['verify', ...files])).toBe(0);
    expect(silent.err()).toBe('');
  });

  it.each([
    [['--checkpoint'], '从断点继续'],
    [[], '没有用 --checkpoint'],
  ])('ends at an interrupt (%j) and says how to go on', async (options, words) => {
    gate = new Promise(() => {});
    const watched = terminal(false);
    const argv = options.flatMap((option) => [option, join(folder, 'run.jsonl')]);
    const ended = watched.run(['verify', ...argv, file('a.pdf', '1')]);
    while (calls.length === 0) await new Promise((resolve) => setImmediate(resolve));
    watched.interrupt();
    expect(await ended).toBe(1);
    expect(watched.err()).toContain(words);
    expect(watched.out()).toBe('');
  });
});

describe('cells of CSV', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1+1', "'-1+1"],
    ['@A1', "'@A1"],
    ['\t=1', "'\t=1"],
    ['\n=1', '"\'\n=1"'],
    ['\r1', '"\'\r1"'],
    ['＝1', "'＝1"],
    ['＋1', "'＋1"],
    ['－1', "'－1"],
    ['＠1', "'＠1"],
    [' =1', "' =1"],
    ['\u3000=1', "'\u3000=1"],
    ['-1', '-1'],
    ['-0.10', '-0.10'],
    ['0123', '0123'],
    ['a=1', 'a=1'],
    ['a,"b"', '"a,""b"""'],
  ])('%j is written %j', (text, written) => {
    expect(csvLine([text])).toBe(`${written}\r\n`);
  });
});
