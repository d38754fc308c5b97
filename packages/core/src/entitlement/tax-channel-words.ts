import type { TaxChannel } from '../model/organization.js';
import { TAX_CHANNEL_LABELS } from './products.js';

/** Words of the screens of several versions (seeds 002, 003; business-rules §4.8), without what is in brackets around 联用. */
const WORDS: ReadonlyMap<string, TaxChannel> = new Map<string, TaxChannel>([
  ...(Object.entries(TAX_CHANNEL_LABELS) as [TaxChannel, string][]).flatMap(([channel, label]): [string, TaxChannel][] => [
    [channel, channel],
    [label, channel],
  ]),
  ['新电子发票服务平台', 'e-tax'],
  ['乐企平台', 'leqi'],
  ['乐企平台联用', 'leqi-joint'],
]);

/** The channel a word of 开/收票通道 means; `undefined` for one no source has. */
export function taxChannelOf(word: string): TaxChannel | undefined {
  return WORDS.get(word.normalize('NFKC').replace(/[\s()]/g, ''));
}
