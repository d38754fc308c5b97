import { createMemoryImageNumberRegister, type EasImagingSettings } from '@piaozone/adapter-eas/imaging';
import { describe, expect, it } from 'vitest';
import { exampleOrganizations, explainMissingMenu, makeCover, planImaging } from '../src/services/eas-imaging.js';
import { checkLongLink, printLongLink } from '../src/services/eas-long-link.js';

const TAX_NO = '91110000MA00TEST01';
const TRIPLE = { clientId: 'demoClient01', clientSecret: 'demo-secret', encryptKey: '0123456789abcdef' } as const;
const SETTINGS: EasImagingSettings = {
  system: { deployment: 'demo', clientId: TRIPLE.clientId, clientSecret: TRIPLE.clientSecret },
  businessSystem: { prefixAddress: 'http://10.0.0.5:6888/ormrpc/services/', dataCentre: 'DC01', userName: 'imaging', password: 'demo-password' },
  enterprises: [{ taxNo: TAX_NO, name: '示例科技有限公司', ...TRIPLE }],
  mode: 'matching',
  environment: 'test',
  receiving: { enterprises: [{ taxNo: TAX_NO, ...TRIPLE }], pushAddress: 'https://imaging.example.com/' },
  imageNumbers: { enabled: true, prefix: 'EAS1', billCodes: '4A44F449=BX', syntax: { separator: '=' } },
  coverTemplate: { codeKind: 'qr', corner: 'top-right' },
};

function collected(work: (print: (line: string) => void) => unknown): string {
  const lines: string[] = [];
  work((line) => lines.push(line));
  return lines.join('\n');
}

describe('EAS services', () => {
  it('long link: what is typed into 金税互联设置, and what is wrong with it', () => {
    const printed = collected((print) => printLongLink({ environment: 'test', taxNo: TAX_NO, clientId: TRIPLE.clientId, simulate: true }, print));
    expect(printed).toContain(`https://api-dev.piaozone.com/test/bill-websocket/v3/invoicewebsocket/push?taxNo=${TAX_NO}&clientId=demoClient01`);
    expect(printed).toContain('cpbc_invoice_config.xml');
    const receivingAddress = `https://api.piaozone.com/bill-websocket/v3/invoicewebsocket/push?taxNo=${TAX_NO}&clientid=demoClient01`;
    expect(collected((print) => checkLongLink({ environment: 'production', receivingAddress }, print)).split('\n')).toEqual([
      expect.stringContaining('[LONG_LINK_CLIENT_ID_INVALID]'),
      expect.stringContaining('[DOWNLOAD_LINK_CLIENT_ID_INVALID]'),
    ]);
  });

  it('imaging: configuration, form and cover', async () => {
    const printed = collected((print) => planImaging(SETTINGS, print));
    expect(printed).toContain('http://kdimage-demo.piaozone.com/ · 端口 80');
    expect(printed).toContain('推送地址：https://imaging.example.com/');
    expect(printed).not.toContain('demo-secret');
    const register = createMemoryImageNumberRegister();
    const bill = { bosType: '4A44F449', billId: 'id-1', billNumber: 'BX-202511-0001' };
    const { imageNumber, pdf, png } = await makeCover(SETTINGS, register, bill);
    expect([imageNumber, pdf.toString('latin1', 0, 5), png.toString('latin1', 1, 4)]).toEqual(['EAS1BXBX-202511-0001', '%PDF-', 'PNG']);
    await expect(makeCover(SETTINGS, register, { ...bill, billId: 'id-2' })).rejects.toMatchObject({ code: 'operation_conflict' });
  });

  it('imaging: synchronisation and the missing menu', async () => {
    const xml = '<?xml version="1.0" encoding="utf-8"?><DATA><beginTime>20250101000000</beginTime><endTime>20251101000000</endTime></DATA>';
    expect(await exampleOrganizations(xml)).toContain('"isLeaf":"1","level":2,"parentID":"org-1"');
    const printed = collected((print) => explainMissingMenu({ user: true, mobile: { eas: '13800000001', imaging: '13800000002' } }, print));
    expect(printed).toContain('把两边的手机号码改为一致');
  });
});
