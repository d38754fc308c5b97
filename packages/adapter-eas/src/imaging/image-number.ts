import { type Bilingual, configError, type Locale, PiaozoneError } from '@piaozone/core/adapter';
import { Complaints } from './plain-values.js';

/** 影像编码 = 影像编码前缀 + 单据简码 + 单据编码 (eas-and-imaging §8.1). */
export interface ImageNumberParts {
  /** 影像编码前缀. */
  readonly prefix: string;
  /** 单据简码 of the bill's type. */
  readonly billCode: string;
  /** 单据编码. */
  readonly billNumber: string;
}

/** Longer ones make a code that scanners miss; the bound is ours, none is published. */
export const MAX_IMAGE_NUMBER = 100;

/**
 * The number in upper case. Written without separators, so different parts may give the same number, and numbers that differ by case do: claim it with
 * {@link claimImageNumber} before use.
 * @throws config_invalid for missing parts, blanks, characters that are not ASCII, and more than 100 characters
 */
export function imageNumber({ prefix, billCode, billNumber }: ImageNumberParts): string {
  const complaints = new Complaints();
  for (const [path, part] of Object.entries({ prefix, billCode, billNumber })) {
    const text = complaints.text(part, path);
    if (text !== '' && !isPrintable(text)) complaints.add(path, NOT_PRINTABLE.zh, NOT_PRINTABLE.en);
  }
  if (complaints.problems.length > 0) throw configError(complaints.problems);
  const number = `${prefix}${billCode}${billNumber}`.toUpperCase();
  if (number.length > MAX_IMAGE_NUMBER) {
    complaints.add('billNumber', `影像编号超过 ${MAX_IMAGE_NUMBER} 位`, `the image number would have more than ${MAX_IMAGE_NUMBER} characters`);
    throw configError(complaints.problems);
  }
  return number;
}

const NOT_PRINTABLE = {
  zh: '只能是可打印的英文字符，不含空格',
  en: 'must be printable ASCII without blanks',
} as const;

/** Printable ASCII without blanks. */
export function isPrintable(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text);
}

/** Which bill an image number belongs to. */
export interface ImagedBill {
  /** Type of the bill in EAS. */
  readonly bosType: string;
  readonly billId: string;
}

/** Remembers which bill has which number; kept as long as images are. Several processes share one, so `claim` is one atomic step. */
export interface ImageNumberRegister {
  /** Gives `number` to `bill` unless another bill has it. @returns who has it now */
  claim(number: string, bill: ImagedBill): Promise<ImagedBill>;
}

/**
 * A number that is surely this bill's own, the same one each time the bill is submitted: a repeated number shows one bill the images of another.
 * @throws operation_conflict when another bill has it, and as {@link imageNumber}
 */
export async function claimImageNumber(register: ImageNumberRegister, parts: ImageNumberParts, bill: ImagedBill, locale?: Locale): Promise<string> {
  const number = imageNumber(parts);
  const owner = await register.claim(number, bill);
  if (owner.bosType === bill.bosType && owner.billId === bill.billId) return number;
  throw new PiaozoneError({
    code: 'operation_conflict',
    outcome: 'not-sent',
    message: { zh: `影像编号 ${number} 已属于另一张单据`, en: `the image number ${number} belongs to another bill` },
    hint: ONE_EACH,
    ...(locale === undefined ? {} : { locale }),
  });
}

const ONE_EACH: Bilingual = {
  zh: '一单一影像编号：核对影像编码前缀与单据简码，不同来源系统用不同前缀',
  en: 'one image number per bill: check prefix and bill codes; each source system has a prefix of its own',
};

/** A register that forgets at the end of the process: for tests and demonstrations. */
export function createMemoryImageNumberRegister(): ImageNumberRegister {
  const owners = new Map<string, ImagedBill>();
  return {
    claim: async (number, { bosType, billId }) => {
      const owner = owners.get(number) ?? { bosType, billId };
      owners.set(number, owner);
      return owner;
    },
  };
}
