import type { Bilingual } from '@piaozone/core/adapter';

/** 长连接地址, the same for production and test (standard-edition §1, eas-and-imaging §9). */
export const LONG_CONNECTION_ADDRESS = 'https://wss.piaozone.com/bill-websocket/invoicewebsocket/push';

/** 电子凭证, without a port (eas-and-imaging §9). */
export const E_VOUCHER_ADDRESSES = { production: 'https://www.piaozone.com', test: 'https://www.piaozone.com/test' } as const;

/** A step into test mode that no address shows. */
export interface TestModeFact {
  readonly module: 'tax' | 'expense';
  readonly text: Bilingual;
}

export const TEST_MODE: readonly TestModeFact[] = [
  {
    module: 'tax',
    text: { zh: '通讯基本设置：取消勾选“启用正式环境”', en: 'untick 启用正式环境 in 通讯基本设置' },
  },
  {
    module: 'expense',
    text: {
      zh: '费用模块：替换服务器 eas\\server\\properties\\cpbc_invoice_config.xml 并重启；每次打补丁后会被还原，须重新替换',
      en: 'expense: replace eas\\server\\properties\\cpbc_invoice_config.xml on the server and restart; every patch puts the old one back, so replace it again',
    },
  },
];
