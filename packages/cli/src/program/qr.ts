import { type Command, Option } from 'commander';
import { type QrOptions, qrCommand } from '../commands/qr.js';
import type { CommandIo } from '../io.js';
import { SECRET_ADVICE } from '../secrets.js';
import { describe, lines, notes } from './help.js';

export function addQr(program: Command, io: CommandIo): void {
  describe(program.command('qr'), {
    zh: '生成扫码开票的自建二维码链接，或把现成的开票链接画成二维码（PNG、SVG）',
    en: 'Make the link of a self-built scan-to-invoice code, or draw a link that is given (PNG, SVG)',
  })
    .addOption(
      new Option('--environment <name>', lines({ zh: '正式或测试环境，没有默认值', en: 'production or test, without default' })).choices([
        'production',
        'test',
      ]),
    )
    .option('--shop <key>', lines({ zh: '门店id（key）', en: 'shop id (key)' }))
    .option('--sale-no <number>', lines({ zh: '小票单号（ddh）', en: 'number of the receipt (ddh)' }))
    .option(
      '--amount <amount>',
      lines({ zh: '金额（je），按原样签名：900 与 900.00 不同', en: 'amount (je), signed as typed: 900 and 900.00 differ' }),
    )
    .option('--timestamp <timestamp>', lines({ zh: '时间戳，默认当前毫秒', en: 'timestamp, by default now in milliseconds' }))
    .addOption(
      new Option(
        '--channel <name>',
        lines({ zh: 'direct 为直营（tyqr），other 为其他渠道（qr）', en: 'direct is 直营 (tyqr), other another channel (qr)' }),
      )
        .choices(['direct', 'other'])
        .default('direct'),
    )
    .addOption(
      new Option('--hex-case <case>', lines({ zh: 'MD5 的大小写，没有公开', en: 'case of the MD5, which is not published' }))
        .choices(['lower', 'upper'])
        .default('lower'),
    )
    .option(
      '--public-key <key>',
      lines({ zh: '门店的 public_key，默认取 PIAOZONE_SCAN_PUBLIC_KEY', en: 'public_key of the shop, by default PIAOZONE_SCAN_PUBLIC_KEY' }),
    )
    .option('--public-key-stdin', lines({ zh: '从标准输入读取 public_key', en: 'read the public_key from stdin' }))
    .option('--link <url>', lines({ zh: '现成的链接，例如上传销售单返回的', en: 'a link that is there, e.g. from 上传销售单' }))
    .option('--out <file>', lines({ zh: '画到 .png 或 .svg 文件', en: 'draw it into a .png or .svg file' }))
    .option('--force', lines({ zh: '覆盖已存在的文件', en: 'replace a file that exists' }))
    .addOption(new Option('--error-correction <level>', lines({ zh: '容错级别', en: 'error correction' })).choices(['L', 'M', 'Q', 'H']).default('M'))
    .action((options: QrOptions) => qrCommand(options, io))
    .addHelpText(
      'after',
      notes(SECRET_ADVICE, {
        zh: 'public_key 虽名为公钥，却用于签名，请按密钥保管。输出的链接不含它。',
        en: 'In spite of its name the public_key signs: keep it secret. The link that is printed does not hold it.',
      }),
    );
}
