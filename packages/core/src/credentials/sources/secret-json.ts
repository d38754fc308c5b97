/** Thrown for text that is no JSON; says where, never what. */
export class JsonSyntax extends Error {
  override readonly name = 'JsonSyntax';
  constructor(readonly offset: number) {
    super(`not JSON at byte ${offset}`);
  }
}

/** JSON whose strings stay bytes: a secret in a file must not become a JavaScript string (reliability T6). Other scalars are `null`. */
export type SecretJson = Uint8Array | readonly SecretJson[] | ReadonlyMap<string, SecretJson> | null;

const MAX_DEPTH = 8;
const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const ESCAPES: ReadonlyMap<number, number> = new Map([...'"\\/bfnrt'].map((letter, i) => [letter.charCodeAt(0), '"\\/\b\f\n\r\t'.charCodeAt(i)]));

/** Reads JSON text in UTF-8. A repeated name is refused: which of the two holds? @throws JsonSyntax */
export function readSecretJson(bytes: Uint8Array): SecretJson {
  const reader = new Reader(bytes);
  const value = reader.value(0);
  reader.end();
  return value;
}

class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  value(depth: number): SecretJson {
    const byte = this.#peek();
    if (depth > MAX_DEPTH) throw this.#error();
    if (byte === QUOTE) return this.#string();
    if (byte === 0x5b) return this.#array(depth);
    if (byte === 0x7b) return this.#object(depth);
    return this.#scalar();
  }

  end(): void {
    if (this.#peek() !== undefined) throw this.#error();
  }

  #array(depth: number): readonly SecretJson[] {
    const items: SecretJson[] = [];
    this.#list(0x5d, () => items.push(this.value(depth + 1)));
    return items;
  }

  #object(depth: number): ReadonlyMap<string, SecretJson> {
    const members = new Map<string, SecretJson>();
    this.#list(0x7d, () => {
      if (this.#peek() !== QUOTE) throw this.#error();
      const name = this.#string().toString('utf8');
      if (members.has(name)) throw this.#error();
      if (this.#peek() !== COLON) throw this.#error();
      this.#at += 1;
      members.set(name, this.value(depth + 1));
    });
    return members;
  }

  /** From an opening bracket to `close`. */
  #list(close: number, item: () => void): void {
    this.#at += 1;
    if (this.#peek() === close) {
      this.#at += 1;
      return;
    }
    for (;;) {
      item();
      const byte = this.#peek();
      if (byte !== close && byte !== COMMA) throw this.#error();
      this.#at += 1;
      if (byte === close) return;
    }
  }

  #scalar(): null {
    const start = this.#at;
    while (this.#at < this.#bytes.length && isScalarByte(this.#bytes[this.#at] ?? 0)) this.#at += 1;
    const text = Buffer.from(this.#bytes.subarray(start, this.#at)).toString('latin1');
    if (/^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?)$/.test(text)) return null;
    throw this.#error();
  }

  #string(): Buffer {
    this.#at += 1;
    // No escape is shorter than what it stands for.
    const out = Buffer.alloc(this.#lengthToQuote());
    let size = 0;
    for (;;) {
      const byte = this.#bytes[this.#at];
      this.#at += 1;
      if (byte === undefined || byte < 0x20) throw this.#error();
      if (byte === QUOTE) return out.subarray(0, size);
      if (byte === BACKSLASH) size += this.#escape(out, size);
      else out[size++] = byte;
    }
  }

  #lengthToQuote(): number {
    let end = this.#at;
    while (end < this.#bytes.length && this.#bytes[end] !== QUOTE) end += this.#bytes[end] === BACKSLASH ? 2 : 1;
    return Math.max(0, Math.min(end, this.#bytes.length) - this.#at);
  }

  /** @returns bytes written */
  #escape(out: Buffer, at: number): number {
    const letter = this.#bytes[this.#at] ?? 0;
    this.#at += 1;
    const plain = ESCAPES.get(letter);
    if (plain !== undefined) return out.writeUInt8(plain, at) - at;
    if (letter !== 0x75) throw this.#error();
    let point = this.#hex();
    if (point >= 0xd800 && point <= 0xdfff) point = this.#lowHalf(point);
    return writeUtf8(out, at, point);
  }

  /** The other half of a surrogate pair; a lone half is no character. */
  #lowHalf(high: number): number {
    if (high > 0xdbff || this.#bytes[this.#at] !== BACKSLASH || this.#bytes[this.#at + 1] !== 0x75) throw this.#error();
    this.#at += 2;
    const low = this.#hex();
    if (low < 0xdc00 || low > 0xdfff) throw this.#error();
    return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
  }

  #hex(): number {
    let value = 0;
    for (let i = 0; i < 4; i += 1, this.#at += 1) {
      const digit = HEX.get(this.#bytes[this.#at] ?? 0);
      if (digit === undefined) throw this.#error();
      value = value * 16 + digit;
    }
    return value;
  }

  /** The next byte that is no white space, not yet consumed. */
  #peek(): number | undefined {
    for (;;) {
      const byte = this.#bytes[this.#at];
      if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) return byte;
      this.#at += 1;
    }
  }

  #error(): JsonSyntax {
    return new JsonSyntax(this.#at);
  }
}

const HEX: ReadonlyMap<number, number> = new Map([...'0123456789abcdefABCDEF'].map((digit) => [digit.charCodeAt(0), Number.parseInt(digit, 16)]));

function isScalarByte(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x7a) || byte === 0x2b || byte === 0x2d || byte === 0x2e || byte === 0x45;
}

const LEADS = [0, 0xc0, 0xe0, 0xf0] as const;

/** @returns bytes written */
function writeUtf8(out: Buffer, at: number, point: number): number {
  const tail = point < 0x80 ? 0 : point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
  out[at] = LEADS[tail] | (point >> (6 * tail));
  for (let i = 1; i <= tail; i += 1) out[at + i] = 0x80 | ((point >> (6 * (tail - i))) & 0x3f);
  return tail + 1;
}
