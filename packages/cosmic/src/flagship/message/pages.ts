import { joinUrl, PiaozoneError } from '@piaozone/core';

/** Pages of the invoice assistant (flagship-and-cosmic §7). They demand the platform's login; the code lives 10 minutes and belongs to one bill. */
export type AssistantPage = 'collect' | 'view' | 'mobile-collect' | 'mobile-view';

const QUERIES: Readonly<Record<AssistantPage, string>> = {
  collect: '/index.html?formId=rim_fpzs_main',
  view: '/index.html?formId=rim_view_invoice',
  'mobile-collect': '/mobile.html?form=rim_mobile_index',
  'mobile-view': '/mobile.html?form=rim_invoice_list_mobile',
};

/** @param baseUrl of the platform, `ierp` or tenant path included. @throws request_invalid without a code */
export function assistantPage(baseUrl: string, page: AssistantPage, eventCode: string): string {
  if (typeof eventCode !== 'string' || eventCode === '') {
    throw new PiaozoneError({ code: 'request_invalid', outcome: 'not-sent', message: { zh: '缺少 eventCode', en: 'eventCode is missing' } });
  }
  return `${joinUrl(baseUrl, QUERIES[page])}&eventCode=${encodeURIComponent(eventCode)}`;
}
