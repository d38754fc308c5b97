import { PiaozoneError } from '@piaozone/core/adapter';

export type SoapLibrary = Pick<typeof import('soap'), 'createClientAsync'>;

/**
 * npm `soap` is an optional peer and slow to load: only who uses a WSDL pays for it.
 * @throws config_invalid when it is not installed
 */
export async function loadSoap(load: () => Promise<SoapLibrary> = () => import('soap')): Promise<SoapLibrary> {
  try {
    return await load();
  } catch (cause) {
    throw new PiaozoneError({
      code: 'config_invalid',
      outcome: 'not-sent',
      message: {
        zh: '按 WSDL 调用需要 npm 包 soap，它没有安装或无法加载',
        en: 'calls by WSDL need the npm package soap, which is not installed or cannot be loaded',
      },
      hint: { zh: '执行 npm install soap@1', en: 'run npm install soap@1' },
      cause,
    });
  }
}
