import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { naiveCaller, rawCaller, sdkCaller, wireJsonOf } from './callers.js';
import { requestOf } from './fixture.js';
import { measure, median, ratio, type Sample } from './measure.js';
import { toWire } from './wire.js';
import { xmlLines } from './xml.js';

interface Goal {
  readonly against: 'raw' | 'naive';
  readonly atLeast: number;
}

interface Case {
  readonly inFlight: number;
  readonly kilobytes: number;
  readonly goals: readonly Goal[];
}

const CASES: readonly Case[] = [
  { inFlight: 1, kilobytes: 2, goals: [] },
  { inFlight: 1, kilobytes: 100, goals: [] },
  {
    inFlight: 64,
    kilobytes: 2,
    goals: [
      { against: 'raw', atLeast: 0.55 },
      { against: 'naive', atLeast: 4 },
    ],
  },
  {
    inFlight: 64,
    kilobytes: 100,
    goals: [
      { against: 'raw', atLeast: 0.55 },
      { against: 'naive', atLeast: 12 },
    ],
  },
];

const { values: options } = parseArgs({ options: { quick: { type: 'boolean', default: false }, assert: { type: 'boolean', default: false } } });
const effort = options.quick ? { repetitions: 3, secondsEach: 0.3 } : { repetitions: 9, secondsEach: 1 };

const server = fork(fileURLToPath(new URL('./server.js', import.meta.url)));
const [port] = (await once(server, 'message')) as [number];
const baseUrl = `http://127.0.0.1:${port}`;

const rows: string[][] = [];
let missed = 0;
for (const { inFlight, kilobytes, goals } of CASES) {
  const request = await requestOfSize(kilobytes * 1024);
  const json = await wireJsonOf(request);
  if (JSON.stringify(toWire(request)) !== json) throw new Error('the hand-written mapping differs from what the SDK sends');
  const callers = [rawCaller(baseUrl, request), sdkCaller(baseUrl, request), naiveCaller(baseUrl, request)];
  for (const caller of callers) {
    const number = await caller.call();
    if (number !== '00000001') throw new Error(`${caller.name} did not read the answer: ${number}`);
  }
  const samples = await measure(callers, inFlight, effort);
  for (const caller of callers) await caller.close();
  const of = (name: string): readonly Sample[] => samples.get(name) ?? [];
  const verdicts = goals.map(({ against, atLeast }) => {
    const met = ratio(of('sdk'), of(against)) >= atLeast;
    if (!met) missed += 1;
    return `≥ ${atLeast} × ${against}: ${met ? 'met' : 'MISSED'}`;
  });
  rows.push([
    String(inFlight),
    `${(Buffer.byteLength(json) / 1024).toFixed(1)} KB`,
    ...['raw', 'sdk', 'naive'].map((name) => median(of(name).map(({ callsPerSecond }) => callsPerSecond)).toFixed(0)),
    ...['raw', 'sdk', 'naive'].map((name) => median(of(name).map(({ cpuMicros }) => cpuMicros)).toFixed(0)),
    ratio(of('sdk'), of('raw')).toFixed(2),
    ratio(of('sdk'), of('naive')).toFixed(1),
    verdicts.join(', ') || '–',
  ]);
}
server.disconnect();

const head = ['in flight', 'JSON', 'raw/s', 'sdk/s', 'naive/s', 'raw µs CPU', 'sdk µs CPU', 'naive µs CPU', 'sdk:raw', 'sdk:naive', 'goals'];
console.log(`Issuing calls over loopback, Node ${process.versions.node}; medians of ${effort.repetitions} interleaved repetitions.`);
console.log('raw = node:http + node:crypto by hand; naive = axios defaults + crypto-js; all three map, sign, encrypt, POST and parse.');
console.log(
  'raw = 手写 node:http + node:crypto；naive = axios 默认设置 + crypto-js；三者都映射、签名、加密、发送并解析；比值按每次调用的 CPU 计。\n',
);
console.log(table([head, ...rows]));

const xml = await xmlLines(options.quick);
missed += xml.missed;
console.log('\nReading a SOAP reply, MB/s by CPU; fast-xml-parser with its validator, as strict. 读取 SOAP 应答，每 CPU 秒 MB。\n');
console.log(table([['reply', 'sdk', 'fast-xml-parser', 'ratio', 'goal'], ...xml.lines]));
if (options.assert && missed > 0) process.exitCode = 1;

/** As few lines as bring the JSON to `bytes`. */
async function requestOfSize(bytes: number) {
  let [low, high] = [1, 1000];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (Buffer.byteLength(await wireJsonOf(requestOf(middle))) >= bytes) high = middle;
    else low = middle + 1;
  }
  return requestOf(low);
}

function table(lines: readonly (readonly string[])[]): string {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const last = widths.length - 1;
  return lines.map((line) => line.map((cell, column) => (column === last ? cell : cell.padStart(widths[column] ?? 0))).join('  ')).join('\n');
}
