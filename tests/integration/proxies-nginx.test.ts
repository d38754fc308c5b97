import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Call, Piaozone } from '@piaozone/core';
import { HostedService } from '@piaozone/standard';
import { type MockPiaozone, startMockPiaozone } from '@piaozone/testkit';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { AGREED, clientOf, HOSTED } from './support/client.js';

let mock: MockPiaozone;
beforeEach(async () => {
  mock = await startMockPiaozone({ settings: AGREED });
  onTestFinished(() => mock.close());
});

interface Nginx {
  readonly url: string;
  readonly host: string;
  /** Host and path of what arrived. */
  readonly seen: readonly string[];
}

/**
 * What business-rules §7.4 describes: one `server` per host name, or a `location` per prefix, passing on what stands behind it.
 * @param locate path at the mock for a host and path that arrived; undefined: no such server
 */
async function startNginx(locate: (host: string, path: string) => string | undefined): Promise<Nginx> {
  const seen: string[] = [];
  const server = createServer((incoming: IncomingMessage, response: ServerResponse) => {
    const { host = '' } = incoming.headers;
    const url = incoming.url ?? '';
    seen.push(`${host}${url.replace(/\?.*/, '')}`);
    const path = locate(host, url);
    if (path === undefined) {
      response.writeHead(404).end();
      return;
    }
    const { hostname, port, pathname } = new URL(mock.baseUrl);
    const target = { hostname, port, path: `${pathname.replace(/\/$/, '')}${path}`, method: incoming.method ?? 'GET', headers: incoming.headers };
    const upstream = forward(target, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    upstream.on('error', () => response.destroy());
    incoming.pipe(upstream);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url: `http://${host}`, host, seen };
}

const below = (prefix: string, path: string) => (path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : undefined);

/** A query for a number nobody issued: token, encryption, envelope and the agreed answer, all through nginx. */
async function query(client: Piaozone): Promise<string> {
  onTestFinished(() => client.close());
  const call: Call = { requestId: client.newRequestId(), warn: () => {} };
  const sellerTaxNo = mock.enterprises[0]?.taxNo ?? '';
  return (await new HostedService(client, HOSTED).query({ serialNo: 'P1B0000000000000000000000000001A', sellerTaxNo, color: 'blue' }, call)).state;
}

describe('nginx on layer 7', () => {
  it('as a base address of its own', async () => {
    const nginx = await startNginx((_host, path) => below('/piaozone/test', path));
    const client = clientOf(mock, { environment: { baseUrl: `${nginx.url}/piaozone/test`, kind: 'test' } });
    expect(await query(client)).toBe('not-found');
    expect(client.environment.kind).toBe('test');
    expect(nginx.seen.length).toBeGreaterThan(1);
  });

  it('by a rule for the public prefix, which stays the environment', async () => {
    const nginx = await startNginx((_host, path) => below('/piaozone', path));
    const warnings: string[] = [];
    const client = clientOf(mock, {
      environment: 'test',
      rewrite: { 'https://api-dev.piaozone.com/test': `${nginx.url}/piaozone` },
      logger: { warn: (message) => void warnings.push(message) },
    });
    expect(await query(client)).toBe('not-found');
    expect(client.environment).toEqual({ kind: 'test', baseUrl: 'https://api-dev.piaozone.com/test' });
    expect(nginx.seen.every((address) => address.startsWith(`${nginx.host}/piaozone/`))).toBe(true);
    expect(warnings.filter((line) => line.startsWith('rewrite'))).toHaveLength(1);
  });

  it('that tells its servers apart by the original host', async () => {
    const nginx = await startNginx((host, path) => (host === 'api-dev.piaozone.com' ? below('/test', path) : undefined));
    const rewrite = { 'https://api-dev.piaozone.com': { to: nginx.url, keepHost: true } };
    expect(await query(clientOf(mock, { environment: 'test', rewrite }))).toBe('not-found');
    expect(nginx.seen.every((address) => address.startsWith('api-dev.piaozone.com/test/'))).toBe(true);
    // Under its own name it has no server.
    const other = clientOf(mock, { environment: 'test', rewrite: { 'https://api-dev.piaozone.com': nginx.url } });
    await expect(query(other)).rejects.toMatchObject({ status: 404 });
  });
});
