import { describe, expect, it } from 'vitest';
import { STORMS, storm } from './support/cosmic-storm.js';

/** Small; `scripts/flagship-storm.mjs` runs the full size. */
const BILLS = 80;

describe('bills of an ERP on 苍穹 through the flagship edition, the cloud misbehaving', () => {
  it.each(STORMS)(
    '$erp, $mode, callbacks $callbacks: as in the books of the cloud, none twice',
    async (options) => {
      const { wrong, ends, delivered, invoices } = await storm({ ...options, bills: BILLS });
      expect(wrong).toEqual([]);
      // Of twenty kinds two fail for good and one is never decided.
      expect(ends).toEqual({ issued: (BILLS / 20) * 17, failed: (BILLS / 20) * 2, open: BILLS / 20 });
      expect(delivered > BILLS).toBe(options.callbacks !== 'none');
      expect(invoices > BILLS).toBe(options.mode === 'bill-push');
    },
    120_000,
  );
});
