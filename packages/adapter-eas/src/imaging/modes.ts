import type { Bilingual } from '@piaozone/core/adapter';

/** 影像模式 as chosen in a scheme: 基础, 匹配, 同步（提单人）, 稽核. 附件 is retired and not offered. */
export type ImagingMode = 'basic' | 'matching' | 'sync' | 'audit';

/** What a mode needs and does (eas-and-imaging §8.3, business-rules §8). */
export interface ImagingModeFacts {
  readonly title: Bilingual;
  readonly purpose: Bilingual;
  /** 收票 must be in use. */
  readonly needsReceiving: boolean;
  /** A row in AWS收票推送表, which the head office enters. */
  readonly needsPushTable: boolean;
  /** People at a scanning post take the images. */
  readonly needsScanningPost: boolean;
  /** What a private imaging system must be able to reach, by environment. */
  readonly hosts: { readonly production: readonly string[]; readonly test: readonly string[] };
  readonly note?: Bilingual;
}

const NONE = { production: [], test: [] } as const;

export const IMAGING_MODES: Readonly<Record<ImagingMode, ImagingModeFacts>> = {
  basic: {
    title: { zh: '基础', en: 'basic (基础)' },
    purpose: {
      zh: '有扫描岗，只存影像，不识别；没有方案时的默认模式',
      en: 'a scanning post, images are stored and not recognized; the default without a scheme',
    },
    needsReceiving: false,
    needsPushTable: false,
    needsScanningPost: true,
    hosts: NONE,
  },
  matching: {
    title: { zh: '匹配', en: 'matching (匹配)' },
    purpose: {
      zh: '有扫描岗，影像与收票数据匹配，一致才提交，不一致留在影像系统',
      en: 'a scanning post, images are matched with received invoices; what fits is submitted, the rest stays',
    },
    needsReceiving: true,
    needsPushTable: true,
    needsScanningPost: true,
    hosts: { production: ['api.piaozone.com:443'], test: ['api-dev.piaozone.com:443'] },
    note: {
      zh: '“是否允许单封面提交”为是且只有封面时，按基础模式处理',
      en: 'with 是否允许单封面提交 = 是 and nothing but a cover the set is handled as in basic mode',
    },
  },
  sync: {
    title: { zh: '同步（提单人）', en: 'sync (同步提单人)' },
    purpose: {
      zh: '没有扫描岗，人人上传；发票助手里的文件成为影像',
      en: 'no scanning post, everybody uploads; the files of the invoice assistant become images',
    },
    needsReceiving: true,
    needsPushTable: true,
    needsScanningPost: false,
    hosts: NONE,
    note: {
      zh: '同步失败时停在“影像待上传”；保存和提交单据各产生一次同步，后一次覆盖前一次',
      en: 'a failure stays in 影像待上传; saving and submitting a bill each make a task, and the later one overwrites',
    },
  },
  audit: {
    title: { zh: '稽核', en: 'audit (稽核)' },
    purpose: { zh: '审批后由收单机收取纸质单据（仅标准版影像）', en: 'a receiving machine takes the paper after approval (standard imaging only)' },
    needsReceiving: true,
    needsPushTable: false,
    needsScanningPost: false,
    hosts: NONE,
  },
};

/** The mode in which a set is really handled. @param onlyCover the set holds a cover and nothing else */
export function effectiveImagingMode(mode: ImagingMode, set: { readonly coverAloneAllowed: boolean; readonly onlyCover: boolean }): ImagingMode {
  return mode === 'matching' && set.coverAloneAllowed && set.onlyCover ? 'basic' : mode;
}
