import { isInvisible } from '../characters.js';

/** Spellings that differ between screens and mails but mean the same (business-rules §1.2). */
const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/秘钥/g, '密钥'],
  [/encrykey/g, 'encryptkey'],
  [/secrect/g, 'secret'],
];

/** A label without what varies from copy to copy: width and case of letters, blanks, colons, stars of required fields, spellings. */
export function plainLabel(label: string): string {
  const visible = [...label.normalize('NFKC')].filter((letter) => !isInvisible(letter.codePointAt(0) ?? 0)).join('');
  const plain = visible.toLowerCase().replace(/[\s*:：;；"'“”‘’【】[\]]/g, '');
  return SPELLINGS.reduce((text, [pattern, spelling]) => text.replace(pattern, spelling), plain);
}

/** The ways a label may be written: whole, without what stands in parentheses, and only that. */
export function labelVariants(label: string): readonly string[] {
  const plain = plainLabel(label);
  const parts = /^([^()]*)\(([^()]*)\)$/.exec(plain);
  return [plain, ...(parts?.slice(1) ?? [])].filter((variant) => variant !== '');
}

/** Finds what a label means. */
export class LabelIndex<T> {
  readonly #meanings = new Map<string, T>();

  /** The first meaning of a variant stays. */
  add(label: string, meaning: T): void {
    for (const variant of labelVariants(label)) if (!this.#meanings.has(variant)) this.#meanings.set(variant, meaning);
  }

  /** By the whole label, else by what stands before its parentheses, unless they mean something else. */
  find(label: string): T | undefined {
    const [whole = '', before, within] = labelVariants(label);
    const exact = this.#meanings.get(whole);
    if (exact !== undefined || before === undefined) return exact;
    const [meaning, other] = [this.#meanings.get(before), this.#meanings.get(within ?? '')];
    return other === undefined || other === meaning ? meaning : undefined;
  }
}
