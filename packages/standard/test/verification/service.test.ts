import { Readable } from 'node:stream';
import { SendFailure } from '@piaozone/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { type InvoiceElements, VerificationService, type VerificationSettings } from '../../src/index.js';
import { call, connect, HandClock, MORNING, PASSED, ScriptedCloud } from './fake-cloud.js';

const ELEMENTS: InvoiceElements = {
  invoiceType: '1',
  invoiceCode: '044031900111',
  invoiceNo: '12345678',
  invoiceDate: '2024-05-01',
  checkCode: '123456',
};
const DAY = 86_400_000;
const PDF = Buffer.from('%PDF-1.4 mock');

let cloud: ScriptedCloud;
let clock: HandClock;

beforeEach(() => {
  cloud = new ScriptedCloud();
  clock = new HandClock();
  cloud.react = () => ({ errcode: '0000', description: '成功', data: PASSED });
});

function service(settings: VerificationSettings = {}, clientId?: string): VerificationService {
  return new VerificationService(connect(cloud, clock, clientId), settings);
}

function refusedTexts(errcode: string, description: string) {
  cloud.react = () => ({ errcode, description });
}

describe('by elements', () => {
  it('posts plain JSON with the names of the reference and no type', async () => {
    const result = await service().byElements(ELEMENTS, {}, call());
    expect(cloud.urls[0]?.pathname).toBe('/test/m13/bill/invoice/sys/check');
    expect(JSON.parse(String(cloud.requests[0]?.body))).toEqual({
      invoiceCode: '044031900111',
      invoiceNo: '12345678',
      invoiceDate: '2024-05-01',
      checkCode: '123456',
      isCreateUrl: '1',
    });
    expect(result).toMatchObject({ verdict: 'passed', cached: false, sameDay: false, at: MORNING });
    expect(result.invoices[0]).toMatchObject({ verdict: 'passed', voided: false, invoice: { totalAmount: '0.10' } });
  });

  it.each([
    ['13', { totalAmount: '9.90' }, { invoiceMoney: '9.90', totalAmount: '9.90' }],
    ['4', { totalAmount: '9.90', invoiceMoney: '9.00' }, { invoiceMoney: '9.00', totalAmount: '9.90' }],
    ['4', { totalAmount: '9.90' }, { totalAmount: '9.90' }],
    ['12', { totalAmount: '9.90' }, { totalAmount: '9.90' }],
  ])('type %s with %j sends %j', async (invoiceType, amounts, sent) => {
    await service().byElements({ invoiceType, invoiceNo: '1', invoiceDate: '2024-05-01', ...amounts }, { createUrl: false }, call());
    expect(JSON.parse(String(cloud.requests[0]?.body))).toEqual({ invoiceNo: '1', invoiceDate: '2024-05-01', ...sent });
  });

  it.each([
    ['1', 'checkCode'],
    ['3', 'checkCode'],
    ['5', 'checkCode'],
    ['15', 'checkCode'],
    ['2', 'invoiceMoney'],
    ['4', 'invoiceMoney'],
    ['12', 'invoiceMoney'],
    ['13', 'totalAmount'],
  ])('type %s wants %s: a warning, or a refusal by option', async (invoiceType, path) => {
    const elements = { invoiceType, invoiceNo: '1', invoiceDate: '2024-05-01' };
    const warned = call();
    await service().byElements(elements, {}, warned);
    expect(warned.warnings.map((warning) => warning.path)).toEqual([path]);
    await expect(service({ elementRules: 'refuse' }).byElements(elements, {}, call())).rejects.toMatchObject({
      code: 'request_invalid',
      problems: [{ path }],
    });
    expect(cloud.requests).toHaveLength(1);
  });

  it.each([
    ['2019-05-09', 'invoiceDate'],
    ['20240511', 'invoiceDate'],
    ['2019-05-10', undefined],
    ['2024年05月10日', undefined],
    ['some day', undefined],
  ])('date %s', async (invoiceDate, path) => {
    const warned = call();
    await service().byElements({ ...ELEMENTS, invoiceDate }, {}, warned);
    expect(warned.warnings[0]?.path).toBe(path);
  });

  it('is not sent without number or date', async () => {
    await expect(service({ elementRules: 'off' }).byElements({ invoiceNo: ' ', invoiceDate: '' }, {}, call())).rejects.toMatchObject({
      problems: [{ path: 'invoiceNo' }, { path: 'invoiceDate' }],
    });
  });
});

