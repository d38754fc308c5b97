import {
  type MockCosmic,
  type MockEas,
  type MockPiaozone,
  startMockCosmic,
  startMockEas,
  startMockPiaozone,
  type VoucherBook,
} from '@piaozone/testkit';
import { cloudMock } from './cloud.js';
import { easLedger, easMock } from './erps/eas.js';
import { galaxyMock } from './erps/galaxy.js';
import { xinghanMock } from './erps/xinghan.js';

/** The cloud and three ERPs on free loopback ports. */
export interface Mocks {
  readonly cloud: MockPiaozone;
  readonly xinghan: MockCosmic;
  readonly galaxy: MockCosmic;
  readonly eas: MockEas;
  /** What EAS' ledger holds. */
  readonly vouchers: VoucherBook;
  close(): Promise<void>;
}

export async function startMocks(): Promise<Mocks> {
  const ledger = easLedger();
  const [cloud, xinghan, galaxy, eas] = await Promise.all([
    startMockPiaozone(cloudMock()),
    startMockCosmic(xinghanMock()),
    startMockCosmic(galaxyMock()),
    startMockEas(easMock(ledger)),
  ]);
  return {
    cloud,
    xinghan,
    galaxy,
    eas,
    vouchers: ledger.book,
    close: async () => {
      await Promise.all([cloud.close(), xinghan.close(), galaxy.close(), eas.close()]);
    },
  };
}
