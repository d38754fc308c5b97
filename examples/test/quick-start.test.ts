import { describe, expect, it } from 'vitest';
import { showMainJob } from '../src/quick-start.js';

describe('npm start', () => {
  it('turns the bills of three ERPs into invoices and says so in its last line', async () => {
    const printed: string[] = [];
    expect(await showMainJob((line) => printed.push(line)), printed.join('\n')).toBe(true);
    expect(printed.at(-1)?.trim()).toBe('3 ERPs · 14 bills · 13 issued · 13 written back · 1 refused');
    expect(printed.join('\n')).toMatch(/AR-202611-0005.*refused/);
  });
});
