import type { Readable } from 'node:stream';

export type StopSignal = 'SIGINT' | 'SIGTERM';

export interface Output {
  /** Somebody is watching: what moves the cursor may be written. */
  readonly isTTY?: boolean;
  write(text: string | Buffer): unknown;
}

/** Everything a command touches outside itself, so that tests can hold it in their hands. */
export interface CommandIo {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Calls `listener` at the first SIGINT or SIGTERM; the returned function takes it back. */
  readonly onSignal: (listener: (signal: StopSignal) => void) => () => void;
}

export function processIo(): CommandIo {
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    onSignal(listener) {
      const take = (signal: NodeJS.Signals) => {
        // A second signal, while the first one is still being obeyed, ends the process at once.
        release();
        listener(signal as StopSignal);
      };
      const stopWatching = watchNpx(() => take('SIGTERM'));
      const release = () => {
        stopWatching();
        process.off('SIGINT', take);
        process.off('SIGTERM', take);
      };
      process.on('SIGINT', take);
      process.on('SIGTERM', take);
      return release;
    },
  };
}

const PARENT_CHECK_MS = 500;

/**
 * npx puts a shell between itself and us that dies of SIGTERM without passing it on; we would serve for ever, holding ports and pipes.
 * Under npx the end of the parent is therefore the signal.
 */
function watchNpx(onParentEnd: () => void): () => void {
  if (process.env['npm_command'] !== 'exec') return () => {};
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid !== parent) onParentEnd();
  }, PARENT_CHECK_MS);
  return () => clearInterval(timer);
}

/** All of stdin, byte for byte. */
export async function readAll(io: CommandIo): Promise<Buffer> {
  return readStart(io, Number.POSITIVE_INFINITY);
}

/** Stdin up to the chunk that brings it to `bytes`; what follows is not waited for. */
export async function readStart(io: CommandIo, bytes: number): Promise<Buffer> {
  if (io.stdin.isTTY === true) {
    io.stderr.write('从键盘读取输入，以 Ctrl-D（Windows：Ctrl-Z 回车）结束 / reading from the keyboard, end with Ctrl-D (Windows: Ctrl-Z, Enter)\n');
  }
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of io.stdin) {
    const read = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Buffer);
    chunks.push(read);
    length += read.length;
    if (length >= bytes) break;
  }
  return Buffer.concat(chunks);
}
