import type { Call, Piaozone } from '@piaozone/core';
import { createFlagship, DeductionService, type FlagshipSettings } from '@piaozone/cosmic/flagship';

/** Where the rows of a task's result stand is published nowhere: the example gives this name to the SDK, and the mock happens to use it. */
export const EXAMPLE_ROWS = 'mockRows';

/** 抵扣勾选: fetch the period's invoice headers, select one invoice, create the statistic. Each is a task at the bureau. */
export async function deduct(
  piaozone: Piaozone,
  settings: FlagshipSettings & Required<Pick<FlagshipSettings, 'access'>>,
  { taxNo, taxPeriod }: { readonly taxNo: string; readonly taxPeriod: string },
  print: (line: string) => void,
): Promise<void> {
  const flagship = createFlagship(piaozone, settings);
  const listFields = { invoiceDownQuery: EXAMPLE_ROWS, invoiceSelectQuery: EXAMPLE_ROWS };
  const deduction = new DeductionService(flagship.client, { listFields, polling: { intervalMs: 5_000 } });
  const call = (): Call => ({ requestId: piaozone.newRequestId(), warn: ({ message }) => print(`! ${message.zh}`) });
  try {
    const { loginType } = await deduction.taxLogin(taxNo, call());
    print(`税局登录 ${loginType ?? ''}`);

    const { taskNo: download = '' } = await deduction.startDownload({ taxNo, search: { taxPeriod } }, call());
    const invoiceNos: string[] = [];
    for await (const { invoiceNo } of deduction.downloaded({ taxNo, taskNo: download }, call()))
      if (typeof invoiceNo === 'string') invoiceNos.push(invoiceNo);
    print(`表头 ${invoiceNos.length} 张`);

    const invoices = invoiceNos.slice(0, 1).map((invoiceNo) => ({ invoiceType: '27', invoiceNo, effectiveTaxAmount: '13.00' }));
    const { taskNo: selection = '' } = await deduction.select({ taxNo, billType: '0', authenticateFlag: 0, deductionPurpose: '1', invoices }, call());
    await deduction.selectionPage({ taxNo, taskNo: selection }, call());
    print('已勾选');

    const { taskNo: statistic = '' } = await deduction.changeStatistic({ taxNo, operateType: '1' }, call());
    await deduction.statisticResult({ taxNo, taskNo: statistic }, call());
    print('统计表已生成');
  } finally {
    await flagship.close();
  }
}
