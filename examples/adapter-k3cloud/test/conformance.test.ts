import * as core from '@piaozone/core';
import { describeAdapter } from '@piaozone/testkit/conformance';
import { describe, it } from 'vitest';
import { harnessFor } from './harness.js';

const NO_SESSION = 'calls are signed one by one: there is no login and no session';

describeAdapter(harnessFor('sign'), core, { describe, it });
describeAdapter(harnessFor('app-secret'), core, { describe, it });
describeAdapter(harnessFor('password'), core, { describe, it });
describeAdapter(
  harnessFor('signed-calls', {
    skips: {
      'sessions/one-login': NO_SESSION,
      'sessions/renewed': NO_SESSION,
      'sessions/no-loop': NO_SESSION,
      'sessions/tenants': NO_SESSION,
    },
  }),
  core,
  { describe, it },
);