describe('answers', () => {
  it.each([
    ['x', '查无此票', 'not-found'],
    ['x', '所查发票不存在', 'not-found'],
    ['x', '发票信息不一致', 'not-passed'],
    ['x', '查询发票不规范', 'not-passed'],
    ['x', '超过该张发票当天查验次数(请于次日再次查验)!', 'limit'],
    ['0009', '', 'not-passed'],
    ['3110', '', 'later'],
  ])('%s %s is %s', async (errcode, description, verdict) => {
    refusedTexts(errcode, description);
    expect(await service().byElements(ELEMENTS, {}, call())).toMatchObject({ verdict, code: errcode, invoices: [] });
  });

  it.each(['1119', '9999', '4711'])('%s without data is a refusal, not a verdict', async (errcode) => {
    refusedTexts(errcode, 'whatever');
    await expect(service().byElements(ELEMENTS, {}, call())).rejects.toMatchObject({
      code: 'business_rejected',
      outcome: 'rejected',
      upstreamCode: errcode,
    });
  });

  it('keeps recognised data of a failed check, under any code', async () => {
    cloud.react = () => ({ errcode: '9999', description: 'x', data: { ...PASSED, cancelMark: null } });
    const result = await service().checkFile({ bytes: PDF }, {}, call());
    expect(result.verdict).toBe('not-checked');
    expect(result.invoices[0]?.invoice.invoiceNo).toBe('12345678');
    expect(result.invoices[0]?.invoice).not.toHaveProperty('cancelMark');
  });

  it('does not take a login page for an invoice', async () => {
    cloud.react = () => ({ errcode: '91300', description: '登录失效', data: { scanFaceCheckUrl: 'https://x.example/login/1' } });
    await expect(service().checkFile({ bytes: PDF }, {}, call())).rejects.toMatchObject({ code: 'person_action_required' });
  });

  it.each([
    [{ cancelMark: null }, 'not-checked', undefined],
    [{ cancelMark: 'Y' }, 'passed', true],
    [{ cancelMark: '1' }, 'passed', true],
    [{ cancelMark: null, checkStatus: 1 }, 'passed', undefined],
    [{ checkStatus: '2' }, 'not-passed', false],
    [{ checkStatus: '3' }, 'not-checked', false],
  ])('a file with 0000 and %j is %s', async (fields, verdict, voided) => {
    cloud.react = () => ({ errcode: '0000', description: '', data: { ...PASSED, ...fields } });
    const { invoices } = await service().checkFile({ bytes: PDF }, {}, call());
    expect(invoices.map((one) => [one.verdict, one.voided])).toEqual([[verdict, voided]]);
  });

  it('reads several invoices from an array or from JSON text, numbers exact, the least favourable on top', async () => {
    const list = [
      { ...PASSED, checkStatus: '1' },
      { ...PASSED, invoiceNo: '12345678901234567890', checkStatus: '2', items: [{ taxRate: '0.06' }, null] },
    ];
    for (const data of [list, JSON.stringify(list)]) {
      cloud.react = () => ({ errcode: '0000', description: '', data });
      const result = await service().checkFileOfMany({ bytes: PDF }, { compliance: true }, call());
      expect(result.verdict).toBe('not-passed');
      expect(result.invoices.map(({ verdict }) => verdict)).toEqual(['passed', 'not-passed']);
      expect(result.invoices[1]?.invoice).toMatchObject({ invoiceNo: '12345678901234567890', items: [{ taxRate: '0.06' }] });
    }
    expect(cloud.urls[0]?.pathname).toBe('/test/m3/bill/invoice/img/analyze/multiple/check');
    expect(cloud.urls[0]?.searchParams.get('checkFlag')).toBe('true');
  });
});

