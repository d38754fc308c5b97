import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type MockCosmic, type MockCosmicOptions, startMockCosmic } from '@piaozone/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';

const CLIENT = fileURLToPath(new URL('./stranger/cosmic.py', import.meta.url));
const present = spawnSync('python3', ['-c', 'import cryptography'], { stdio: 'ignore' }).status === 0;
/** Elsewhere a missing program is a counted skip that names it; in CI it is a failure. */
const skip = !present && process.env['CI'] !== 'true';

const TAX_NO = '91440300MCK000017A';
const AES_PASSWORD = 'synthetic-key-of-a-stranger';
const FILE = Buffer.from('%PDF-1.4 of a stranger');

/** A tenant with one enterprise, an invoice in its pool and a bureau task that takes a moment. */
async function tenant(options: MockCosmicOptions): Promise<MockCosmic> {
  const mock = await startMockCosmic({
    businessSystems: [{ code: 'PLAIN' }, { code: 'SEALED', encryption: { kind: 'aes', password: AES_PASSWORD } }],
    digestKey: true,
    sim: { enterprises: [{ taxNo: TAX_NO, name: '测试销方' }] },
    deduction: {
      taxpayers: [
        {
          taxNo: TAX_NO,
          taxPeriod: '202401',
          invoices: [
            { invoiceNo: 'N1', taxPeriod: '202401' },
            { invoiceNo: 'N2', taxPeriod: '202312' },
          ],
        },
      ],
    },
    ...options,
  });
  onTestFinished(() => mock.close());
  mock.message.addInvoice({ serialNo: 'S1', asked: {}, answer: {} });
  mock.message.files.recognise(FILE, [{ serialNo: 'S1', amount: '0.10' }]);
  return mock;
}

/** Runs the client in its own process; its standard input carries the access data, never the command line. */
async function stranger(mock: MockCosmic, habits: Record<string, unknown>): Promise<Record<string, unknown>> {
  const child = spawn('python3', ['-B', CLIENT], { stdio: ['pipe', 'pipe', 'pipe'] });
  const output: Record<'stdout' | 'stderr', string> = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) child[name].setEncoding('utf8').on('data', (text: string) => (output[name] += text));
  child.stdin.end(JSON.stringify({ ...mock.publicData, taxNo: TAX_NO, billNo: 'PY-0001', ...habits }));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`the Python client ended with ${code}: ${output.stderr}`);
  return JSON.parse(output.stdout) as Record<string, unknown>;
}

const SEALED = { businessSystemCode: 'SEALED', password: AES_PASSWORD };
const PLAIN = { businessSystemCode: 'PLAIN' };

describe.skipIf(skip)(`a 苍穹 client that shares nothing with us (python3, python3-cryptography${skip ? '; missing' : ''})`, () => {
  it.each<[string, MockCosmicOptions, Record<string, unknown>]>([
    ['two steps, base64, 星瀚', { basePath: '/ierp' }, { mode: 'twoStep', ...PLAIN }],
    ['two steps, AES, 星空旗舰版', { gatewayIdentity: true, requiredOnToken: true }, { mode: 'twoStep', carrier: 'access_token', ...SEALED }],
    ['enhanced, AES, 星瀚', { enhanced: true }, { mode: 'enhanced', ...SEALED }],
    ['enhanced, base64, 星空旗舰版', { enhanced: true, gatewayIdentity: true }, { mode: 'enhanced', ...PLAIN }],
    ['digest, AES, 星瀚', { enhanced: true }, { mode: 'digest', ...SEALED }],
    ['digest, base64, 星空旗舰版', { gatewayIdentity: true }, { mode: 'digest', ...PLAIN }],
  ])('logs in, issues, uses the assistant and the bureau: %s', async (_, options, habits) => {
    const mock = await tenant(options);
    let bureauCalls = 0;
    const countCalls = () => {
      bureauCalls += 1;
      // taxLogin, invoiceDown, one question that is told to wait; then the task ends.
      if (bureauCalls === 4) mock.clock.advance(60_000);
      return false;
    };
    mock.faults.next('/kapi/app/rim/deduction', { kind: 'custom', name: 'watched' }, { match: countCalls });
    expect(await stranger(mock, habits)).toEqual({
      issued: {
        billNo: 'PY-0001',
        invoiceNum: expect.stringMatching(/^\d{20}$/),
        goods: '服务费𠮷🧾',
        source: '1',
        amounts: ['100.10', '13.01'],
        repeated: '10127',
      },
      assisted: { serialNo: 'S1', amount: '0.10', eventCode: true },
      deducted: { loginType: '1', running: ['6910'], rows: { mockRows: [{ invoiceNo: 'N1', taxPeriod: '202401' }], mockTotal: 1 }, foreign: '1130' },
    });
    expect(mock.sim.record.map(({ key, totalAmount, totalTaxAmount }) => [key, totalAmount, totalTaxAmount])).toEqual([
      ['PY-0001', '100.10', '13.01'],
    ]);
    expect(mock.sim.problems()).toEqual([]);
    expect(mock.message.bills.all).toMatchObject([{ billId: 'PY-0001', status: '60' }]);
    expect(String(mock.message.bills.all[0]?.invoices[0]?.['amount'])).toBe('0.10');
    expect(mock.message.bills.vouchers).toHaveLength(1);
    expect(mock.logins).toBe(habits['mode'] === 'digest' ? 0 : 1);
    expect([mock.unknownRequests, mock.unknownFields, mock.sim.unknownCodes]).toEqual([[], [], []]);
  });

  it.each<[string, MockCosmicOptions, Record<string, unknown>, string]>([
    ['the enhanced switch', { enhanced: true }, { mode: 'twoStep', ...PLAIN }, 'enhanced authentication is on'],
    ['the enhanced switch that is off', {}, { mode: 'enhanced', ...PLAIN }, 'enhanced authentication is off'],
    ['a wrong secret', {}, { mode: 'twoStep', appSecret: 'x'.repeat(20), ...PLAIN }, '第三方应用ID或应用密钥不正确'],
    ['the gateway', { gatewayIdentity: true }, { mode: 'digest', gatewayIdentity: 'djF8', ...PLAIN }, '不存在应用信息[网关]'],
    ['the wrong key', {}, { mode: 'twoStep', ...SEALED, password: 'another' }, '接收的数据转换异常'],
  ])('is refused by %s', async (_, options, habits, text) => {
    const mock = await tenant(options);
    await expect(stranger(mock, habits)).rejects.toThrow(text);
    expect(mock.sim.record).toEqual([]);
  });
});
