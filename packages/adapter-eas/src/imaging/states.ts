import type { Bilingual } from '@piaozone/core/adapter';
import type { ImagingMode } from './modes.js';

/** States of an image set as imaging shows them (eas-and-imaging §8.3). Their codes on the wire are not published. */
export const IMAGING_STATES = ['影像待上传', '匹配失败', '提交失败', '审核中', '待重扫', '已提交ERP', '已就绪'] as const;
export type ImagingState = (typeof IMAGING_STATES)[number];

export function isImagingState(text: string): text is ImagingState {
  return (IMAGING_STATES as readonly string[]).includes(text);
}

/** 退扫: the decision code of the imaging node of a workflow is, or contains, `rescan`. Letters count exactly. */
export function isRescanDecision(code: string): boolean {
  return code.includes(RESCAN);
}
export const RESCAN = 'rescan';

/** 补扫: in any mode, once images exist. */
export function mayScanMore(set: { readonly hasImages: boolean }): boolean {
  return set.hasImages;
}

/** 补改: only a set that came by 同步 with 纸票无需匹配, and is with the ERP. The cover may be replaced, not deleted; matched invoices stay. */
export function mayAmend(set: { readonly mode: ImagingMode; readonly paperNeedsNoMatch: boolean; readonly state: ImagingState }): boolean {
  return set.mode === 'sync' && set.paperNeedsNoMatch && (set.state === '已提交ERP' || set.state === '已就绪');
}

/** A parameter EAS passes to the view page: `true` gives a blank page. */
export const VIEW_PARAMETERS = { showPlaceView: 'false' } as const;

/**
 * Observed in other integrations, not in the interface EAS offers, which is not published: never rely on these numbers.
 * `notices` are kinds of callbacks, `fscanStatus` states of a set.
 */
export const OBSERVED_IMAGING_CODES: {
  readonly notices: Readonly<Record<string, Bilingual>>;
  readonly fscanStatus: Readonly<Record<string, Bilingual>>;
} = {
  notices: {
    '1': { zh: '影像已就绪', en: 'images ready' },
    '2': { zh: '影像退扫', en: 'sent back for rescanning' },
    '3': { zh: '影像审核', en: 'images audited' },
  },
  fscanStatus: {
    '1': { zh: '已上传', en: 'uploaded' },
    '2': { zh: '已提交', en: 'submitted' },
    '3': { zh: '审核完成', en: 'audited' },
    '4': { zh: '待重扫', en: 'to be scanned again' },
    '5': { zh: '匹配失败', en: 'match failed' },
    '6': { zh: '处理失败', en: 'processing failed' },
    '7': { zh: '识别查验完成', en: 'recognized and verified' },
    '8': { zh: '匹配成功', en: 'matched' },
    '9': { zh: '单据被删除', en: 'bill deleted' },
  },
};
