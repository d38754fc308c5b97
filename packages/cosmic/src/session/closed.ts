import { type AdapterContext, PiaozoneError } from '@piaozone/core/adapter';

export function closedError({ locale }: Pick<AdapterContext, 'locale'>): PiaozoneError {
  return new PiaozoneError({
    code: 'closed',
    outcome: 'not-sent',
    locale,
    message: { zh: 'ERP 连接已关闭', en: 'the connection to the ERP is closed' },
  });
}
