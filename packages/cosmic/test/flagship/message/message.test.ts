import type { Call } from '@piaozone/core';
import { describe, expect, it } from 'vitest';
import {
  assistantPage,
  type EventCodeRequest,
  FlagshipAssistant,
  type RecognitionRequest,
  readImported,
  type SavedDocument,
  type SavedVoucher,
} from '../../../src/flagship.js';
import { callOf, failureOf, ok, refused, run, start, TAX_NO } from '../client/fake-platform.js';
import { expectGolden } from '../client/golden.js';

const FILE = Buffer.from('%PDF-1.4 example');
const DOCUMENT = { billId: 'B1', billNo: 'BX-001', billType: 'er_dailyreimbursebill', resource: 'ERP' };
const EVENT: EventCodeRequest = {
  ...DOCUMENT,
  pushType: 'poll',
  userId: 'U1',
  linkKey: 'L1',
  billTaxNo: TAX_NO,
  orgNumber: 'ORG1',
  companyInfo: [{ taxNo: TAX_NO, name: '示例' }],
  showBillData: '0',
};
const SAVED: SavedDocument = {
  ...DOCUMENT,
  billTaxNo: TAX_NO,
  orgNumber: 'ORG1',
  status: '30',
  invoiceData: [
    { serialNo: 'F1', amount: '0.10', deductionFlag: '1', deductionTaxAmount: '0.01', outputAmount: '0.00', remark: '', entryId: '1', extInfo: {} },
  ],
  cover: { file: FILE, number: 'C-1', type: 'image' },
  attachData: [],
  updateAttachRelation: '2',
};
const VOUCHER: SavedVoucher = {
  vouchId: 'V1',
  vouchNo: '记-1',
  accountDate: '2025-01',
  accountTime: '2025-01-31',
  businessDate: '2025-01-31',
  resource: 'ERP',
  serialNoArray: ['F1'],
  expenseIdArray: ['B1'],
};
// Names of this test's own: no reference holds the real ones.
const NAMES = { deleteDocument: 'exampleDelete', deleteVoucher: 'exampleVoucherDelete', poll: 'examplePoll' };

type Act = (assistant: FlagshipAssistant, call: Call) => Promise<unknown>;

