import * as core from '@piaozone/core';
import { describe, expect, it } from 'vitest';
import { adapterCases, runConformance } from '../../src/conformance.js';
import { MUTATIONS } from './broken/mutations.js';
import { brokenHarness } from './broken/render.js';

/** The whole suite each time; a watchdog. */
const TIMEOUT_MS = 120_000;

describe('broken adapters', () => {
  it.each(MUTATIONS.map((mutation) => [mutation.name, mutation.convictedBy, mutation] as const))(
    '%s is convicted by %s',
    async (_, intended, mutation) => {
      const { harness, remove } = await brokenHarness(mutation);
      try {
        const { results } = await runConformance(harness, core);
        const failed = results.filter(({ status }) => status === 'failed');
        expect(failed.map(({ id }) => id).sort()).toEqual([intended, ...(mutation.also ?? [])].sort());
        const rule = adapterCases.find(({ id }) => id === intended)?.rule;
        const { detail } = failed.find(({ id }) => id === intended) ?? {};
        expect(detail).toContain(`${rule?.en} / ${rule?.zh}\n`);
      } finally {
        remove();
      }
    },
    TIMEOUT_MS,
  );
});
