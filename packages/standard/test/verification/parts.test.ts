import { Readable } from 'node:stream';
import { parseExact } from '@piaozone/core';
import { describe, expect, it } from 'vitest';
import { airTicket, createMemoryCheckLedger, createMemoryResultCache, trainTicket } from '../../src/index.js';
import { readInvoiceFile } from '../../src/verification/file-input.js';
import { chooseBoundary } from '../../src/verification/multipart.js';
import { decodeAnswer, encodeAnswer } from '../../src/verification/result.js';

describe('parts of verification', () => {
  it('reads no more of a stream than shows that it is too large', async () => {
    let given = 0;
    const endless = Readable.from(
      (function* () {
        for (;;) {
          given += 1;
          if (given > 1000) throw new Error('read on and on');
          yield Buffer.alloc(10, 'x');
        }
      })(),
    );
    await expect(readInvoiceFile({ stream: endless, type: 'pdf' }, 100)).rejects.toMatchObject({
      problems: [{ message: { en: expect.stringContaining('split') } }],
    });
  });

  it('keeps a cached result until its time, not at it', async () => {
    const cache = createMemoryResultCache();
    await cache.set('a', 'value', 100);
    expect(await cache.get('a', 99)).toBe('value');
    expect(await cache.get('a', 100)).toBeUndefined();
    expect(await cache.get('a', 99)).toBeUndefined();
  });

  it('counts all keys or none, and a day apart from the next', async () => {
    const ledger = createMemoryCheckLedger();
    expect(await ledger.take(['a'], '2024-05-10', 2)).toBe(true);
    expect(await ledger.take(['a', 'b'], '2024-05-10', 2)).toBe(true);
    expect(await ledger.take(['b', 'a'], '2024-05-10', 2)).toBe(false);
    expect(await ledger.take(['b'], '2024-05-10', 2)).toBe(true);
    expect(await ledger.take(['b'], '2024-05-10', 2)).toBe(false);
    expect(await ledger.take(['b'], '2024-05-11', 2)).toBe(true);
    await ledger.giveBack(['b'], '2024-05-10');
    expect(await ledger.take(['b'], '2024-05-10', 2)).toBe(true);
  });

  it('separates by a boundary that the content does not hold', () => {
    const first = chooseBoundary(Buffer.alloc(0), '123');
    expect(chooseBoundary(Buffer.from(`--${first}--`), '123')).toBe(`${first}x`);
  });

  it('writes and reads an answer exactly', () => {
    const answer = { code: '0000', description: '成功', data: parseExact('{"n":12345678901234567890,"a":0.10,"t":"😀"}'), at: 1_700_000_000_000 };
    expect(encodeAnswer(decodeAnswer(encodeAnswer(answer)) as never)).toBe(encodeAnswer(answer));
    for (const other of ['', 'null', '{"code":"0000"}', '[]']) expect(decodeAnswer(other)).toBeUndefined();
  });

  it('reads train and air tickets', () => {
    const raw = parseExact('{"trainNum":"G1","totalAmount":553.50,"flightNum":"CA1","seat":null,"carrieDate":"2024-05-01"}') as never;
    expect(trainTicket(raw)).toEqual({ trainNum: 'G1', totalAmount: '553.50' });
    expect(airTicket(raw)).toEqual({ totalAmount: '553.50', flightNum: 'CA1', carrieDate: '2024-05-01' });
  });
});