describe('requests', () => {
  const CASES: readonly (readonly [string, object, Act])[] = [
    [
      'invoice-check',
      {},
      (assistant, call) =>
        assistant.checkInvoice(
          {
            invoiceCode: '044001900111',
            invoiceNo: '12345678',
            invoiceDate: '2025-01-31',
            checkCode: '123456',
            invoiceAmount: '100.10',
            taxNo: TAX_NO,
          },
          call,
        ),
    ],
    [
      'recognition-file',
      {},
      (assistant, call) =>
        assistant.recognize(
          {
            file: FILE,
            fileType: 'ofd',
            verifyFlag: '1',
            saveFlag: '0',
            orgNumber: 'ORG1',
            taxNo: TAX_NO,
            resource: 'ERP',
            companyInfo: [{ taxNo: TAX_NO, name: '示例' }],
          },
          call,
        ),
    ],
    [
      'recognition-address',
      {},
      (assistant, call) =>
        assistant.recognize({ fileDownUrl: 'https://x.test/1', fileType: 'pdf', billType: 'T', billId: 'B1', notCheck: '1' }, call),
    ],
    ['upload-file', { fileDownUrl: 'https://x.test/1' }, (assistant, call) => assistant.upload({ file: FILE, fileType: 'xml' }, call)],
    [
      'invoice-edit',
      {},
      (assistant, call) =>
        assistant.edit({ invoiceType: '9', invoiceCode: '1', invoiceNo: '2', invoiceDate: '2025-01-31', checkCode: '3', totalAmount: '0.10' }, call),
    ],
    ['event-code', { eventCode: 'E1' }, (assistant, call) => assistant.eventCode(EVENT, call)],
    ['bill-save', {}, (assistant, call) => assistant.saveDocument(SAVED, call)],
    ['voucher-save', {}, (assistant, call) => assistant.saveVoucher(VOUCHER, call)],
    ['bill-delete', {}, (assistant, call) => assistant.deleteDocument({ billId: 'B1' }, call)],
    ['voucher-delete', {}, (assistant, call) => assistant.deleteVoucher({ vouchId: 'V1' }, call)],
    ['poll', {}, (assistant, call) => assistant.imported('L1', call)],
  ];
  it.each(CASES)('%s', async (name, data, act) => {
    const { platform, client } = start();
    platform.react = () => ({ data, success: 'true', errorCode: '0000', message: '成功' });
    await act(new FlagshipAssistant(client, { messageTypes: NAMES }), callOf());
    expectGolden(`message-${name}`, platform.seen[0]);
    expect(platform.seen).toHaveLength(1);
    expect(platform.seen[0]?.path).toBe('/kapi/app/rim/message');
  });

  /** What a lost answer leads to: a read is asked again, everything else leaves once (reliability §5). */
  it.each(CASES)('%s, its answer lost', async (_name, _data, act) => {
    const { platform, client } = start({}, { maxRetries: 1 });
    platform.react = () => ({ status: 502, answer: '<html></html>' });
    expect(await failureOf(run(platform, act(new FlagshipAssistant(client, { messageTypes: NAMES }), callOf())))).toMatchObject({
      code: 'server',
      outcome: 'unknown',
    });
    expect(platform.seen).toHaveLength(1);
  });

  it('base64 is that of the bytes given, not of the buffer behind them', async () => {
    const { platform, client } = start();
    platform.react = () => ok('0000', { fileDownUrl: 'u' });
    const view = new Uint8Array(Buffer.from('xxABCDxx')).subarray(2, 6);
    await new FlagshipAssistant(client).upload({ file: view, fileType: 'pdf' }, callOf());
    expect(platform.seen[0]?.body['data']).toEqual({ base64: 'QUJDRA==', fileType: '1' });
  });

  const none = { file: Buffer.alloc(0), fileType: 'pdf' } as const;
  const WRONG: readonly (readonly [string, Act, string[]])[] = [
    ['a check of nothing', (assistant, call) => assistant.checkInvoice({ invoiceNo: '', invoiceDate: '' }, call), ['invoiceNo', 'invoiceDate']],
    [
      'a check by another date',
      (assistant, call) => assistant.checkInvoice({ invoiceNo: '1', invoiceDate: '20250131', invoiceAmount: '1,0' }, call),
      ['invoiceDate', 'invoiceAmount'],
    ],
    [
      'both sources',
      (assistant, call) => assistant.recognize({ file: FILE, fileDownUrl: 'u', fileType: 'pdf' } as unknown as RecognitionRequest, call),
      ['file'],
    ],
    ['no source', (assistant, call) => assistant.recognize({ fileType: 'tiff' } as unknown as RecognitionRequest, call), ['file', 'fileType']],
    ['an empty file', (assistant, call) => assistant.recognize(none, call), ['file']],
    ['an upload of nothing', (assistant, call) => assistant.upload({ ...none, fileType: 'word' as never }, call), ['file', 'fileType']],
    ['an edit without a kind', (assistant, call) => assistant.edit({ invoiceType: '', totalAmount: 'x' }, call), ['invoiceType', 'totalAmount']],
    [
      'an event without its parts',
      (assistant, call) => assistant.eventCode({ companyInfo: [{ taxNo: '', name: '' }] } as unknown as EventCodeRequest, call),
      ['billId', 'billNo', 'billType', 'resource', 'userId', 'linkKey', 'pushType', 'companyInfo[0].taxNo', 'companyInfo[0].name'],
    ],
    [
      'a resource of 11',
      (assistant, call) => assistant.eventCode({ ...EVENT, resource: 'R'.repeat(11), pushType: 'push' as never }, call),
      ['resource', 'pushType'],
    ],
    [
      'a document in state 65',
      (assistant, call) =>
        assistant.saveDocument({ ...SAVED, billTaxNo: '', status: '65' as never, invoiceData: [{ serialNo: '', amount: 'x' }] }, call),
      ['billTaxNo', 'status', 'invoiceData[0].serialNo', 'invoiceData[0].amount'],
    ],
    [
      'a document without invoices, with half a cover',
      (assistant, call) =>
        assistant.saveDocument({ ...SAVED, invoiceData: undefined as never, cover: { file: FILE, number: '', type: 'ofd' as never } }, call),
      ['invoiceData', 'cover.number', 'cover.type'],
    ],
    [
      'a voucher of nothing',
      (assistant, call) =>
        assistant.saveVoucher(
          { ...VOUCHER, vouchId: '', businessDate: '2025/01/31', resource: 'R'.repeat(11), serialNoArray: [], expenseIdArray: [''] },
          call,
        ),
      ['vouchId', 'businessDate', 'resource', 'serialNoArray', 'expenseIdArray[0]'],
    ],
    ['a poll without a key', (assistant, call) => assistant.imported('', call), ['linkKey']],
  ];
  it.each(WRONG)('%s stays here', async (_name, act, paths) => {
    const { platform, client } = start();
    const failure = await failureOf(act(new FlagshipAssistant(client, { messageTypes: NAMES }), callOf()));
    expect(failure).toMatchObject({ code: 'request_invalid', outcome: 'not-sent' });
    expect((failure['problems'] as { path: string }[]).map(({ path }) => path)).toEqual(paths);
    expect(platform.seen).toEqual([]);
  });

  it.each([
    ['deleteDocument', (assistant: FlagshipAssistant) => assistant.deleteDocument({}, callOf())],
    ['deleteVoucher', (assistant: FlagshipAssistant) => assistant.deleteVoucher({}, callOf())],
    ['poll', (assistant: FlagshipAssistant) => assistant.imported('L1', callOf())],
  ] as const)('%s needs its name from the settings', async (name, act) => {
    const { platform, client } = start();
    expect(await failureOf(act(new FlagshipAssistant(client)))).toMatchObject({
      code: 'config_invalid',
      problems: [{ path: `messageTypes.${name}` }],
    });
    expect(platform.seen).toEqual([]);
  });
});

