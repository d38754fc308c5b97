import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { MockAccess } from '../src/mock/access.js';
import { type CliInput, RunningCli } from './support/cli.js';
import { temporaryFiles } from './support/folder.js';

const file = temporaryFiles();
const running: RunningCli[] = [];

afterEach(async () => {
  for (const mock of running.splice(0)) {
    if (mock.listensForSignals) mock.signal('SIGTERM');
    await mock.result();
  }
});

function start(argv: readonly string[], input: CliInput = {}): RunningCli {
  const mock = new RunningCli(['mock', ...argv], input);
  running.push(mock);
  return mock;
}

async function startJson(argv: readonly string[] = []): Promise<{ readonly mock: RunningCli; readonly line: string; readonly access: MockAccess }> {
  const mock = start(['--json', ...argv]);
  const line = await mock.firstOutput();
  return { mock, line, access: JSON.parse(line) as MockAccess };
}

async function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Record<string, unknown>> {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
  return (await response.json()) as Record<string, unknown>;
}

const BILL = {
  ...{ billNo: 'SO-1', invoiceProperty: '0', invoiceType: '10xdp', includeTaxFlag: '0', autoInvoice: '1', buyerName: '测试客户' },
  billDetail: [
    {
      lineProperty: '2',
      detailId: '1',
      goodsName: '服务费',
      revenueCode: '3040000000000000000',
      amount: '100.00',
      taxRate: '0.13',
      taxAmount: '13.00',
    },
  ],
};

/** Two-step login; gives the headers of a business call. */
async function loggedIn(
  { baseUrl, appId, appSecret, accountId, user }: MockAccess['xinghan'],
  identity: Record<string, string>,
): Promise<Record<string, string>> {
  const tokenIn = (answer: Record<string, unknown>) => answer['data'] as Record<string, string>;
  const { app_token: apptoken } = tokenIn(await post(`${baseUrl}/api/getAppToken.do`, { appId, appSecret, accountId }, identity));
  const { access_token: token = '' } = tokenIn(await post(`${baseUrl}/api/login.do`, { user, apptoken, usertype: 'Mobile', accountId }, identity));
  return { ...identity, access_token: token };
}

