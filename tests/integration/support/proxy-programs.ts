import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Debian packages; as a developer's machine may lack them, their tests are skipped there by name, and fail in CI. */
export type ProxyProgram = 'tinyproxy' | 'squid';

export function isMissing(program: ProxyProgram): boolean {
  return process.env['CI'] !== 'true' && programPath(program) === undefined;
}

export interface ProxyProgramOptions {
  /** Demanded by Basic. tinyproxy takes letters, digits, `.`, `_` and `-` only. */
  readonly account?: { readonly user: string; readonly password: string };
  /** A host the proxy refuses to pass on. */
  readonly blockedHost: string;
  /** Names only the proxy can resolve; squid only. */
  readonly hosts?: Readonly<Record<string, string>>;
}

export interface RunningProxy {
  /** `127.0.0.1:<port>` */
  readonly address: string;
  /** Ends the program at once, as a crash would, and waits for its end. */
  kill(): Promise<void>;
  /** Ends the program and removes its folder. */
  stop(): Promise<void>;
  /** What it wrote to its logs. */
  log(): string;
}

/** Starts a real proxy with a configuration of its own in a temporary folder, on a free port of loopback. */
export async function startProxyProgram(program: ProxyProgram, options: ProxyProgramOptions): Promise<RunningProxy> {
  const path = programPath(program);
  if (path === undefined) throw new Error(`${program} is not installed; apt-get install ${program}`);
  const folder = mkdtempSync(join(tmpdir(), `piaozone-${program}-`));
  const port = await freePort();
  const args = program === 'squid' ? squid(folder, port, options) : tinyproxy(folder, port, options);
  const out = openSync(join(folder, 'log'), 'a', 0o666);
  const child = spawn(path, args, { stdio: ['ignore', out, out], cwd: folder });
  closeSync(out);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const log = () => readFileSync(join(folder, 'log'), 'utf8');
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await ended;
  };
  const stop = async () => {
    await end('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await listening(port, child);
  } catch (error) {
    const said = log();
    await stop();
    throw new Error(`${program} did not start: ${String(error)}\n${said}`);
  }
  return { address: `127.0.0.1:${port}`, kill: () => end('SIGKILL'), stop, log };
}

function programPath(program: ProxyProgram): string | undefined {
  const found = spawnSync('sh', ['-c', `command -v ${program} || command -v /usr/sbin/${program}`], { encoding: 'utf8' }).stdout?.trim();
  return found === '' ? undefined : found;
}

function tinyproxy(folder: string, port: number, { account, blockedHost }: ProxyProgramOptions): string[] {
  const lines = [
    `Port ${port}`,
    'Listen 127.0.0.1',
    'Allow 127.0.0.1',
    'Timeout 600',
    'MaxClients 300',
    `LogFile "${join(folder, 'log')}"`,
    'LogLevel Info',
    `Filter "${join(folder, 'filter')}"`,
    'FilterDefaultDeny No',
    ...(account === undefined ? [] : [`BasicAuth ${account.user} ${account.password}`]),
  ];
  writeFileSync(join(folder, 'filter'), `^${blockedHost.replaceAll('.', '\\.')}$\n`);
  writeFileSync(join(folder, 'conf'), `${lines.join('\n')}\n`);
  return ['-d', '-c', join(folder, 'conf')];
}

/** User and group `proxy` of Debian, which squid becomes when started by root. */
const PROXY_ID = 13;

function squid(folder: string, port: number, { account, blockedHost, hosts = {} }: ProxyProgramOptions): string[] {
  const file = (name: string) => join(folder, name);
  const spool = file('spool');
  mkdirSync(spool);
  writeFileSync(
    file('hosts'),
    `127.0.0.1 localhost\n${Object.entries(hosts)
      .map(([name, address]) => `${address} ${name}\n`)
      .join('')}`,
  );
  if (account !== undefined) {
    const hash = execFileSync('openssl', ['passwd', '-apr1', '-stdin'], { input: account.password, encoding: 'utf8' }).trim();
    writeFileSync(file('users'), `${account.user}:${hash}\n`);
  }
  const lines = [
    `http_port 127.0.0.1:${port}`,
    `hosts_file ${file('hosts')}`,
    `pid_filename ${file('pid')}`,
    `cache_log ${file('cache.log')}`,
    `coredump_dir ${spool}`,
    'access_log none',
    'logfile_rotate 0',
    'cache deny all',
    'cache_mem 8 MB',
    'pinger_enable off',
    'netdb_filename none',
    'shutdown_lifetime 0 seconds',
    'visible_hostname proxy.test',
    ...(account === undefined
      ? []
      : [
          `auth_param basic program /usr/lib/squid/basic_ncsa_auth ${file('users')}`,
          'auth_param basic children 2 startup=1',
          'auth_param basic realm proxy',
          'acl users proxy_auth REQUIRED',
        ]),
    `acl blocked dstdomain ${blockedHost}`,
    'http_access deny blocked',
    account === undefined ? 'http_access allow all' : 'http_access allow users',
    'http_access deny all',
  ];
  writeFileSync(file('conf'), `${lines.join('\n')}\n`);
  if (process.getuid?.() === 0) {
    chmodSync(folder, 0o755);
    for (const path of [folder, spool]) chownSync(path, PROXY_ID, PROXY_ID);
  }
  return ['-N', '-f', file('conf')];
}

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

/** Ten times what a slow start needs. */
const WATCHDOG_MS = 30_000;

async function listening(port: number, child: ChildProcess): Promise<void> {
  const giveUpAt = performance.now() + WATCHDOG_MS;
  while (performance.now() < giveUpAt) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`it ended with ${child.exitCode ?? child.signalCode}`);
    const open = await new Promise<boolean>((resolve) => {
      const socket = net.connect(port, '127.0.0.1', () => resolve(true));
      socket.once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`nothing listens on ${port}`);
}
