import { afterEach } from 'vitest';
import { type MockEnterprise, type MockPiaozone, type MockPiaozoneOptions, startMockPiaozone } from '../../src/piaozone/index.js';
import { MockClock } from '../../src/server/clock.js';
import { RawClient } from './raw-client.js';

const started: MockPiaozone[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((mock) => mock.close()));
});

/** A mock with a standing clock, closed after the test. */
export async function startMock(options: MockPiaozoneOptions = {}): Promise<MockPiaozone> {
  const mock = await startMockPiaozone({ clock: new MockClock({ frozenAt: Date.UTC(2024, 0, 1, 1, 2, 3) }), ...options });
  started.push(mock);
  return mock;
}

export function enterprise(mock: MockPiaozone, index = 0): MockEnterprise {
  const found = mock.enterprises[index];
  if (found === undefined) throw new Error(`the mock has no enterprise ${index}`);
  return found;
}

/** Mock, its first enterprise, and a logged-in client for it. */
export async function startWithClient(options: MockPiaozoneOptions = {}): Promise<{ mock: MockPiaozone; seller: MockEnterprise; client: RawClient }> {
  const mock = await startMock(options);
  const seller = enterprise(mock);
  return { mock, seller, client: await RawClient.login(mock.baseUrl, seller) };
}
