import { describe, expect, it } from 'vitest';
import { showMainJob } from '../src/quick-start.js';

describe('npm start', () => {
  it('turns the bills of three ERPs into invoices and says so in its last line', async () => {
    const printed: string[] = [];
    expect(await showMainJob((line) => printed.push(line)), printed.join('\n')).toBe(true);
    expect(printed.at(-1)?.trim()).toBe('3 ERPs · 14 bills · 13 issued · 13 written back · 1 refused');
    const text = printed.join('\n');
    expect(text).toMatch(/AR-202611-0005.*refused/);
    // Four bills of 星瀚, one of them issued by a person, and five of 星空旗舰版.
    expect(text.match(/in-progress$/gm)).toHaveLength(9);
    expect(text.match(/callback P1[BR][0-9A-F]+ → issued/g)).toHaveLength(9);
    expect(text.match(/somebody issues it/g)).toHaveLength(1);
  });
});
