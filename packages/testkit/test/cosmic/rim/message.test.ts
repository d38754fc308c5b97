import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import type { Duplex } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import type { MockCosmic, MockCosmicOptions } from '../../../src/cosmic/index.js';
import { MockClock } from '../../../src/server/clock.js';
import { post, send, signIn, start } from '../raw-client.js';

const BILL = { billId: 'B1', billNo: 'NO1', billType: 'er_dailyreimbursebill', resource: 'erp' };
const EVENT = { ...BILL, pushType: 'poll', userId: 'u', linkKey: 'link-1' };
const SAVE = { ...BILL, billTaxNo: '91000000TEST00001X', status: '30', invoiceData: [{ serialNo: 'S1', amount: 1 }] };
const VOUCHER = {
  ...{ vouchId: 'V1', vouchNo: 'NO', accountDate: '2024-01', accountTime: '2024-01-02', businessDate: '2024-01-02', resource: 'erp' },
  ...{ serialNoArray: ['S1'], expenseIdArray: ['B1'] },
};

interface Reply {
  readonly data?: Record<string, unknown>;
  readonly success?: unknown;
  readonly errorCode?: string;
  readonly message?: string;
}

async function desk(options: MockCosmicOptions = {}) {
  const mock = await start({ clock: new MockClock({ frozenAt: 1_700_000_000_000 }), ...options });
  const token = await signIn(mock);
  for (const serialNo of ['S1', 'S2', 'S3']) {
    mock.message.addInvoice({ serialNo, asked: { invoiceNo: `N${serialNo}`, invoiceAmount: '0.10' }, answer: { no: serialNo } });
  }
  const raw = (body: unknown) => post(mock, '/kapi/app/rim/message', body, { accesstoken: token });
  const say = async (messageType: string, data: unknown) => (await raw({ messageType, messageId: 'm', data })).json as Reply;
  return { mock, token, raw, say };
}

