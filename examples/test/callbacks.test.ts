import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createCallbackReceiver,
  createNonDurableInbox,
  createTestCallback,
  expressCallbackHandler,
  type InvoiceClaim,
  type RefreshResult,
} from '@piaozone/core';
import express, { type Express } from 'express';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCallbackApp } from '../src/callbacks/express.js';
import { createCallbackFetch } from '../src/callbacks/fetch.js';
import { exampleProfile } from '../src/callbacks/profile.js';

const TOKEN = '0123456789abcdef0123456789abcdef';
const PATH = '/callbacks/example';
const ACK = '{"success":true}';
const made = createTestCallback({
  profile: exampleProfile,
  path: PATH,
  pathToken: TOKEN,
  messages: [{ serialNo: 'S1', status: 'ISSUED', invoiceNo: '24440000000012345678', pushedAt: '1' }],
});

let folder: string;
const servers: Server[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'piaozone-examples-'));
  vi.spyOn(console, 'log').mockImplementation(() => {});
});
afterEach(async () => {
  vi.restoreAllMocks();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  rmSync(folder, { recursive: true, force: true });
});

async function listen(app: Express): Promise<string> {
  const server = await new Promise<Server>((resolve) => {
    const started: Server = app.listen(0, '127.0.0.1', () => resolve(started));
  });
  servers.push(server);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function post(base: string): Promise<[number, string]> {
  const { url, init } = made.to(base);
  const response = await fetch(url, init);
  return [response.status, await response.text()];
}

describe('Express', () => {
  it('acknowledges what is stored and has the cloud asked about it', async () => {
    const claims: InvoiceClaim[] = [];
    let asked: () => void = () => {};
    const asking = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const refresh = async (claim: InvoiceClaim): Promise<RefreshResult> => {
      claims.push(claim);
      asked();
      return { status: 'unknown' };
    };
    const { app, close } = createCallbackApp(join(folder, 'inbox.db'), TOKEN, { refresh });
    const base = await listen(app);
    expect(await post(base)).toEqual([200, ACK]);
    expect(await post(base)).toEqual([200, ACK]);
    await asking;
    expect(claims).toEqual([{ serialNo: 'S1', says: 'issued', invoiceNumber: '24440000000012345678' }]);

    const wrong = made.to(base);
    expect((await fetch(wrong.url.replace(TOKEN, 'x'), wrong.init)).status).toBe(404);
    const orders = await fetch(`${base}/orders`, { method: 'POST', body: '[1,2]', headers: { 'content-type': 'application/json' } });
    expect(await orders.json()).toEqual({ orders: 2 });
    await close();
  });

  it('takes the bytes of express.raw(); behind express.json() it acknowledges nothing and says why', async () => {
    const logged: string[] = [];
    const inbox = createNonDurableInbox();
    const receiver = createCallbackReceiver({
      routes: [{ path: PATH, profile: exampleProfile, pathToken: TOKEN }],
      inbox,
      locale: 'en',
      logger: { warn: (line) => logged.push(line) },
    });
    const behind = (parser: ReturnType<typeof express.json>) => {
      const app = express();
      app.set('env', 'test'); // Express prints no stack then
      app.use(parser);
      app.use('/callbacks', expressCallbackHandler(receiver));
      return listen(app);
    };
    expect(await post(await behind(express.raw({ type: '*/*' })))).toEqual([200, ACK]);
    expect(await post(await behind(express.urlencoded()))).toEqual([200, ACK]);
    expect(await inbox.count('new')).toBe(1);
    expect((await post(await behind(express.json())))[0]).toBe(500);
    expect(await inbox.count('new')).toBe(1);
    expect(logged.at(-1)).toMatch(/raw bytes.*parsed object[\s\S]*before express\.json\(\)/);
  });
});

describe('fetch-style frameworks', () => {
  it('take the peer from the framework, or from a proxy of their own', async () => {
    const inbox = createNonDurableInbox();
    const handle = createCallbackFetch(inbox, TOKEN);
    const send = async (address: string, headers: Record<string, string> = {}) => {
      const { url, init } = made.to('https://example.com');
      const response = await handle(new Request(url, { ...init, headers: { ...init.headers, ...headers } }), { address });
      return [response.status, await response.text()];
    };
    expect(await send('192.0.2.9')).toEqual([200, ACK]);
    expect(await send('10.0.0.1', { 'x-forwarded-for': '192.0.2.9' })).toEqual([200, ACK]);
    expect(await send('198.51.100.1', { 'x-forwarded-for': '192.0.2.9' })).toEqual([404, '']);
    expect(await inbox.count('new')).toBe(1);
  });
});
