import { type Command, Option } from 'commander';
import { BACKENDS } from '../backend.js';
import { type CipherOptions, decryptCommand, encryptCommand } from '../commands/cipher.js';
import { type SignOptions, signCommand } from '../commands/sign.js';
import type { CommandIo } from '../io.js';
import { SECRET_ADVICE } from '../secrets.js';
import { describe, lines, notes } from './help.js';

export function addSign(program: Command, io: CommandIo): void {
  describe(program.command('sign'), {
    zh: '计算令牌请求的签名，只输出十六进制结果',
    en: 'Compute the signature of a token request; prints the hex and nothing else',
  })
    .addOption(
      new Option('--enc-type <n>', lines({ zh: '0 为 MD5，1 为 SHA-256，2 为 HMAC-SHA256', en: '0 is MD5, 1 SHA-256, 2 HMAC-SHA256' }))
        .choices(['0', '1', '2'])
        .default('0'),
    )
    .requiredOption('--client-id <id>', lines({ zh: '授权账号 ClientID', en: 'client id' }))
    .option(
      '--client-secret <secret>',
      lines({ zh: '授权密钥，默认取 PIAOZONE_CLIENT_SECRET', en: 'client secret, by default PIAOZONE_CLIENT_SECRET' }),
    )
    .option('--client-secret-stdin', lines({ zh: '从标准输入读取授权密钥', en: 'read the client secret from stdin' }))
    .requiredOption('--timestamp <timestamp>', lines({ zh: '时间戳，与请求中发送的完全一致', en: 'timestamp, exactly as it is sent' }))
    .addOption(backendOption())
    .action((options: SignOptions) => signCommand(options, io))
    .addHelpText('after', notes(SECRET_ADVICE));
}

export function addCipher(program: Command, io: CommandIo): void {
  describe(program.command('encrypt'), {
    zh: '加密标准输入的 UTF-8 文本（AES-128-ECB），输出一行 Base64',
    en: 'Encrypt the UTF-8 text on stdin (AES-128-ECB) to one line of Base64',
  })
    .addOption(keyOption())
    .addOption(backendOption())
    .action((options: CipherOptions) => encryptCommand(options, io))
    .addHelpText(
      'after',
      notes(SECRET_ADVICE, {
        zh: '输入逐字节加密：echo 结尾的换行也算在内，可改用 printf。',
        en: 'The input is taken byte for byte: the line break that echo adds counts too; printf adds none.',
      }),
    );
  describe(program.command('decrypt'), {
    zh: '解密标准输入的 Base64（可带引号和首尾空白），原样输出明文',
    en: 'Decrypt the Base64 on stdin (quotes and surrounding blanks allowed) to the exact plain text',
  })
    .addOption(keyOption())
    .addOption(backendOption())
    .action((options: CipherOptions) => decryptCommand(options, io))
    .addHelpText('after', notes(SECRET_ADVICE));
}

function keyOption(): Option {
  return new Option(
    '--key <key>',
    lines({ zh: '加密 key EncryKey，16 字节，默认取 PIAOZONE_ENCRYPT_KEY', en: 'encrypt key of 16 bytes, by default PIAOZONE_ENCRYPT_KEY' }),
  );
}

function backendOption(): Option {
  return new Option('--backend <name>', lines({ zh: '加密库', en: 'crypto library' })).choices(BACKENDS).default('node');
}