describe('files', () => {
  it.each([
    [{ bytes: PDF, name: 'a.PDF' }, 'pdf'],
    [{ bytes: Buffer.from('ffd8ff00', 'hex'), name: 'x/b.JPEG' }, 'jpg'],
    [{ bytes: Buffer.from('PK'), type: 'ofd' }, 'ofd'],
    [{ bytes: PDF }, 'pdf'],
    [{ stream: Readable.from([PDF.subarray(0, 3), PDF.subarray(3)]), name: 'c.pdf' }, 'pdf'],
  ])('%# travels as bare Base64 with type %s', async (file, type) => {
    const warned = call();
    await service().checkFile(file, {}, warned);
    expect(cloud.urls[0]?.pathname).toBe('/test/m3/bill/invoice/img/Check/info');
    expect(cloud.urls[0]?.searchParams.get('type')).toBe(type);
    expect(cloud.requests[0]?.headers['content-type']).toBe('application/json');
    expect(String(cloud.requests[0]?.body)).toMatch(/^[A-Za-z0-9+/]+=*$/);
    expect(warned.warnings).toEqual([]);
  });

  it('warns of a suffix outside the list and of one that does not fit', async () => {
    const warned = call();
    await service().checkFile({ bytes: PDF, name: 'a.tif' }, {}, warned);
    expect(warned.warnings).toHaveLength(2);
  });

  it('refuses more than 8 MB with the advice to split, exactly 8 MB passes', async () => {
    const large = Buffer.alloc(8 * 1024 * 1024 + 1, 'x');
    await expect(service().checkFile({ bytes: large, type: 'pdf' }, {}, call())).rejects.toThrow(/8 MB.*按页拆分/s);
    expect(cloud.requests).toHaveLength(0);
    await service().checkFile({ bytes: large.subarray(1), type: 'pdf' }, {}, call());
    expect(cloud.requests).toHaveLength(1);
  });

  it.each([
    [{ bytes: Buffer.alloc(0), type: 'pdf' }, /空/],
    [{ path: '/nowhere/at/all.pdf' }, /ENOENT/],
    [{ bytes: Buffer.from('PK') }, /类型/],
    [{ bytes: PDF, type: 'a&b=1' }, /类型/],
  ])('%# is refused locally', async (file, text) => {
    await expect(service().recognize(file, {}, call())).rejects.toMatchObject({
      code: 'request_invalid',
      outcome: 'not-sent',
      message: expect.stringMatching(text),
    });
  });

  it('sends a PDF by multipart to the older interface', async () => {
    await service().checkPdf({ bytes: PDF, name: 'a"\r\nx.pdf' }, {}, call());
    const [request] = cloud.requests;
    const boundary = /^multipart\/form-data; boundary=(.+)$/.exec(request?.headers['content-type'] ?? '')?.[1];
    const body = String(request?.body);
    expect(cloud.urls[0]?.pathname).toBe('/test/m3/bill/invoice/pdf/check');
    expect(body.split(`--${boundary}`)).toHaveLength(3);
    expect(body).toContain('name="file"; filename="a%22%0D%0Ax.pdf"\r\n');
    expect(body).toContain(`\r\n\r\n${PDF}\r\n--${boundary}--\r\n`);
  });

  it('recognises: 0000 and 10300 with data, other codes are refusals', async () => {
    cloud.react = () => ({ errcode: '10300', description: '发票串号', data: [PASSED] });
    expect(await service().recognize({ bytes: PDF }, {}, call())).toMatchObject({
      code: '10300',
      crossed: true,
      invoices: [{ invoiceNo: '12345678' }],
    });
    expect(cloud.urls[0]?.pathname).toBe('/test/m3/bill/invoice/img/analyze/multiple/info');
    cloud.react = () => ({ errcode: '10300', description: '发票串号', data: null });
    await expect(service().recognize({ bytes: PDF }, {}, call())).rejects.toMatchObject({ upstreamCode: '10300' });
  });
});

describe('five a day', () => {
  it('refuses the sixth until midnight in Shanghai and says so', async () => {
    const checks = service({ cache: false });
    for (let i = 0; i < 5; i += 1) await checks.byElements(ELEMENTS, {}, call());
    await expect(checks.byElements(ELEMENTS, {}, call())).rejects.toMatchObject({
      code: 'rate_limited',
      reason: 'daily-limit',
      outcome: 'not-sent',
      message: expect.stringContaining('2024-05-11 00:00'),
    });
    await checks.byElements({ ...ELEMENTS, invoiceNo: '2' }, {}, call());
    clock.at = Date.UTC(2024, 4, 10, 15, 59, 59, 999);
    await expect(checks.byElements(ELEMENTS, {}, call())).rejects.toMatchObject({ reason: 'daily-limit' });
    clock.at += 1;
    await checks.byElements(ELEMENTS, {}, call());
    expect(cloud.requests).toHaveLength(7);
  });

  it('counts a file and the invoice in it together, whichever way it is asked', async () => {
    const checks = service({ cache: false });
    for (let i = 0; i < 3; i += 1) await checks.checkFile({ bytes: PDF }, {}, call());
    for (let i = 0; i < 2; i += 1) await checks.byElements(ELEMENTS, {}, call());
    await expect(checks.checkFile({ bytes: PDF }, {}, call())).rejects.toMatchObject({ reason: 'daily-limit' });
    await expect(checks.byElements(ELEMENTS, {}, call())).rejects.toMatchObject({ reason: 'daily-limit' });
    expect(cloud.requests).toHaveLength(5);
  });

  it('counts what may have arrived, never what did not', async () => {
    const checks = service({ cache: false });
    cloud.react = () => new SendFailure('connection', true, 'ECONNREFUSED', { reason: 'refused', stage: 'connect' });
    await expect(checks.byElements(ELEMENTS, {}, call())).rejects.toMatchObject({ outcome: 'not-sent' });
    refusedTexts('1119', 'x');
    for (let i = 0; i < 6; i += 1) await expect(checks.byElements(ELEMENTS, {}, call())).rejects.toMatchObject({ outcome: 'rejected' });
    const before = cloud.requests.length;
    cloud.react = () => new SendFailure('connection', false, 'ECONNRESET', { reason: 'reset', stage: 'answer' });
    for (let i = 0; i < 5; i += 1) {
      await expect(checks.byElements(ELEMENTS, {}, call())).rejects.toMatchObject({ outcome: 'unknown', hint: expect.stringContaining('5 次') });
    }
    // Sent once each: a check is never repeated by itself.
    expect(cloud.requests.length - before).toBe(5);
    await expect(checks.byElements(ELEMENTS, {}, call())).rejects.toMatchObject({ reason: 'daily-limit' });
  });

  it('believes the cloud that the day is used up', async () => {
    refusedTexts('x', '超过该张发票当天查验次数(请于次日再次查验)!');
    const checks = service();
    await checks.byElements(ELEMENTS, {}, call());
    await expect(checks.byElements(ELEMENTS, {}, call())).rejects.toMatchObject({ reason: 'daily-limit' });
  });
});

