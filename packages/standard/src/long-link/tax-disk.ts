import { configError, isSecret, Secret, type SecretInput } from '@piaozone/core';

/** Long link of the 单机版 products, which issue with a tax disk; the same for test and production (standard-edition §1). */
export const TAX_DISK_LINK = 'https://wss.piaozone.com/bill-websocket/invoicewebsocket/push';

/**
 * `name` of the tax disk link: client secret and 盘号 (disk number) put behind each other, without hyphens and separator (standard-edition §6.2).
 * It carries the client secret, so it is one.
 * @throws config_invalid for a disk number of anything but letters, digits and hyphens
 */
export function longLinkName(clientSecret: SecretInput, diskNo: string): Secret {
  const disk = diskNo.replaceAll('-', '');
  if (!/^[0-9A-Za-z]+$/.test(disk)) {
    throw configError([
      {
        path: 'diskNo',
        message: { zh: '盘号只能是数字和字母（短横线会去掉），不含空格', en: 'must be digits and letters (hyphens are taken out), no blanks' },
      },
    ]);
  }
  const secret = isSecret(clientSecret) ? clientSecret : new Secret(clientSecret);
  return secret.use((bytes) => {
    const name = Buffer.concat([bytes, Buffer.from(disk, 'latin1')]);
    try {
      return new Secret(name);
    } finally {
      name.fill(0);
    }
  });
}

/**
 * The whole address, for the screens that want it typed in. A secret: whoever has it can issue invoices.
 * @param link another address than {@link TAX_DISK_LINK}, without query
 */
export function taxDiskLinkAddress(clientSecret: SecretInput, diskNo: string, link: string = TAX_DISK_LINK): Secret {
  return new Secret(`${link}?name=${encodeURIComponent(longLinkName(clientSecret, diskNo).reveal())}`);
}

/** A long link fit for logs and screens: the value of `name`, which holds the client secret, is taken out. */
export function redactLongLink(address: string): string {
  return address.replace(/([?&]\s*name\s*=)[^&#]*/gi, '$1***');
}
