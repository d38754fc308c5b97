import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { startCensus } from './census.js';

describe('census', () => {
  it('sees an idle kept socket and an unreferenced timer, and their end', async () => {
    const census = startCensus();
    const server = http.createServer((_request, response) => response.end('ok'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const agent = new http.Agent({ keepAlive: true });
    const { port } = server.address() as AddressInfo;
    await new Promise<void>((resolve) => http.get({ port, agent }, (response) => response.resume().on('end', resolve)));
    const timer = setTimeout(() => {}, 60_000).unref();
    const kinds = () => new Set(census.alive().map((line) => line.split(' ')[0]));
    expect(kinds()).toEqual(new Set(['TCPSERVERWRAP', 'TCPWRAP', 'Timeout']));
    agent.destroy();
    clearTimeout(timer);
    server.close();
    server.closeAllConnections();
    await census.none();
  });

  it('is silent when nothing was made', async () => {
    const census = startCensus();
    await new Promise((resolve) => setImmediate(resolve));
    expect(census.alive()).toEqual([]);
  });
});
