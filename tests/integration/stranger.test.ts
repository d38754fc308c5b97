import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { MockClock, type MockPiaozone, startMockPiaozone } from '@piaozone/testkit';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';

const MAIN = fileURLToPath(new URL('./stranger/main.py', import.meta.url));
const missing = ['python3', 'openssl'].filter((program) => spawnSync(program, ['version'], { stdio: 'ignore' }).error !== undefined);
/** Elsewhere a missing program is a counted skip that names it; in CI it is a failure. */
const skip = missing.length > 0 && process.env['CI'] !== 'true';

let mock: MockPiaozone;
beforeEach(async () => {
  // Standing at noon in Shanghai, so that no run of checks crosses midnight.
  mock = await startMockPiaozone({ clock: new MockClock({ frozenAt: Date.UTC(2024, 6, 1, 4) }) });
  onTestFinished(() => mock.close());
});

/** Runs the client's step modules in their own process; its standard input carries the access data, never the command line. */
export async function stranger(steps: readonly string[], habits: Record<string, unknown>, prefix: string): Promise<Record<string, unknown>> {
  const [seller] = mock.enterprises;
  if (seller === undefined) throw new Error('the mock has no enterprise');
  const { clientId, clientSecret, encryptKey, taxNo } = seller;
  const child = spawn('python3', ['-B', MAIN, ...steps], { stdio: ['pipe', 'pipe', 'pipe'] });
  const output: Record<'stdout' | 'stderr', string> = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) child[name].setEncoding('utf8').on('data', (text: string) => (output[name] += text));
  child.stdin.end(JSON.stringify({ baseUrl: mock.baseUrl, clientId, clientSecret, encryptKey, taxNo, prefix, habits }));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`the Python client ended with ${code}: ${output.stderr}`);
  return JSON.parse(output.stdout) as Record<string, unknown>;
}

describe.skipIf(skip)(`a client that shares nothing with us (python3, openssl${skip ? `; missing: ${missing.join(', ')}` : ''})`, () => {
  it.each([
    ['bare Base64, milliseconds, MD5 as a number', {}, '202401010000000001'],
    ['a quoted string, seconds, SHA-256 as text', { quoted: true, seconds: true, enc_type: 1, enc_type_as_text: true }, '202401010000000002'],
    ['bare Base64, seconds, HMAC as text', { seconds: true, enc_type: 2, enc_type_as_text: true }, '202401010000000003'],
  ])('issues, queries, reds and asks the quota: %s', async (_, habits, prefix) => {
    mock.settings.digital = true;
    const { issuing } = await stranger(['issuing'], habits, prefix);
    const number = (sequence: number) => `2444${String(sequence).padStart(16, '0')}`;
    expect(issuing).toEqual({
      created: { invoiceCode: '0', invoiceNo: number(1), pdfUrl: expect.stringContaining(`${mock.baseUrl}/public/pdf/`), serialNo: `${prefix}01` },
      repeated: { errcode: 'MOCK_SERIAL_EXISTS', description: '该流水号已经存在' },
      buyerName: '测试购方𠮷🧾①',
      remark: '零点一元 0.10 ÷ €',
      amounts: ['0.10', '0.01', '0.11'],
      sameFile: true,
      pdf: '%PDF-',
      red: { serialNo: `${prefix}02`, totalAmount: '-0.11', of: number(1) },
      redOfRed: { errcode: '3002', description: '未找到对应蓝票' },
      statusAfter: '3',
      longBill: { invoiceNo: number(3), lines: 100, totalAmount: '11.00' },
      quotaUsed: 3,
    });
    expect(mock.record.map(({ kind, serialNo }) => [kind, serialNo])).toEqual([
      ['blue', `${prefix}01`],
      ['red', `${prefix}02`],
      ['blue', `${prefix}04`],
    ]);
    expect(mock.outbox).toHaveLength(1);
    expect(mock.server.unknownRequests).toEqual([]);
    expect(mock.unknownFields).toEqual([]);
    // Nothing that a stranger could not know: only what urllib itself sends.
    const ordinary = ['accept-encoding', 'connection', 'content-length', 'content-type', 'host', 'user-agent'];
    const sent = new Set(mock.server.journal.entries.flatMap(({ headers }) => Object.keys(headers)));
    expect([...sent].filter((name) => !ordinary.includes(name))).toEqual([]);
  });

  it.each([
    ['MD5, milliseconds', {}, '202401010000000001'],
    ['HMAC as text, seconds', { seconds: true, enc_type: 2, enc_type_as_text: true }, '202401010000000002'],
  ])('recognises and verifies a file and goes through the assistant: %s', async (_, habits, prefix) => {
    const file = Buffer.from("%PDF-1.4 a stranger's invoice \u0000\u00ff", 'latin1');
    const invoice = {
      ...{ invoiceType: '1', invoiceCode: '044001900111', invoiceNo: '24442000000012345678', invoiceDate: '2024-06-03', salerName: '销方𠮷🧾' },
      ...{ checkCode: '12345678901234567890', amount: '0.10', taxAmount: '0.01', totalAmount: '0.11', invoiceMoney: '0.10' },
    };
    mock.expense.addFile(file, { invoices: [invoice] });
    const client = stranger(['expense'], habits, prefix);
    // The user picks the invoice on the assistant's page while the client waits at the channel.
    const importing = vi
      .waitFor(() => expect(mock.expense.heldPolls).toBe(1), { timeout: 20_000, interval: 20 })
      .then(() => {
        const [bill] = mock.expense.bills();
        const [linkKey] = mock.expense.linkKeys();
        const serialNos = mock.expense.invoices().map(({ serialNo }) => serialNo);
        return mock.expense.importInvoices({ userKey: bill?.userKey ?? '', linkKey: linkKey ?? '', serialNos });
      });
    const [{ expense }] = await Promise.all([client, importing]);
    expect(expense).toEqual({
      recognised: ['24442000000012345678'],
      checked: { invoiceNo: '24442000000012345678', salerName: '销方𠮷🧾', totalAmount: '0.11', checkStatus: '1' },
      verified: ['0000', '0000', '0000', '0000', '1002'],
      sameSerial: true,
      channel: { sameMessage: true, deliveryTimes: [1, 2], type: 'saveBill' },
      amount: 0.11,
      states: ['30', '60', '65'],
      foreign: '1301',
      listed: true,
      freed: '1',
    });
    expect(mock.server.unknownRequests).toEqual([]);
    expect(mock.unknownFields).toEqual([]);
  });
});
