const AMOUNT = /^-?(?:0|[1-9]\d*)\.\d{2}$/;

/** Hundredths of an amount text with exactly two decimals, or `undefined` for any other text. */
export function cents(text: string | undefined): bigint | undefined {
  return text !== undefined && AMOUNT.test(text) ? BigInt(text.replace('.', '')) : undefined;
}

export function amountText(value: bigint): string {
  const digits = String(value < 0n ? -value : value).padStart(3, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** The same decimal text with the other sign; zero stays as it is. */
export function negated(text: string): string {
  if (text.startsWith('-')) return text.slice(1);
  return /[1-9]/.test(text) ? `-${text}` : text;
}

const DIGITS = '零壹贰叁肆伍陆柒捌玖';
const PLACES = ['', '拾', '佰', '仟'];
const GROUPS = ['', '万', '亿', '兆'];

/** 大写金额, for `totalAmountCn`: `106.00` is 壹佰零陆圆整; a negative amount is led by （负数）. */
export function amountInWords(value: bigint): string {
  const magnitude = value < 0n ? -value : value;
  const [jiao, fen] = [Number((magnitude / 10n) % 10n), Number(magnitude % 10n)];
  const whole = wholeInWords(String(magnitude / 100n));
  const yuan = whole === '' ? (jiao + fen === 0 ? '零圆' : '') : `${whole}圆`;
  const fraction =
    jiao + fen === 0 ? '整' : `${jiao > 0 ? `${DIGITS.charAt(jiao)}角` : yuan === '' ? '' : '零'}${fen > 0 ? `${DIGITS.charAt(fen)}分` : ''}`;
  return `${value < 0n ? '（负数）' : ''}${yuan}${fraction}`;
}

function wholeInWords(digits: string): string {
  let words = '';
  let gap = false;
  let groupFilled = false;
  for (let index = 0; index < digits.length; index += 1) {
    const place = digits.length - 1 - index;
    const digit = Number(digits[index]);
    if (digit === 0) {
      gap = words !== '';
    } else {
      words += `${gap ? '零' : ''}${DIGITS.charAt(digit)}${PLACES[place % 4] ?? ''}`;
      gap = false;
      groupFilled = true;
    }
    if (place % 4 === 0 && groupFilled) {
      words += GROUPS[place / 4] ?? '';
      groupFilled = false;
    }
  }
  return words;
}