describe('result cache', () => {
  it('answers a passed check for the rest of the day, without counting it', async () => {
    const checks = service();
    for (let i = 0; i < 9; i += 1) {
      expect(await checks.byElements(ELEMENTS, {}, call())).toMatchObject({ verdict: 'passed', cached: i > 0, at: MORNING });
    }
    expect(cloud.requests).toHaveLength(1);
    clock.at += DAY;
    expect(await checks.byElements(ELEMENTS, {}, call())).toMatchObject({ cached: false });
  });

  it.each([
    ['x', '查无此票'],
    ['0009', ''],
    ['3110', ''],
  ])('never answers with %s %s', async (errcode, description) => {
    refusedTexts(errcode, description);
    const checks = service();
    await checks.byElements({ ...ELEMENTS, invoiceDate: '2024-05-10' }, {}, call());
    cloud.react = () => ({ errcode: '0000', description: '', data: PASSED });
    expect(await checks.byElements({ ...ELEMENTS, invoiceDate: '2024-05-10' }, {}, call())).toMatchObject({ verdict: 'passed', cached: false });
  });

  it('says of an invoice of today that it may be found tomorrow', async () => {
    refusedTexts('x', '查无此票');
    expect(await service().byElements({ ...ELEMENTS, invoiceDate: '20240510' }, {}, call())).toMatchObject({ verdict: 'not-found', sameDay: true });
    expect(await service().byElements(ELEMENTS, {}, call())).toMatchObject({ verdict: 'not-found', sameDay: false });
  });

  it('keeps enterprises apart in a shared cache, and other questions too', async () => {
    const entries = new Map<string, string>();
    const cache = {
      get: async (key: string) => entries.get(key),
      set: async (key: string, value: string) => {
        entries.set(key, value);
      },
    };
    for (const id of ['client-1', 'client-2', 'client-1']) await service({ cache }, id).byElements(ELEMENTS, {}, call());
    await service({ cache }).byElements({ ...ELEMENTS, checkCode: '999999' }, {}, call());
    expect(cloud.requests).toHaveLength(3);
    for (const key of entries.keys()) entries.set(key, 'no answer');
    expect(await service({ cache }).byElements(ELEMENTS, {}, call())).toMatchObject({ cached: false });
  });

  it('asks once for many who ask at the same time, and again if the first gave up', async () => {
    let release = () => {};
    cloud.react = async (_url, _body, count) => {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      return count === 1 ? new SendFailure('aborted', false, 'ABORT_ERR', { stage: 'answer' }) : { errcode: '0000', description: '', data: PASSED };
    };
    const checks = service();
    const given = new AbortController();
    const first = checks.byElements(ELEMENTS, {}, call(given.signal));
    const rest = [1, 2, 3].map(() => checks.byElements(ELEMENTS, {}, call()));
    while (cloud.requests.length < 1) await new Promise((resolve) => setImmediate(resolve));
    given.abort();
    release();
    await expect(first).rejects.toMatchObject({ code: 'aborted' });
    while (cloud.requests.length < 2) await new Promise((resolve) => setImmediate(resolve));
    release();
    expect((await Promise.all(rest)).map(({ cached }) => cached).sort()).toEqual([false, true, true]);
    expect(cloud.requests).toHaveLength(2);
  });
});
