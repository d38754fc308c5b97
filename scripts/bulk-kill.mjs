// Bulk runner under SIGKILL: node scripts/bulk-kill.mjs [--files 2000] [--kills 5] [--workers 8] [--seed 1]
// Every file is verified by a program that is killed at random moments and started again. No result may be missing or wrong; a kill may cost one repeated call per worker.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildSources } from './lib/build-sources.mjs';

const text = { type: 'string' };
const { values } = parseArgs({ options: { files: text, kills: text, workers: text, seed: text } });
const [files, kills, workers] = [Number(values.files ?? 2000), Number(values.kills ?? 5), Number(values.workers ?? 8)];
const seed = values.seed ?? String(Date.now());
const random = seededRandom(seed);
const folder = mkdtempSync(join(tmpdir(), 'piaozone-bulk-'));
const documents = join(folder, 'documents');
mkdirSync(documents);
const numbers = new Map();
for (let i = 0; i < files; i += 1) {
  const content = Buffer.from(`%PDF-1.4 invoice ${i} of run ${seed}`);
  writeFileSync(join(documents, `invoice-${String(i).padStart(5, '0')}.pdf`), content);
  numbers.set(
    content.toString('base64'),
    String(10 ** 19 + i)
      .replace(/^1/, '2')
      .padStart(20, '2'),
  );
}
const calls = new Map();
let total = 0;
let onCall = () => {};
const server = createServer(answer);
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const built = await buildSources({ worker: 'tests/integration/support/bulk-worker.ts' });
const output = join(folder, 'output.json');
const settings = {
  baseUrl: `http://127.0.0.1:${server.address().port}`,
  folder: documents,
  checkpoint: join(folder, 'checkpoint.jsonl'),
  output,
  workers,
  secret: 'only-for-this-run',
};
const program = `import(${JSON.stringify(join(built.folder, 'worker.mjs'))}).then(({ run }) => run(JSON.parse(process.env.BULK_SETTINGS)))`;
try {
  const done = [];
  for (let kill = 1; kill <= kills; kill += 1) {
    // Anywhere in an equal share of what is left, counted in calls and not in time.
    const share = Math.floor((files - total) / (kills - kill + 2));
    const end = await start(total + 1 + Math.floor(random() * Math.max(1, share)));
    done.push(end);
  }
  const last = await start(Number.POSITIVE_INFINITY);
  report([...done, last]);
} finally {
  server.closeAllConnections();
  server.close();
  built.remove();
  rmSync(folder, { recursive: true, force: true });
}

/** Runs the program, and kills it a little after the given number of calls has been seen. */
function start(killAt) {
  const child = spawn(process.execPath, ['-e', program], { env: { ...process.env, BULK_SETTINGS: JSON.stringify(settings) }, stdio: 'inherit' });
  onCall = () => {
    if (total < killAt) return;
    onCall = () => {};
    setTimeout(() => child.kill('SIGKILL'), Math.floor(random() * 8));
  };
  return new Promise((resolve) => child.on('exit', (code, signal) => resolve(signal ?? code)));
}

function report(ends) {
  const { summary, results } = JSON.parse(readFileSync(output, 'utf8'));
  const expected = new Map([...numbers.values()].map((number, i) => [`invoice-${String(i).padStart(5, '0')}.pdf`, number]));
  const wrong = [...expected].filter(([name, number]) => results.filter(([got, value]) => got === name && value === number).length !== 1).length;
  const killed = ends.filter((end) => end === 'SIGKILL').length;
  const repeated = total - files;
  const ok = ends.at(-1) === 0 && wrong === 0 && results.length === files && killed === kills && repeated >= 0 && repeated <= kills * workers;
  const most = Math.max(...calls.values());
  console.log(`seed ${seed}: ${files} files, ${killed} kills, ${workers} workers: ${ok ? 'ok' : 'FAILED'}`, {
    wrong,
    calls: total,
    repeated,
    most,
    ...summary,
  });
  process.exitCode = ok ? 0 : 1;
}

/** The cloud, as far as this run needs it. */
async function answer(request, response) {
  const chunks = [];
  try {
    for await (const chunk of request) chunks.push(chunk);
  } catch {
    return;
  }
  if (request.url.startsWith('/base/oauth/token')) {
    send(response, { errcode: '0000', description: '操作成功', access_token: 'f'.repeat(32), token_type: 'bearer', expires_in: 3600 });
    return;
  }
  const body = Buffer.concat(chunks).toString('latin1');
  const key = createHash('sha256').update(body).digest('hex');
  calls.set(key, (calls.get(key) ?? 0) + 1);
  total += 1;
  onCall();
  const data = { invoiceType: '26', invoiceNo: numbers.get(body), invoiceDate: '2024-05-01', cancelMark: 'N', totalAmount: '0.10' };
  setTimeout(() => send(response, { errcode: '0000', description: '成功', data }), Math.floor(random() * 6));
}

function send(response, value) {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}

function seededRandom(text) {
  let state = createHash('sha256').update(text).digest().readUInt32LE(0);
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
