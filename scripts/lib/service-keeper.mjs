// Runs one server in a temporary folder until standard input closes. Told `{"password": …}` on its first line, answers `{"url": …, "pid": …}` on one line.
import { execFileSync, spawn } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { findProgram } from './services.mjs';

const USER = 'piaozone';
const PORT_TRIES = 5;
const folder = mkdtempSync(join(tmpdir(), 'piaozone-service-'));
const lines = createInterface({ input: process.stdin });
const closed = new Promise((resolve) => lines.once('close', resolve));
let running;

process.on('exit', () => {
  running?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => process.exit(1));

const { password } = JSON.parse(await new Promise((resolve) => lines.once('line', resolve)));
const services = { redis: startRedis, postgres: startPostgres };
const { url, child } = await services[process.argv[2]]();
child.once('exit', () => process.exit(1));
console.log(JSON.stringify({ url, pid: child.pid }));
await closed;
child.removeAllListeners('exit');
const ended = new Promise((resolve) => child.once('exit', resolve));
// For Redis: now, without saving. For PostgreSQL: at once, without waiting for clients.
child.kill(process.argv[2] === 'redis' ? 'SIGKILL' : 'SIGQUIT');
await ended;
process.exit(0);

async function startRedis() {
  // In a file, so that no process list shows the password.
  const settings = join(folder, 'redis.conf');
  return onFreePort(async (port) => {
    writeFileSync(settings, `bind 127.0.0.1\nport ${port}\nrequirepass ${password}\nsave ""\nappendonly no\ndir ${folder}\n`, { mode: 0o600 });
    const child = spawn(required('redis-server'), [settings], { stdio: ['ignore', 'pipe', 'ignore'] });
    running = child;
    await said(child, child.stdout, 'Ready to accept connections');
    return { url: `redis://default:${password}@127.0.0.1:${port}`, child };
  });
}

/** PostgreSQL refuses to run as root, so root starts it as the user of the Debian package. */
async function startPostgres() {
  const owner = process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : {};
  const options = { cwd: folder, env: { PATH: process.env.PATH, LC_ALL: 'C' }, ...owner };
  const secret = join(folder, 'password');
  writeFileSync(secret, password, { mode: 0o600 });
  if (owner.uid !== undefined) for (const path of [folder, secret]) chownSync(path, owner.uid, owner.gid);
  const data = join(folder, 'data');
  const how = ['--auth=scram-sha-256', `--username=${USER}`, `--pwfile=${secret}`, '--encoding=UTF8', '--no-locale', '--no-sync'];
  execFileSync(required('initdb'), ['-D', data, ...how], { ...options, stdio: ['ignore', 'ignore', 'inherit'] });
  return onFreePort(async (port) => {
    const settings = { listen_addresses: '127.0.0.1', port, unix_socket_directories: '', fsync: 'off', max_connections: 100 };
    const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const child = spawn(required('postgres'), ['-D', data, ...args], { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
    running = child;
    await said(child, child.stderr, 'ready to accept connections');
    return { url: `postgres://${USER}:${password}@127.0.0.1:${port}/postgres`, child };
  });
}

/** Another process may take the port between our look and the server's start; then the next one is tried. */
async function onFreePort(start) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await start(await freePort());
    } catch (error) {
      if (tries === PORT_TRIES) throw error;
    }
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Waits for `text` in what the server prints, and goes on reading, lest it block. */
function said(child, stream, text) {
  return new Promise((resolve, reject) => {
    let printed = '';
    const ended = () => reject(new Error(`the server ended: ${printed.replaceAll(password, '***').slice(-500)}`));
    child.once('exit', ended);
    child.once('error', reject);
    stream.on('data', (chunk) => {
      if (printed.includes(text)) return;
      printed += chunk;
      if (!printed.includes(text)) return;
      child.off('exit', ended);
      resolve();
    });
  });
}

function required(program) {
  const path = findProgram(program);
  if (path === undefined) throw new Error(`${program} is not installed`);
  return path;
}

function idOf(option) {
  return Number(execFileSync('id', [option, 'postgres'], { encoding: 'utf8' }));
}
