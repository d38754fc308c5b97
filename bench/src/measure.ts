import type { Caller } from './callers.js';

export interface Sample {
  readonly callsPerSecond: number;
  /** CPU of this process per call, microseconds. */
  readonly cpuMicros: number;
}

/** `calls` calls with `inFlight` at a time. */
async function run(caller: Caller, inFlight: number, calls: number): Promise<Sample> {
  let left = calls;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      await caller.call();
    }
  };
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: Math.min(inFlight, calls) }, worker));
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { callsPerSecond: calls / seconds, cpuMicros: (user + system) / calls };
}

/** Interleaved repetitions: what the machine does meanwhile meets every caller alike. */
export async function measure(
  callers: readonly Caller[],
  inFlight: number,
  { repetitions, secondsEach }: { readonly repetitions: number; readonly secondsEach: number },
): Promise<Map<string, Sample[]>> {
  const counts = new Map<string, number>();
  for (const caller of callers) {
    // The first run warms the code up, the second says how many calls fill the time.
    await run(caller, inFlight, inFlight * 2);
    const { callsPerSecond } = await run(caller, inFlight, Math.max(inFlight * 2, 20));
    counts.set(caller.name, Math.max(inFlight, 10, Math.round(callsPerSecond * secondsEach)));
  }
  const samples = new Map<string, Sample[]>(callers.map(({ name }) => [name, []]));
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    for (const caller of callers) samples.get(caller.name)?.push(await run(caller, inFlight, counts.get(caller.name) ?? 0));
  }
  return samples;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/** How much cheaper a call is, in CPU; median of the ratios within each repetition, so that a slow minute of the machine cancels out. */
export function ratio(of: readonly Sample[], to: readonly Sample[]): number {
  return median(of.map(({ cpuMicros }, index) => (to[index]?.cpuMicros ?? Number.NaN) / cpuMicros));
}
