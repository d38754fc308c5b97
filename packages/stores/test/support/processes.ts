import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('child.mjs', import.meta.url));

/** A process with its own connection to the file. */
export class StoreProcess {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  static async start(module: string, path: string): Promise<StoreProcess> {
    // Not the options of vitest's own worker.
    const started = new StoreProcess(fork(SCRIPT, [module, path], { execArgv: [] }));
    await started.#answer();
    return started;
  }

  async tell(action: string, input?: unknown): Promise<unknown> {
    const answer = this.#answer();
    this.#child.send({ action, input });
    return answer;
  }

  /** Ends it as a power switch would: nothing is flushed or closed. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }

  #answer(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const settle = (message: { result?: unknown; error?: string }) => {
        this.#child.off('exit', ended);
        if (message.error === undefined) resolve(message.result);
        else reject(new Error(message.error));
      };
      const ended = () => {
        this.#child.off('message', settle);
        reject(new Error('the process ended without an answer'));
      };
      this.#child.once('message', settle);
      this.#child.once('exit', ended);
    });
  }
}
