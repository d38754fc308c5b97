import { writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { systemRuntime } from '@piaozone/core';
import { qrPng, qrSvg, scanLink } from '@piaozone/standard';
import { Failure, kindOf, usageFailure } from '../failure.js';
import { type CommandIo, readAll } from '../io.js';
import { secretFrom, secretFromText } from '../secrets.js';

export interface QrOptions {
  readonly link?: string;
  readonly environment?: 'production' | 'test';
  readonly shop?: string;
  readonly saleNo?: string;
  readonly amount?: string;
  readonly timestamp?: string;
  readonly channel: 'direct' | 'other';
  readonly hexCase: 'lower' | 'upper';
  readonly publicKey?: string;
  readonly publicKeyStdin?: true;
  readonly out?: string;
  readonly force?: true;
  readonly errorCorrection: 'L' | 'M' | 'Q' | 'H';
}

/** Prints the link of a self-built scan code, or of a link that is given, and draws it where a file is named. */
export async function qrCommand(options: QrOptions, io: CommandIo): Promise<void> {
  const format = formatOf(options.out);
  const link = options.link === undefined ? await builtLink(options, io) : givenLink(options);
  if (options.out !== undefined && format !== undefined) {
    const draw = { errorCorrection: options.errorCorrection };
    await save(options.out, format === 'png' ? await qrPng(link, draw) : await qrSvg(link, draw), options.force === true);
  }
  io.stdout.write(`${link}\n`);
}

const PARTS = ['environment', 'shop', 'saleNo', 'amount'] as const;
const FLAGS: Readonly<Record<(typeof PARTS)[number], string>> = {
  environment: '--environment',
  shop: '--shop',
  saleNo: '--sale-no',
  amount: '--amount',
};

async function builtLink(options: QrOptions, io: CommandIo): Promise<string> {
  const { environment, shop, saleNo, amount, channel, hexCase } = options;
  const missing = PARTS.filter((part) => options[part] === undefined).map((part) => FLAGS[part]);
  if (environment === undefined || shop === undefined || saleNo === undefined || amount === undefined) {
    throw usageFailure({
      zh: `缺少 ${missing.join('、')}；或用 --link 给出现成的链接`,
      en: `${missing.join(', ')} missing; or give a link with --link`,
    });
  }
  const publicKey = await keyOf(options, io);
  const timestamp = options.timestamp ?? String(systemRuntime.now());
  return scanLink(environment, { key: shop, saleNo, amount, timestamp, publicKey }, { channel, hexCase });
}

/** A link from 上传销售单 is drawn as it is; parts beside it would have no effect. */
function givenLink(options: QrOptions): string {
  const { link = '' } = options;
  const parts = PARTS.filter((part) => options[part] !== undefined).map((part) => FLAGS[part]);
  if (parts.length > 0) throw usageFailure({ zh: `--link 不能与 ${parts.join('、')} 同用`, en: `--link excludes ${parts.join(', ')}` });
  if (/^https?:\/\/[^\s\p{Cc}]+$/u.test(link)) return link;
  throw usageFailure({ zh: '--link 须为 http 或 https 网址', en: '--link must be an http or https address' });
}

async function keyOf({ publicKey, publicKeyStdin }: QrOptions, io: CommandIo): Promise<string> {
  if (publicKeyStdin !== true) {
    return secretFrom({ name: 'public_key', option: '--public-key-stdin', variable: 'PIAOZONE_SCAN_PUBLIC_KEY' }, publicKey, io.env);
  }
  if (publicKey !== undefined) {
    throw usageFailure({ zh: '--public-key 与 --public-key-stdin 只能用一个', en: '--public-key and --public-key-stdin exclude each other' });
  }
  return secretFromText('public_key', (await readAll(io)).toString('utf8'));
}

function formatOf(out: string | undefined): 'png' | 'svg' | undefined {
  if (out === undefined) return undefined;
  const ending = extname(out).toLowerCase();
  if (ending === '.png') return 'png';
  if (ending === '.svg') return 'svg';
  throw usageFailure({ zh: '--out 须以 .png 或 .svg 结尾', en: '--out must end in .png or .svg' });
}

async function save(path: string, content: Buffer | string, replace: boolean): Promise<void> {
  try {
    await writeFile(path, content, { flag: replace ? 'w' : 'wx' });
  } catch (error) {
    if (kindOf(error) === 'EEXIST')
      throw new Failure({ zh: '输出文件已存在；要覆盖请加 --force', en: 'the output file exists; --force replaces it' });
    throw new Failure({ zh: `写不了文件（${kindOf(error)}）`, en: `the file cannot be written (${kindOf(error)})` });
  }
}
