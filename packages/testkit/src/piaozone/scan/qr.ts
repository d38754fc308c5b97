import { createHash } from 'node:crypto';
import type { ScanSettings } from './settings.js';

/** A shop whose cash registers build QR links by themselves. */
export interface MockShop {
  /** 门店id, in the QR. */
  readonly key: string;
  readonly publicKey: string;
  /** Who issues. */
  readonly taxNo: string;
}

export interface ScannedQr {
  readonly key: string;
  /** 小票单号. */
  readonly ddh: string;
  /** 金额, as the text that was put into the link. */
  readonly je: string;
  readonly timestamps: string;
  readonly md5: string;
}

/** The parts of `k=key,ddh,je,timestamps,md5,$`; `$` is literal. `undefined` for anything else. */
export function readQr(k: string): ScannedQr | undefined {
  const [key = '', ddh = '', je = '', timestamps = '', md5 = '', end, ...more] = k.split(',');
  if (end !== '$' || more.length > 0 || key === '' || ddh === '' || !/^\d+$/.test(timestamps)) return undefined;
  return { key, ddh, je, timestamps, md5 };
}

/** `MD5(key + ddh + MD5(public_key + ddh) + je)` (standard-edition §6.5). */
export function isSigned({ key, ddh, je, md5 }: ScannedQr, publicKey: string, md5Case: ScanSettings['md5Case']): boolean {
  const forms = {
    lower: () => hash(key + ddh + hash(publicKey + ddh) + je),
    upper: () => hash(key + ddh + hash(publicKey + ddh).toUpperCase() + je).toUpperCase(),
  };
  const accepted = md5Case === 'either' ? [forms.lower(), forms.upper()] : [forms[md5Case]()];
  return accepted.includes(md5);
}

function hash(text: string): string {
  return createHash('md5').update(text, 'utf8').digest('hex');
}
