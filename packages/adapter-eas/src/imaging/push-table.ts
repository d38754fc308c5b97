import { type Bilingual, type Locale, localize } from '@piaozone/core/adapter';

/** One row of AWS收票推送表, which the head office enters; needed by 匹配 and 同步. */
export interface PushTableRow {
  /** 企业名称. */
  readonly name: string;
  /** 企业税号. */
  readonly taxNo: string;
  /** clientid. */
  readonly clientId: string;
  /** 推送地址. */
  readonly pushAddress: string;
}

/** The four values, in the order of the manual. */
export const PUSH_TABLE_FIELDS: readonly { readonly field: keyof PushTableRow; readonly label: Bilingual }[] = [
  { field: 'name', label: { zh: '企业名称', en: '企业名称 (name)' } },
  { field: 'taxNo', label: { zh: '企业税号', en: '企业税号 (tax number)' } },
  { field: 'clientId', label: { zh: 'clientid', en: 'clientid' } },
  { field: 'pushAddress', label: { zh: '推送地址', en: '推送地址 (push address)' } },
];

/** The form to be sent to the head office, as plain text: a paragraph for each enterprise. Holds no secret. */
export function pushTableForm(rows: readonly PushTableRow[], locale: Locale = 'zh-CN'): string {
  const title = localize({ zh: 'AWS收票推送表', en: 'AWS收票推送表 (to be entered by the head office)' }, locale);
  const colon = locale === 'en' ? ': ' : '：';
  const paragraphs = rows.map((row, index) =>
    [`${index + 1}.`, ...PUSH_TABLE_FIELDS.map(({ field, label }) => `${localize(label, locale)}${colon}${row[field]}`)].join('\n'),
  );
  return `${[title, ...paragraphs].join('\n\n')}\n`;
}