describe('rim/message', () => {
  it('says success as text, in its own envelope', async () => {
    const { mock, say } = await desk();
    expect(await say('billSave', SAVE)).toEqual({ data: {}, success: 'true', errorCode: '0000', message: '成功' });
    const refused = await say('billSave', { ...SAVE, status: '2' });
    expect(refused).toEqual({ success: 'false', errorCode: expect.stringMatching(/^MOCK_/), message: expect.any(String) });
    expect(mock.unknownFields).toEqual([]);
    const other = await desk({ message: { successAs: 'boolean' } });
    expect((await other.say('billSave', SAVE)).success).toBe(true);
  });

  it('stands behind the gate', async () => {
    const { mock } = await desk();
    expect((await post(mock, '/kapi/app/rim/message', {})).json.errorCode).toBe('401');
  });

  it.each([
    [{ messageType: 'billDelete', messageId: 'm', data: {} }],
    [{ messageType: 'billSave', data: SAVE }],
    [{ messageType: 'billSave', messageId: 'm', data: 'text' }],
    ['[]'],
    ['{"messageType":"billSave","messageId":"m","data":{"x":1e5}}'],
  ])('refuses %j', async (body) => {
    const { raw } = await desk();
    expect((await raw(body)).json).toMatchObject({ success: 'false' });
  });

  it('notes fields the reference does not name', async () => {
    const { mock, say } = await desk();
    await say('billSave', {
      ...SAVE,
      colour: 'red',
      invoiceData: [{ serialNo: 'S1', size: 1 }],
      coverData: { base64: 'eA==', coveNo: '1', coveType: '2', x: 1 },
    });
    expect(mock.unknownFields).toEqual(['message.billSave.colour', 'message.billSave.invoiceData.size', 'message.billSave.coverData.x']);
  });

  it('verifies an invoice of the pool against everything it is asked with', async () => {
    const { say } = await desk();
    expect((await say('invoiceCheck', { invoiceNo: 'NS2', invoiceAmount: 0.1, invoiceDate: '2024-01-01' })).success).toBe('false');
    const exact = { invoiceNo: 'NS2', invoiceAmount: '0.10', invoiceDate: '2024-01-01' };
    expect((await say('invoiceCheck', exact)).data).toEqual({ no: 'S2' });
    expect((await say('invoiceCheck', { ...exact, invoiceNo: 'N' })).success).toBe('false');
    expect((await say('invoiceCheck', { ...exact, invoiceDate: '20240101' })).success).toBe('false');
  });

  it('keeps numbers as they were written', async () => {
    const { mock, raw } = await desk();
    await raw(JSON.stringify({ messageType: 'billSave', messageId: 'm', data: SAVE }).replace('"amount":1', '"amount":0.10'));
    expect(String(mock.message.bills.find('B1', 'erp')?.invoices[0]?.['amount'])).toBe('0.10');
  });

  it('recognises a file by its content, sent along or uploaded before', async () => {
    const { mock, say } = await desk();
    const bytes = Buffer.from('%PDF-1.4 x');
    const base64 = bytes.toString('base64');
    mock.message.files.recognise(bytes, [{ no: 'S1' }]);
    expect((await say('recognitionCheck', { base64, fileType: '1' })).data).toEqual([{ no: 'S1' }]);
    const fileDownUrl = String((await say('uploadFile', { base64, fileType: 1 })).data?.['fileDownUrl']);
    expect((await say('recognitionCheck', { fileDownUrl, fileType: '1' })).data).toEqual([{ no: 'S1' }]);
    expect((await send(fileDownUrl)).text).toBe(bytes.toString());
    expect((await send(`${fileDownUrl}x`)).status).toBe(404);
    for (const wrong of [
      {},
      { base64, fileDownUrl },
      { base64: '%%' },
      { base64: 'eA==' },
      { fileDownUrl: `${fileDownUrl}x` },
      { base64, fileType: '3' },
    ]) {
      expect((await say('recognitionCheck', { fileType: '1', ...wrong })).success, JSON.stringify(wrong)).toBe('false');
    }
    expect((await say('uploadFile', { base64, fileType: '6' })).success).toBe('false');
  });

  it('keeps edits', async () => {
    const { mock, say } = await desk();
    await say('invoiceEdit', { invoiceNo: 'X', totalAmount: 1 });
    expect(mock.message.edits).toMatchObject([{ invoiceNo: 'X' }]);
  });
});

describe('bills and vouchers', () => {
  it('takes bills under billId and resource, with or without a trailing blank', async () => {
    const { mock, say } = await desk();
    const { resource, ...rest } = SAVE;
    await say('billSave', SAVE);
    await say('billSave', { ...rest, 'resource ': resource, status: 60 });
    await say('billSave', { ...SAVE, resource: 'other', status: '1' });
    expect(mock.message.bills.all.map((bill) => [bill.billId, bill.resource, bill.status])).toEqual([
      ['B1', 'erp', '60'],
      ['B1', 'other', '1'],
    ]);
    expect(mock.unknownFields).toEqual([]);
  });

  it('leaves attachments without attachData, clears them by an empty one, replaces them by a filled one', async () => {
    const { mock, say } = await desk();
    const after = async (change: object) => {
      expect((await say('billSave', { ...SAVE, updateAttachRelation: '2', ...change })).success).toBe('true');
      return mock.message.bills.find('B1', 'erp')?.attachments;
    };
    expect(await after({ attachData: [{ a: 1 }, { a: 2 }] })).toHaveLength(2);
    expect(await after({})).toHaveLength(2);
    expect(await after({ attachData: [{ a: 3 }] })).toHaveLength(1);
    expect(await after({ attachData: [] })).toEqual([]);
  });

  it('keeps the cover until another comes', async () => {
    const { mock, say } = await desk();
    const cover = { base64: 'eA==', coveNo: 'C1', coveType: '1' };
    await say('billSave', { ...SAVE, coverData: cover });
    await say('billSave', SAVE);
    expect(mock.message.bills.find('B1', 'erp')?.cover).toEqual(cover);
    for (const wrong of [{ ...cover, coveType: '3' }, { base64: 'eA==', coveType: '1' }, []]) {
      expect((await say('billSave', { ...SAVE, coverData: wrong })).success).toBe('false');
    }
  });

  it.each(Object.keys({ ...BILL, billTaxNo: 0, status: 0, invoiceData: 0 }))('wants %s in billSave', async (field) => {
    const { say } = await desk();
    expect((await say('billSave', { ...SAVE, [field]: undefined })).success).toBe('false');
    expect((await say('billSave', SAVE)).success).toBe('true');
  });

  it('takes vouchers of known invoices', async () => {
    const { mock, say } = await desk();
    expect((await say('voucherSave', VOUCHER)).success).toBe('true');
    expect(mock.message.bills.vouchers).toMatchObject([{ vouchId: 'V1', resource: 'erp' }]);
    for (const wrong of [{ businessDate: '20240102' }, { serialNoArray: ['S9'] }, { serialNoArray: 'S1' }, { expenseIdArray: [] }, { vouchNo: '' }]) {
      expect((await say('voucherSave', { ...VOUCHER, ...wrong })).success, JSON.stringify(wrong)).toBe('false');
    }
    expect((await say('billSave', { ...SAVE, invoiceData: [{ serialNo: 'S9' }] })).success).toBe('false');
  });
});

