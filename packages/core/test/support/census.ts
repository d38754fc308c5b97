import { createHook } from 'node:async_hooks';
import { onTestFinished } from 'vitest';

/** What a call may leave behind: sockets (accepted ones too), listening servers, name look-ups and timers, unreferenced ones included. */
const COUNTED: ReadonlySet<string> = new Set(['TCPWRAP', 'TCPSERVERWRAP', 'GETADDRINFOREQWRAP', 'Timeout']);
/** Timers of the test runner, and the one-second cache behind Node's `Date` header. */
const NOT_OURS = /node_modules[/\\](?:vitest|@vitest|tinypool|birpc)|utcDate|resetCache/;
const WATCHDOG_MS = 10_000;

export interface Census {
  /** One line per handle made since the census began that is still alive. */
  alive(): string[];
  /** Resolves as soon as nothing is alive. @throws with the lines of {@link alive} when that does not come */
  none(): Promise<void>;
}

/**
 * Counts sockets and timers made from now on until the test ends. `process.getActiveResourcesInfo()` would not do: it leaves out what is unreferenced,
 * and that is how Node's agents keep their idle sockets. Start it before clients and servers are made, ask for `none()` after they were closed.
 */
export function startCensus(): Census {
  const living = new Map<number, string>();
  const hook = createHook({
    init(id, type) {
      if (!COUNTED.has(type)) return;
      const stack = new Error(type).stack ?? '';
      if (!NOT_OURS.test(stack)) living.set(id, `${type} ${whereOf(stack)}`);
    },
    destroy(id) {
      living.delete(id);
    },
  }).enable();
  onTestFinished(() => {
    hook.disable();
  });
  const alive = () => [...living.values()];
  return {
    alive,
    async none() {
      const giveUpAt = performance.now() + WATCHDOG_MS;
      while (living.size > 0) {
        if (performance.now() > giveUpAt) throw new Error(`still alive:\n${alive().join('\n')}`);
        // Handles end in the event loop: let it turn.
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}

/** The first lines outside Node, else the innermost ones. */
function whereOf(stack: string): string {
  const lines = stack.split('\n').slice(2);
  const ours = lines.filter((line) => !line.includes('node:'));
  return (ours.length > 0 ? ours : lines)
    .slice(0, 3)
    .map((line) => line.trim())
    .join(' < ');
}
