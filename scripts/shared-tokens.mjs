// Shared tokens in full size: node scripts/shared-tokens.mjs [sqlite|postgres|redis …] [--processes 8] [--callers 100] [--tenants 50] [--seconds 30] [--life 6] [--kill]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runClock, storm } from '../tests/integration/support/shared-tokens.mjs';
import { buildSources } from './lib/build-sources.mjs';
import { canStart, packageOf, startService } from './lib/services.mjs';

const number = { type: 'string' };
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { processes: number, callers: number, tenants: number, seconds: number, life: number, kill: { type: 'boolean' } },
});
const size = (name, byDefault) => Number(values[name] ?? byDefault);
const [processes, callers, tenants, seconds, life] = [
  size('processes', 8),
  size('callers', 100),
  size('tenants', 50),
  size('seconds', 30),
  size('life', 6),
];
const stores = positionals.length > 0 ? positionals : ['sqlite', 'postgres', 'redis'];
const built = await buildSources({ sdk: 'tests/integration/support/shared-tokens-sdk.ts', testkit: 'packages/testkit/src/index.ts' });
const { MockClock, startMockPiaozone } = await import(join(built.folder, 'testkit.mjs'));
let failed = 0;
try {
  for (const kind of stores) if (!(await runOn(kind))) failed += 1;
} finally {
  built.remove();
}
process.exitCode = failed === 0 ? 0 : 1;

async function runOn(kind) {
  if (kind !== 'sqlite' && !canStart(kind)) {
    console.log(`${kind}: skipped, needs the Debian package ${packageOf(kind)}`);
    return true;
  }
  const folder = mkdtempSync(join(tmpdir(), 'piaozone-tokens-'));
  const service = kind === 'sqlite' ? undefined : await startService(kind, 'only-for-this-run');
  const clock = new MockClock({ frozenAt: Date.now() });
  const enterprises = Array.from({ length: tenants }, () => ({}));
  const mock = await startMockPiaozone({ clock, enterprises, settings: { tokenMode: 'new-kills-old', tokenLifeSeconds: life } });
  const stopClock = runClock(clock);
  try {
    const options = service === undefined ? { path: join(folder, 'tokens.db') } : { connection: service.url };
    const sdk = join(built.folder, 'sdk.mjs');
    const result = await storm({ mock, sdk, kind, options, processes, callers, durationMs: seconds * 1000, kill: values.kill });
    const ok = result.failed === 0 && result.mostRequests <= result.rightRequests && result.calls > 0;
    console.log(`${kind}: ${processes} × ${callers} × ${tenants}${values.kill ? ', holder killed' : ''}: ${ok ? 'ok' : 'FAILED'}`, result);
    return ok;
  } finally {
    stopClock();
    await mock.close();
    await service?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
