import * as core from '@piaozone/core';
import { describe, expect, it } from 'vitest';
import { harness } from '../../../cli/templates/adapter/test/harness.js';
import { adapterCases, describeAdapter, runConformance } from '../../src/conformance.js';

/** What does not apply to the template: each is skipped by the case itself, with its reason. */
const SKIPPED = ['units/tree', 'vouchers/created', 'vouchers/reply-lost'];

describe('the template of the kit', () => {
  it('passes the whole suite', async () => {
    const { failed, warned, results } = await runConformance(harness, core);
    const notPassed = results.filter(({ status }) => status !== 'passed');
    expect(notPassed.map(({ id, status, detail }) => [id, status, typeof detail])).toEqual(SKIPPED.map((id) => [id, 'skipped', 'string']));
    expect({ failed, warned, cases: results.length }).toEqual({ failed: 0, warned: 0, cases: adapterCases.length });
  }, 120_000);
});

// The binding, with the runner that this very file runs in.
describeAdapter(harness, core, { describe, it });
