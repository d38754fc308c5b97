import { type MockCosmic, type MockEas, type MockPiaozone, startMockCosmic, startMockEas, startMockPiaozone } from '@piaozone/testkit';
import { cloudMock } from './cloud.js';
import { easMock } from './erps/eas.js';
import { galaxyMock } from './erps/galaxy.js';
import { xinghanMock } from './erps/xinghan.js';

/** The cloud and three ERPs on free loopback ports. */
export interface Mocks {
  readonly cloud: MockPiaozone;
  readonly xinghan: MockCosmic;
  readonly galaxy: MockCosmic;
  readonly eas: MockEas;
  close(): Promise<void>;
}

export async function startMocks(): Promise<Mocks> {
  const [cloud, xinghan, galaxy, eas] = await Promise.all([
    startMockPiaozone(cloudMock()),
    startMockCosmic(xinghanMock()),
    startMockCosmic(galaxyMock()),
    startMockEas(easMock()),
  ]);
  return {
    cloud,
    xinghan,
    galaxy,
    eas,
    close: async () => {
      await Promise.all([cloud.close(), xinghan.close(), galaxy.close(), eas.close()]);
    },
  };
}
