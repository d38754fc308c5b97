import { type CommandIo, processIo } from './io.js';
import { loadInstalledTestkit } from './mock/testkit.js';
import { runWith } from './run.js';

export type { CommandIo, Output, StopSignal } from './io.js';

/** Runs one command line (without `node` and script) on the given streams and returns the exit code: 0 done, 1 failed, 2 wrong usage. Never throws. */
export function run(argv: readonly string[], io: CommandIo): Promise<number> {
  return runWith(argv, io, loadInstalledTestkit);
}

/** The program `piaozone`: runs the process' own command line and sets its exit code. */
export async function main(): Promise<void> {
  // `piaozone … | head`: the reader has what it wanted.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  process.exitCode = await run(process.argv.slice(2), processIo());
}
