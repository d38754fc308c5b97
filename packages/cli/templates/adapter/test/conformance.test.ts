import * as core from '@piaozone/core';
import { describeAdapter } from '@piaozone/testkit/conformance';
import { describe, it } from 'vitest';
import { harness } from './harness.js';

describeAdapter(harness, core, { describe, it });
