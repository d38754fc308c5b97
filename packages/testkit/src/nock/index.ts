import type { MockPiaozone, MockPiaozoneOptions } from '../piaozone/mock-piaozone.js';
import { assembleMock } from '../piaozone/mock-piaozone.js';
import { NockHost } from './nock-host.js';

export interface InterceptorOptions extends Omit<MockPiaozoneOptions, 'port' | 'tls'> {
  /** Requests to this origin are answered; default the test base of the cloud. Its path, `/test` and none at all are the mounts. */
  readonly baseUrl?: string;
}

/** The test base of standard-edition §1. */
const TEST_BASE = 'https://api-dev.piaozone.com/test';

/**
 * The same mock without a port, by interceptors of nock 14 (an optional peer): the same state, answers, journal and levers.
 * Faults that end a socket need `startMockPiaozone`. `close()` takes the interceptors away.
 *
 * @throws TypeError for a base URL with a query, Error without nock
 */
export async function mockPiaozoneInterceptors({ baseUrl = TEST_BASE, ...options }: InterceptorOptions = {}): Promise<MockPiaozone> {
  const { origin, pathname, search, hash } = new URL(baseUrl);
  if (search !== '' || hash !== '') throw new TypeError('baseUrl must be scheme, host and path');
  const basePath = pathname.replace(/\/+$/, '');
  return assembleMock(options, basePath, (exchange) => NockHost.start(origin, { ...exchange, mounts: ['', '/test', basePath] }));
}
