import { inspect } from 'node:util';

const HIDDEN = '[secret]';

/** Holds a secret so that no log, template string, `inspect` or JSON shows it. Only `reveal()` gives it out. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The plain value; call it where the bytes are made, keep nothing of it. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [inspect.custom](): string {
    return HIDDEN;
  }
}