describe('event codes', () => {
  const imported = (mock: MockCosmic, eventCode: unknown, serialNo = 'S2') =>
    mock.message.importInvoices(String(eventCode), { invoiceData: [{ serialNo }], attachData: [{ attachNo: 'A' }] });

  it('live for ten minutes', async () => {
    const { mock, say } = await desk();
    const eventCode = (await say('getEventCode', EVENT)).data?.['eventCode'];
    mock.clock.advance(599_999);
    imported(mock, eventCode);
    mock.clock.advance(1);
    expect(() => imported(mock, eventCode)).toThrow('expired');
    expect(() => imported(mock, 'other')).toThrow('unknown');
  });

  it('let the user add to the bill, or show and overwrite it', async () => {
    const { mock, say } = await desk();
    await say('billSave', { ...SAVE, attachData: [{ attachNo: 'old' }] });
    const serials = () => mock.message.bills.find('B1', 'erp')?.invoices.map((row) => row['serialNo']);
    imported(mock, (await say('getEventCode', { ...EVENT, showBillData: '0' })).data?.['eventCode']);
    expect(serials()).toEqual(['S1', 'S2']);
    imported(mock, (await say('getEventCode', { ...EVENT, showBillData: '1' })).data?.['eventCode'], 'S3');
    expect(serials()).toEqual(['S3']);
    expect(mock.message.bills.find('B1', 'erp')?.attachments).toEqual([{ attachNo: 'A' }]);
    expect(() => imported(mock, mock.message.events.all.at(-1)?.eventCode, 'S9')).toThrow('S9');
  });

  it.each([
    ['resource', 'elevenchars'],
    ['pushType', 'mail'],
    ['showBillData', '2'],
    ['companyInfo', [{ taxNo: 'x' }]],
    ['companyInfo', 'x'],
    ['userId', undefined],
    ['linkKey', ''],
  ])('are refused with %s %j', async (field, value) => {
    const { say } = await desk();
    expect((await say('getEventCode', { ...EVENT, [field]: value })).success).toBe('false');
    expect((await say('getEventCode', { ...EVENT, companyInfo: [{ taxNo: 'x', name: 'y' }] })).success).toBe('true');
  });

  it('are polled under a name the test gives, the linkKey once', async () => {
    const { mock, say } = await desk({ message: { pollMessageType: 'myPoll' } });
    const poll = (linkKey: string) => say('myPoll', { linkKey });
    const eventCode = (await say('getEventCode', EVENT)).data?.['eventCode'];
    expect((await poll('link-1')).success).toBe('false');
    imported(mock, eventCode);
    expect((await poll('link-1')).data).toEqual({ invoiceData: [{ serialNo: 'S2' }], attachData: [{ attachNo: 'A' }] });
    imported(mock, eventCode, 'S3');
    expect((await poll('link-1')).success).toBe('false');
    expect((await poll('nobody')).success).toBe('false');
    expect((await (await desk()).say('myPoll', { linkKey: 'link-1' })).success).toBe('false');
  });

  it('can be done by the mock’s own commands and seen in its view', async () => {
    const { mock, say } = await desk();
    const { eventCode } = (await say('getEventCode', EVENT)).data ?? {};
    const admin = (name: string, body: unknown) => send(`${mock.server.origin}/__mock/${name}`, { method: 'POST', body: JSON.stringify(body) });
    expect((await admin('messageInvoice', { serialNo: 'S7', asked: { invoiceNo: '7' }, answer: { x: 7 } })).status).toBe(200);
    expect((await admin('messageImport', { eventCode, invoiceData: [{ serialNo: 'S7' }] })).status).toBe(200);
    const view = JSON.parse((await send(`${mock.server.origin}/__mock/message`)).text);
    expect(view.bills).toMatchObject([{ billId: 'B1', invoices: [{ serialNo: 'S7' }] }]);
  });
});

