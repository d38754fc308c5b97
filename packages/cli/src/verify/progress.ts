import type { Output } from '../io.js';

const WIDTH = 30;
const CLEAR = '\r\u001b[K';

/** A bar on a terminal, nothing anywhere else. */
export class ProgressBar {
  readonly #output: Output;
  readonly #total: number;
  #shown = '';

  constructor(output: Output, total: number) {
    this.#output = output;
    this.#total = total;
  }

  /** @param done files that are finished, failed ones included */
  show(done: number, failed: number): void {
    if (this.#output.isTTY !== true) return;
    const part = this.#total === 0 ? 1 : Math.min(1, done / this.#total);
    const filled = Math.round(part * WIDTH);
    const line = `[${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)}] ${done}/${this.#total}${failed === 0 ? '' : ` ✖ ${failed}`}`;
    if (line === this.#shown) return;
    this.#shown = line;
    this.#output.write(`${CLEAR}${line}`);
  }

  /** Leaves the line empty for what is printed next. */
  clear(): void {
    if (this.#shown !== '') this.#output.write(CLEAR);
    this.#shown = '';
  }
}
