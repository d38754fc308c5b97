import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import type { CommandIo, StopSignal } from '../../src/io.js';
import { type LoadTestkit, loadInstalledTestkit } from '../../src/mock/testkit.js';
import { runWith } from '../../src/run.js';

/** Mark of every planted secret (scripts/lib/canary.mjs); `npm test` fails when a run prints one. Joined here, so that no source holds it. */
export const CANARY = ['CANARY', '7f3a', 'secret'].join('-');

export interface CliResult {
  readonly code: number;
  readonly stdout: Buffer;
  readonly text: string;
  readonly stderr: string;
}

export interface CliInput {
  readonly stdin?: string | Buffer;
  readonly env?: Record<string, string>;
  readonly loadTestkit?: LoadTestkit;
}

/** A command that serves until it is told to stop. */
export class RunningCli {
  readonly #out: Buffer[] = [];
  readonly #err: Buffer[] = [];
  readonly #printed: Promise<void>;
  readonly #result: Promise<number>;
  #signal: ((signal: StopSignal) => void) | undefined;
  #markPrinted: () => void = () => {};

  constructor(argv: readonly string[], { stdin = '', env = {}, loadTestkit = loadInstalledTestkit }: CliInput = {}) {
    this.#printed = new Promise((resolve) => {
      this.#markPrinted = resolve;
    });
    const io: CommandIo = {
      stdin: Readable.from(stdin.length === 0 ? [] : [Buffer.from(stdin)]),
      stdout: { write: (text) => this.#take(this.#out, text) },
      stderr: { write: (text) => this.#take(this.#err, text) },
      env,
      onSignal: (listener) => {
        this.#signal = listener;
        return () => {
          this.#signal = undefined;
        };
      },
    };
    this.#result = runWith(argv, io, loadTestkit);
  }

  /** Resolves at the first output. */
  async firstOutput(): Promise<string> {
    await this.#printed;
    return Buffer.concat(this.#out).toString('utf8');
  }

  get listensForSignals(): boolean {
    return this.#signal !== undefined;
  }

  signal(signal: StopSignal): void {
    if (this.#signal === undefined) throw new Error('the command does not listen for signals');
    this.#signal(signal);
  }

  async result(): Promise<CliResult> {
    const code = await this.#result;
    const stdout = Buffer.concat(this.#out);
    return { code, stdout, text: stdout.toString('utf8'), stderr: Buffer.concat(this.#err).toString('utf8') };
  }

  #take(into: Buffer[], text: string | Buffer): void {
    into.push(Buffer.from(text));
    this.#markPrinted();
  }
}

export function cli(argv: readonly string[], input: CliInput = {}): Promise<CliResult> {
  return new RunningCli(argv, input).result();
}

interface Vector<Input, Expected> {
  readonly name: string;
  readonly input: Input;
  readonly expected: Expected;
}

export function vectors<Input, Expected>(kind: string): Vector<Input, Expected>[] {
  const file = new URL(`../../../core/test/vectors/${kind}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Vector<Input, Expected>[];
}