describe('the WebSocket', () => {
  async function watch(
    mock: MockCosmic,
    query: string,
    base = mock.baseUrl,
  ): Promise<{ status: number; accept: unknown; socket: Duplex | undefined; key: string }> {
    const key = randomBytes(16).toString('base64');
    const headers = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13', 'sec-websocket-key': key };
    const outgoing = request(`${base}/msgwatch/?${query}`, { headers });
    outgoing.end();
    const result = await new Promise<[number, unknown, Duplex | undefined]>((resolve, reject) => {
      outgoing.once('upgrade', (response, socket, head) => {
        // A frame may come with the handshake.
        if (head.length > 0) socket.unshift(head);
        resolve([response.statusCode ?? 0, response.headers['sec-websocket-accept'], socket]);
      });
      outgoing.once('response', (response) => {
        response.resume();
        resolve([response.statusCode ?? 0, undefined, undefined]);
      });
      outgoing.once('error', reject);
    });
    return { status: result[0], accept: result[1], socket: result[2], key };
  }

  const masked = (text: string, opcode = 1) => {
    const mask = Buffer.from([1, 2, 3, 4]);
    const payload = Buffer.from(text).map((byte, index) => byte ^ (mask[index % 4] ?? 0));
    return Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | payload.length]), mask, payload]);
  };

  /** The next frame of the server: unmasked, in one of the three lengths. */
  async function frame(socket: Duplex): Promise<{ opcode: number; text: string }> {
    let bytes = Buffer.alloc(0);
    const need = () => {
      if (bytes.length < 2) return 2;
      const short = bytes[1] ?? 0;
      const head = short === 126 ? 4 : short === 127 ? 10 : 2;
      if (bytes.length < head) return head;
      return head + (short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short);
    };
    while (bytes.length < need()) bytes = Buffer.concat([bytes, ((await once(socket, 'data')) as [Buffer])[0]]);
    expect(bytes).toHaveLength(need());
    const start = bytes[1] === 126 ? 4 : bytes[1] === 127 ? 10 : 2;
    return { opcode: (bytes[0] ?? 0) & 15, text: bytes.subarray(start).toString('utf8') };
  }

  it('gets what the user picks, hears handshakes, answers pings', async () => {
    const { mock, token, say } = await desk({ basePath: '/ierp', message: { webSocket: true } });
    const { eventCode } = (await say('getEventCode', { ...EVENT, pushType: 'socket' })).data ?? {};
    const { accept, key, socket } = await watch(mock, `identifytype=link-1&token=${token}`);
    if (socket === undefined) throw new Error('no upgrade');
    expect(accept).toBe(createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64'));
    // Two frames in one piece, then one in two.
    socket.write(Buffer.concat([masked('{"handshake":false}'), masked('hi', 9)]));
    expect(await frame(socket)).toEqual({ opcode: 10, text: 'hi' });
    expect(mock.message.watch.handshakes).toBe(1);
    const invoiceData = [{ serialNo: 'S2', remark: '长'.repeat(60) }];
    mock.message.importInvoices(String(eventCode), { invoiceData, attachData: [] });
    expect(JSON.parse((await frame(socket)).text)).toEqual({ invoiceData, attachData: [] });
    const bytes = masked('{"handshake":false}');
    socket.write(bytes.subarray(0, 5));
    socket.write(bytes.subarray(5));
    socket.write(masked('', 8));
    expect((await frame(socket)).opcode).toBe(8);
    expect(mock.message.watch.handshakes).toBe(2);
    socket.destroy();
  });

  it('gives a message that was there before', async () => {
    const { mock, token, say } = await desk({ message: { webSocket: true } });
    const { eventCode } = (await say('getEventCode', { ...EVENT, pushType: 'socket' })).data ?? {};
    mock.message.importInvoices(String(eventCode), { invoiceData: [{ serialNo: 'S1' }], attachData: [] });
    const { socket } = await watch(mock, `identifytype=link-1&token=${token}`);
    if (socket === undefined) throw new Error('no upgrade');
    expect(JSON.parse((await frame(socket)).text).invoiceData).toEqual([{ serialNo: 'S1' }]);
    await mock.close();
  });

  it.each([100, 125, 126, 250, 65_535, 65_536, 200_000])('carries a message of about %i bytes', async (size) => {
    const { mock, token, say } = await desk({ message: { webSocket: true } });
    const { eventCode } = (await say('getEventCode', { ...EVENT, pushType: 'socket' })).data ?? {};
    const { socket } = await watch(mock, `identifytype=link-1&token=${token}`);
    if (socket === undefined) throw new Error('no upgrade');
    const invoiceData = [{ serialNo: 'S2', r: '' }];
    const bare = JSON.stringify({ invoiceData, attachData: [] }).length;
    const remark = 'x'.repeat(size - bare);
    mock.message.importInvoices(String(eventCode), { invoiceData: [{ serialNo: 'S2', r: remark }], attachData: [] });
    expect((await frame(socket)).text).toHaveLength(size);
    socket.destroy();
  });

  it('keeps for the next connection what came when nobody was connected any more', async () => {
    const { mock, token, say } = await desk({ message: { webSocket: true } });
    const { eventCode } = (await say('getEventCode', { ...EVENT, pushType: 'socket' })).data ?? {};
    const first = await watch(mock, `identifytype=link-1&token=${token}`);
    expect(mock.message.watch.connected).toBe(1);
    first.socket?.destroy();
    await vi.waitFor(() => expect(mock.message.watch.connected).toBe(0), { timeout: 20_000, interval: 5 });
    mock.message.importInvoices(String(eventCode), { invoiceData: [{ serialNo: 'S3' }], attachData: [] });
    const { socket } = await watch(mock, `identifytype=link-1&token=${token}`);
    if (socket === undefined) throw new Error('no upgrade');
    expect(JSON.parse((await frame(socket)).text).invoiceData).toEqual([{ serialNo: 'S3' }]);
  });

  it('is refused without token or linkKey, elsewhere, and where it is not served', async () => {
    const { mock, token, say } = await desk({ basePath: '/ierp', message: { webSocket: true } });
    await say('getEventCode', EVENT);
    expect((await watch(mock, 'identifytype=link-1&token=x')).status).toBe(401);
    expect((await watch(mock, `identifytype=other&token=${token}`)).status).toBe(401);
    expect((await watch(mock, `identifytype=link-1&token=${token}`, mock.server.origin)).status).toBe(404);
    expect(mock.unknownRequests).toEqual(['UPGRADE /msgwatch/']);
    expect((await watch((await desk()).mock, '')).status).toBe(404);
  });
});
