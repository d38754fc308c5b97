import { CommanderError } from 'commander';
import { describeFailure, EXIT_USAGE, QuietExit, usageFailure } from './failure.js';
import type { CommandIo } from './io.js';
import type { LoadTestkit } from './mock/testkit.js';
import { buildProgram } from './program.js';
import { describeUsage } from './usage.js';

/** Runs one command line (without `node` and script) and returns the exit code: 0 done, 1 failed, 2 wrong usage. Never throws. */
export async function runWith(argv: readonly string[], io: CommandIo, loadTestkit: LoadTestkit): Promise<number> {
  try {
    await buildProgram(io, loadTestkit).parseAsync([...argv], { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof QuietExit) return error.exitCode;
    if (!(error instanceof CommanderError)) return report(error, io);
    if (error.exitCode === 0) return 0;
    // No command at all: commander has printed the help, which says it better.
    return error.code === 'commander.help' ? EXIT_USAGE : report(usageFailure(describeUsage(error)), io);
  }
}

function report(error: unknown, io: CommandIo): number {
  const { line, exitCode } = describeFailure(error);
  io.stderr.write(`${line}\n`);
  return exitCode;
}