describe('answers', () => {
  it('an event code and an address are needed', async () => {
    const { platform, client } = start();
    const assistant = new FlagshipAssistant(client);
    platform.react = () => ok('0000', { eventCode: 'E1' });
    expect(await assistant.eventCode(EVENT, callOf())).toBe('E1');
    platform.react = () => ok('0000', { fileDownUrl: '' });
    expect(await failureOf(assistant.eventCode(EVENT, callOf()))).toMatchObject({ code: 'response_invalid', outcome: 'rejected' });
    expect(await failureOf(assistant.upload({ file: FILE, fileType: 'pdf' }, callOf()))).toMatchObject({ code: 'response_invalid' });
  });

  it('verification is sent once, and its refusal is one; a save leaves it open', async () => {
    const { platform, client } = start({}, { maxRetries: 3 });
    const assistant = new FlagshipAssistant(client);
    platform.react = () => ({ status: 503, answer: 'x' });
    expect(await failureOf(assistant.checkInvoice({ invoiceNo: '1', invoiceDate: '2025-01-31' }, callOf()))).toMatchObject({ outcome: 'unknown' });
    expect(platform.seen).toHaveLength(1);
    platform.react = () => refused('1234', '查无此票');
    expect(await failureOf(assistant.checkInvoice({ invoiceNo: '1', invoiceDate: '2025-01-31' }, callOf()))).toMatchObject({
      code: 'business_rejected',
      outcome: 'rejected',
    });
    expect(await failureOf(assistant.saveDocument(SAVED, callOf()))).toMatchObject({ code: 'business_unrecognised', outcome: 'unknown' });
    expect(await failureOf(assistant.imported('L1', callOf()).catch((error: unknown) => Promise.reject(error)))).toMatchObject({
      code: 'config_invalid',
    });
  });

  it('what was collected', () => {
    const data = { invoiceData: [{ serialNo: 'F1' }], attachData: [{ attachUrl: 'u', attachType: '1', attachNo: 'n', attachName: 'a', other: 'x' }] };
    expect(readImported(data)).toEqual({
      invoices: [{ serialNo: 'F1' }],
      attachments: [{ attachUrl: 'u', attachType: '1', attachNo: 'n', attachName: 'a' }],
      data,
    });
    expect(readImported(undefined)).toEqual({ invoices: [], attachments: [], data: undefined });
  });
});

describe('pages', () => {
  it.each([
    ['collect', '/index.html?formId=rim_fpzs_main&eventCode=e%201'],
    ['view', '/index.html?formId=rim_view_invoice&eventCode=e%201'],
    ['mobile-collect', '/mobile.html?form=rim_mobile_index&eventCode=e%201'],
    ['mobile-view', '/mobile.html?form=rim_invoice_list_mobile&eventCode=e%201'],
  ] as const)('%s', (page, path) => {
    expect(assistantPage('https://erp.example.test/ierp', page, 'e 1')).toBe(`https://erp.example.test/ierp${path}`);
    expect(assistantPage('https://erp.example.test/ierp/', page, 'e 1')).toBe(`https://erp.example.test/ierp${path}`);
  });

  it('no page without a code', () => {
    expect(() => assistantPage('https://erp.example.test', 'collect', '')).toThrow(/eventCode/);
  });
});
