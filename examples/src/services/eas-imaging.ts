import {
  claimImageNumber,
  coverPdf,
  coverPng,
  type EasImagingSettings,
  easImaging,
  explainScanMenu,
  type ImageNumberRegister,
  organizationSync,
  pushTableForm,
  type ScanMenuFacts,
  type SyncHandler,
} from '@piaozone/adapter-eas/imaging';

/** 影像: checks the whole configuration and writes the form for the head office. */
export function planImaging(settings: EasImagingSettings, print: (line: string) => void): void {
  const { system, businessSystem, modeFacts, pushTable } = easImaging(settings);
  print(`多影像系统配置 · 影像IP/域名 ${system.address} · 端口 ${system.port} · 发票云授权码 ${system.clientId}`);
  print(`对接业务系统配置 · ${businessSystem.system} · ${businessSystem.prefixAddress} · EASSI名称 ${businessSystem.eassiName}`);
  print(`${modeFacts.title.zh}：${modeFacts.purpose.zh}`);
  if (pushTable.length > 0) print(pushTableForm(pushTable));
}

/** The cover of one bill, as EAS makes it on submission: its image number is the bill's for ever. */
export async function makeCover(
  settings: EasImagingSettings,
  register: ImageNumberRegister,
  bill: { readonly bosType: string; readonly billId: string; readonly billNumber: string },
): Promise<{ readonly imageNumber: string; readonly pdf: Buffer; readonly png: Buffer }> {
  const { imageNumbers, coverTemplate } = easImaging(settings);
  const billCode = imageNumbers.billCodes.get(bill.bosType) ?? '';
  const imageNumber = await claimImageNumber(register, { prefix: imageNumbers.prefix, billCode, billNumber: bill.billNumber }, bill);
  const cover = { imageNumber, corner: coverTemplate.corner };
  return { imageNumber, pdf: await coverPdf(cover), png: await coverPng(cover) };
}

/** What the facade that answers the organization synchronisation does with its one text. */
export const exampleOrganizations: SyncHandler = organizationSync(async () => [
  { orgID: 'org-1', orgNumber: '01', orgName: '示例集团', isLeaf: false, level: 1, parentID: '' },
  { orgID: 'org-2', orgNumber: '01.01', orgName: '示例科技有限公司', isLeaf: true, level: 2, parentID: 'org-1' },
]);

/** Somebody came over from EAS and finds no 【影像扫描】. */
export function explainMissingMenu(facts: ScanMenuFacts, print: (line: string) => void): void {
  const { missing, unknown } = explainScanMenu(facts);
  for (const { where, remedy } of missing) print(`${where}：${remedy.zh}`);
  for (const { where, title } of unknown) print(`${where}：请确认 ${title.zh}`);
}
