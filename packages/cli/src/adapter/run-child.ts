import { spawn } from 'node:child_process';
import type { CommandIo } from '../io.js';

export interface ChildResult {
  /** `null` when it was ended by a signal or could not be started. */
  readonly code: number | null;
  /** Both streams as they came, the last part of them. */
  readonly output: string;
}

const KEPT_CHARACTERS = 200_000;

/** Runs a program in `folder` until its end; a signal to us ends it. Never rejects. */
export function runChild(
  command: string,
  args: readonly string[],
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
  io: CommandIo,
): Promise<ChildResult> {
  return new Promise((resolve) => {
    let output = '';
    const take = (chunk: Buffer) => {
      output = `${output}${chunk.toString('utf8')}`.slice(-KEPT_CHARACTERS);
    };
    // npm is a command file on Windows, which only a shell starts; the arguments are our own.
    const shell = process.platform === 'win32' && command === 'npm';
    const child = spawn(command, [...args], { cwd: folder, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'], shell });
    const release = io.onSignal((signal) => child.kill(signal));
    const end = (code: number | null) => {
      release();
      resolve({ code, output });
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', (error) => {
      output = `${output}${error.message}\n`;
      end(null);
    });
    child.on('close', end);
  });
}

/** The last lines, without colours. */
export function tail(output: string, count: number): string[] {
  const start = String.fromCharCode(27);
  const plain = output.replaceAll(new RegExp(`${start}\\[[0-9;]*m`, 'g'), '');
  return plain
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .slice(-count);
}
