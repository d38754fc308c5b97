import * as core from '@piaozone/core';
import { describeAdapter } from '@piaozone/testkit/conformance';
import { describe, it } from 'vitest';
import { cosmicHarness } from './support/conformance/cosmic.js';
import { easHarness } from './support/conformance/eas.js';

/** The suite every adapter is held to, on our own three. */
for (const harness of [cosmicHarness('xinghan'), cosmicHarness('galaxy'), easHarness()]) describeAdapter(harness, core, { describe, it });
