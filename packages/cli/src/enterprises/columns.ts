import {
  LICENCE_STATE_LABELS,
  LICENCE_SYNC_LABELS,
  type LicenceState,
  type LicenceSync,
  SERVICE_GROUP_LABELS,
  type ServiceGroup,
  TAX_CHANNEL_LABELS,
  type TaxChannel,
} from '@piaozone/core';

/** Sheets of the workbook. The first holds one row per enterprise and product; the others what does not fit its columns. */
export const SHEETS = { enterprises: '企业', licences: '许可授权', tenants: '租户' } as const;

/** Columns in the order they are written; the first seven of 企业 are those of the screens. */
export const COLUMNS = {
  enterprises: ['企业名称', '企业税号', '开/收票通道', '组织编码', '产品', '有效期止', '授权状态', '有效期始', '产品序列号', '租户'],
  licences: ['企业税号', '服务', '授权状态', '同步状态', '产品序列号', '有效期始', '有效期止', '取消授权日期'],
  tenants: ['租户', '服务', '许可数量', '产品', '产品序列号', '有效期始', '有效期止', '剩余量'],
} as const;

export type SheetKey = keyof typeof SHEETS;
export type Column<K extends SheetKey> = (typeof COLUMNS)[K][number];

/** Columns a sheet cannot do without. */
export const REQUIRED: { readonly [K in SheetKey]: readonly Column<K>[] } = {
  enterprises: ['企业名称', '企业税号'],
  licences: ['企业税号', '服务', '授权状态'],
  tenants: ['租户'],
};

/** A word of the screens ↔ its neutral code. */
export class Labels<Code extends string> {
  readonly #codes: ReadonlyMap<string, Code>;
  readonly #labels: Readonly<Record<Code, string>>;

  constructor(labels: Readonly<Record<Code, string>>, aliases: Readonly<Record<string, Code>> = {}) {
    this.#labels = labels;
    this.#codes = new Map([...(Object.keys(labels) as Code[]).map((code) => [labels[code], code] as const), ...Object.entries(aliases)]);
  }

  code(label: string): Code | undefined {
    return this.#codes.get(label.trim());
  }

  label(code: Code): string {
    return this.#labels[code];
  }

  get all(): string[] {
    return Object.values(this.#labels);
  }
}

/** 数电配置 writes the channels a little longer (business-rules §4.8). */
export const CHANNELS = new Labels<TaxChannel>(TAX_CHANNEL_LABELS, {
  新电子发票服务平台: 'e-tax',
  乐企平台: 'leqi',
  '乐企平台（联用）': 'leqi-joint',
  '乐企平台(联用)': 'leqi-joint',
});
export const GROUPS = new Labels<ServiceGroup>(SERVICE_GROUP_LABELS);
export const STATES = new Labels<LicenceState>(LICENCE_STATE_LABELS);
export const SYNCS = new Labels<LicenceSync>(LICENCE_SYNC_LABELS);