/** Takes one callback in and acknowledges it. */
async function receiver(): Promise<{ readonly url: string; readonly body: Promise<string> }> {
  let take: (body: string) => void = () => {};
  const body = new Promise<string>((resolve) => {
    take = resolve;
  });
  const server = createHttpServer((request, response) => {
    request.setEncoding('utf8');
    let text = '';
    request.on('data', (chunk: string) => {
      text += chunk;
    });
    request.on('end', () => {
      response.setHeader('connection', 'close').end('{"success":true,"errorCode":"0","message":""}', () => server.close());
      take(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/told`, body };
}

const md5 = (bytes: string) => createHash('md5').update(bytes).digest('hex');

/** Keys of every level, the shape without the values. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return [shape(value[0])];
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, shape(member)]))
    : typeof value;
}

describe('piaozone mock --json', () => {
  it('prints one line with exactly the promised keys', async () => {
    const { line, access } = await startJson();
    expect(line).toMatch(/^\{.*\}\n$/);
    const text = 'string';
    const triple = { clientId: text, clientSecret: text, encryptKey: text };
    const cosmic = { baseUrl: text, accountId: text, appId: text, appSecret: text, user: text, businessSystemCode: text };
    expect(JSON.stringify(shape(access))).toBe(
      JSON.stringify({
        piaozone: { baseUrl: text, tenant: triple, enterprises: [{ taxNo: text, name: text, ...triple }] },
        xinghan: cosmic,
        galaxy: { ...cosmic, gatewayIdentity: text },
        eas: { baseUrl: text, userName: text, password: text, slnName: text, dcName: text },
      }),
    );
    const { tenant, enterprises } = access.piaozone;
    expect(tenant.clientId).toMatch(/^TN_/);
    expect(enterprises.map(({ encryptKey }) => Buffer.byteLength(encryptKey))).toEqual(enterprises.map(() => 16));
    expect(access.xinghan.appSecret).not.toBe(access.galaxy.appSecret);
    for (const { baseUrl } of [access.piaozone, access.xinghan, access.galaxy, access.eas]) expect(baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+/);
  });

  it('serves a token for a sign computed here', async () => {
    const { access } = await startJson();
    for (const { clientId, clientSecret } of [access.piaozone.tenant, ...access.piaozone.enterprises]) {
      const timestamp = String(Date.now());
      const sign = md5(clientId + clientSecret + timestamp);
      const answer = await post(`${access.piaozone.baseUrl}/base/oauth/token`, { client_id: clientId, timestamp, sign });
      expect(answer).toMatchObject({ errcode: '0000', access_token: expect.stringMatching(/./) });
    }
  });

  it('serves both 苍穹 and EAS with the printed credentials', async () => {
    const { access } = await startJson();
    for (const { baseUrl, accountId, appId, appSecret } of [access.xinghan, access.galaxy]) {
      const answer = await post(`${baseUrl}/api/getAppToken.do`, { appId, appSecret, accountId });
      expect(answer).toMatchObject({ data: { app_token: expect.stringMatching(/./) } });
    }
    const wsdl = await fetch(`${access.eas.baseUrl}/ormrpc/services/EASLogin?wsdl`);
    expect(await wsdl.text()).toContain('EASLogin');
  });

  it('issues for the companies of the mock cloud, and tells the address it is given', async () => {
    const { access } = await startJson();
    const [{ taxNo } = { taxNo: '' }] = access.piaozone.enterprises;
    for (const erp of [access.xinghan, access.galaxy]) {
      const headers = await loggedIn(erp, 'gatewayIdentity' in erp ? { 'x-acgw-identity': String(erp.gatewayIdentity) } : {});
      const told = await receiver();
      await post(`${new URL(erp.baseUrl).origin}/__mock/businessSystem`, { code: erp.businessSystemCode, callbackUrl: told.url });
      const sim = (interfaceCode: string, data: unknown) => {
        const encoded = Buffer.from(JSON.stringify(data)).toString('base64');
        const body = { requestId: '1', businessSystemCode: erp.businessSystemCode, interfaceCode, data: encoded };
        return post(`${erp.baseUrl}/kapi/app/sim/openApi`, body, headers);
      };
      expect(await sim('BILL.PUSH', [{ ...BILL, sellerTaxpayerId: taxNo }])).toMatchObject({ errorCode: '0' });
      const { data } = await sim('BILL.INVOICE.QUERY', { sellerTaxpayerId: taxNo, serialNo: BILL.billNo });
      const shown = Buffer.from(String(data), 'base64').toString('utf8');
      expect(shown).toMatch(/"invoiceNum":"\d{20}"/);
      const callback = JSON.parse(await told.body) as { interfaceCode: string; data: string };
      expect(callback.interfaceCode).toBe('INVOICE.OPEN');
      expect(Buffer.from(callback.data, 'base64').toString('utf8')).toContain(BILL.billNo);
    }
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('ends cleanly at %s', async (signal) => {
    const { mock, line, access } = await startJson();
    mock.signal(signal);
    expect(await mock.result()).toMatchObject({ code: 0, text: line, stderr: '' });
    expect(mock.listensForSignals).toBe(false);
    for (const { baseUrl } of [access.piaozone, access.xinghan, access.galaxy, access.eas]) await expect(fetch(baseUrl)).rejects.toThrow();
  });

  it('listens for the end before it prints', async () => {
    const { mock } = await startJson();
    expect(mock.listensForSignals).toBe(true);
  });
});

describe('piaozone mock', () => {
  it('shows a person everything, in both languages', async () => {
    const mock = start([]);
    const text = await mock.firstOutput();
    expect(text).toContain('模拟服务，仅供测试');
    expect(text).toContain('mock, for tests only');
    for (const part of ['授权账号 ClientID', '加密key EncryKey', 'x-acgw-identity', '数据中心 dcName', '按 Ctrl-C 结束', 'press Ctrl-C to end'])
      expect(text).toContain(part);
    expect(text.match(/http:\/\/127\.0\.0\.1:\d+/g)).toHaveLength(4);
  });

  it('takes the given port and the three after it', async () => {
    const port = await freePorts();
    const { access } = await startJson(['--port', String(port)]);
    expect([access.piaozone, access.xinghan, access.galaxy, access.eas].map(({ baseUrl }) => new URL(baseUrl).port)).toEqual(
      [0, 1, 2, 3].map((offset) => String(port + offset)),
    );
  });

  it('names a port that is taken and leaves none of its own open', async () => {
    const port = await freePorts();
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(port + 2, '127.0.0.1', resolve));
    const { code, text, stderr } = await start(['--port', String(port)]).result();
    expect({ code, text, stderr }).toEqual({
      code: 1,
      text: '',
      stderr: `错误：端口 ${port + 2} 已被占用（galaxy） / error: port ${port + 2} is in use (galaxy)\n`,
    });
    await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow();
    await new Promise((resolve) => other.close(resolve));
  });

  it('says in both languages that the testkit is missing', async () => {
    const loadTestkit = () => Promise.reject(Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' }));
    const { code, text, stderr } = await start([], { loadTestkit }).result();
    expect({ code, text }).toEqual({ code: 1, text: '' });
    expect(stderr).toMatch(
      /^错误：未安装（或尚未构建）@piaozone\/testkit.*npm install.* \/ error: @piaozone\/testkit is not installed.*npm install.*\n$/,
    );
  });
});

describe('piaozone mock --erp', () => {
  function moduleOf(source: string): string {
    const path = file('erp.mjs');
    writeFileSync(path, source);
    return path;
  }

  it('gives the ERP mocks the options of the module, on loopback', async () => {
    const path = moduleOf(`
      export const xinghan = { host: '0.0.0.0', port: 1, accountId: '42', queries: [{ path: '/kapi/v2/demo/units', rows: [{ number: 'U1' }] }] };
      export const eas = { dcName: 'DEMO', facades: [{ service: 'WSDemo', namespace: 'urn:demo', operations: { hello: { parts: ['name'], run: ([name]) => name } } }] };
    `);
    const { access } = await startJson(['--erp', path]);
    expect(access).toMatchObject({ xinghan: { accountId: '42', baseUrl: expect.stringContaining('http://127.0.0.1:') }, eas: { dcName: 'DEMO' } });
    expect(access.galaxy.gatewayIdentity).not.toBe('');
    const known = await post(`${access.xinghan.baseUrl}/kapi/v2/demo/units`, {});
    expect(known).toHaveProperty('errorCode');
    expect((await fetch(`${access.galaxy.baseUrl}/kapi/v2/demo/units`, { method: 'POST' })).status).toBe(404);
    const wsdl = await fetch(`${access.eas.baseUrl}/ormrpc/services/WSDemo?wsdl`);
    expect(await wsdl.text()).toContain('hello');
  });

  it.each([
    ['export const galaxi = {};', '没有具名导出 xinghan、galaxy、eas'],
    ["export const galaxy = 'x';", '导出 galaxy 不是对象'],
    ["throw new Error('half\\nway');", 'cannot be loaded: half way'],
    ["export const eas = { facades: [{ service: 'EASLogin' }] };", '模拟 eas 无法启动'],
  ])('refuses a module with %j', async (source, message) => {
    const { code, text, stderr } = await start(['--erp', moduleOf(source)]).result();
    expect({ code, text }).toEqual({ code: 1, text: '' });
    expect(stderr).toMatch(/^错误：.* \/ error: .*\n$/);
    expect(stderr).toContain(message);
  });

  it('names a module that does not exist', async () => {
    const path = file('none.mjs');
    expect((await start(['--erp', path]).result()).stderr).toContain(`无法加载模块 ${path}`);
  });
});

/** Four free ports in a row, below the range from which systems take the port 0, so that no other test is given one of them. */
async function freePorts(): Promise<number> {
  for (let first = 20_000 + (process.pid % 1_000) * 8; ; first += 4) {
    if ((await Promise.all([0, 1, 2, 3].map((offset) => isFree(first + offset)))).every(Boolean)) return first;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const free = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
  });
  if (free) await new Promise((resolve) => server.close(resolve));
  return free;
}
