import { checkEasLongLink, type EasLongLinkSettings, easLongLink, type TypedEasLongLink } from '@piaozone/adapter-eas';

/** 金税互联设置: what to type into EAS for one organization. The secrets of a row print as nothing: `reveal()` them where they are typed. */
export function printLongLink(settings: EasLongLinkSettings, print: (line: string) => void): void {
  const { issuing, receiving, communication, eVoucherAddress, testMode } = easLongLink(settings);
  for (const { operationType, address, clientId } of [issuing, receiving]) {
    print(`金税互联设置 · 操作类型 ${operationType} · http地址 ${address} · 发票云ID ${clientId}`);
  }
  print(`通讯基本设置 · 长连接地址 ${communication.longConnectionAddress} · 启用正式环境 ${communication.productionEnabled}`);
  print(`电子凭证 ${eVoucherAddress}`);
  for (const { text } of testMode) print(text.zh);
}

/** What is wrong with what somebody typed. */
export function checkLongLink(typed: TypedEasLongLink, print: (line: string) => void): boolean {
  const problems = checkEasLongLink(typed);
  for (const { path, message, diagnosis } of problems) print(`${path}: ${message.en} [${diagnosis}]`);
  return problems.length === 0;
}
