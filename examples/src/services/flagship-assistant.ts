import type { Call, Piaozone } from '@piaozone/core';
import { assistantPage, createFlagship, FlagshipAssistant, type FlagshipSettings } from '@piaozone/cosmic/flagship';

/** messageType of the long poll is published nowhere: the example chooses one and gives it to SDK and mock; ask Kingdee for the real one. */
export const EXAMPLE_POLL = 'examplePoll';

/**
 * 发票助手 of 旗舰版 for one expense bill: open the page, learn what the user collected, bind it to the bill.
 * @param show gives the page to the user's browser; it asks for the platform's login
 */
export async function reimburseFlagship(
  piaozone: Piaozone,
  settings: FlagshipSettings & Required<Pick<FlagshipSettings, 'access'>>,
  taxNo: string,
  show: (page: string) => void,
  print: (line: string) => void,
): Promise<void> {
  const flagship = createFlagship(piaozone, settings);
  const assistant = new FlagshipAssistant(flagship.client, { messageTypes: { poll: EXAMPLE_POLL } });
  const call = (): Call => ({ requestId: piaozone.newRequestId(), warn: ({ message }) => print(`! ${message.zh}`) });
  try {
    const bill = { billId: 'B1', billNo: 'BX-001', billType: 'er_dailyreimbursebill', resource: 'ERP' };
    const linkKey = `link-${bill.billId}`;
    const eventCode = await assistant.eventCode({ ...bill, pushType: 'poll', userId: 'user-1', linkKey, billTaxNo: taxNo }, call());
    show(assistantPage(flagship.baseUrl, 'collect', eventCode));

    const { invoices } = await assistant.imported(linkKey, call()); // given out once
    const serialNos = invoices.flatMap(({ serialNo }) => (typeof serialNo === 'string' ? [serialNo] : []));
    print(`导入 ${serialNos.length} 张`);
    const invoiceData = serialNos.map((serialNo) => ({ serialNo, amount: '0.10' }));
    await assistant.saveDocument({ ...bill, billTaxNo: taxNo, status: '30', invoiceData }, call());
    print('已保存');
  } finally {
    await flagship.close();
  }
}
