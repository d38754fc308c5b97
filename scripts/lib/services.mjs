// Private servers for tests: Redis and PostgreSQL as Debian installs them, each on a free loopback port in a folder of its own.
// They run under a keeper process that ends them when its standard input closes, so that not even a killed test run leaves one behind.
import { spawn } from 'node:child_process';
import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const KEEPER = fileURLToPath(new URL('service-keeper.mjs', import.meta.url));
const DEBIAN_POSTGRES = '/usr/lib/postgresql';
/** Program that shows whether a service is installed, and the Debian package that brings it. */
const SERVICES = { redis: ['redis-server', 'redis-server'], postgres: ['initdb', 'postgresql'] };

/** Path of an installed program; Debian keeps PostgreSQL's outside the search path. */
export function findProgram(name) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/sbin', '/usr/local/bin', ...postgresFolders()];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

/** True where `service` can be started. With CI=true it has to be: a test that cannot run is a failure there. */
export function canStart(service) {
  return process.env.CI === 'true' || findProgram(SERVICES[service][0]) !== undefined;
}

/** What a skipped test is called after. */
export function packageOf(service) {
  return SERVICES[service][1];
}

/**
 * Starts a server and waits until it takes connections.
 * @param service `redis` or `postgres`
 * @param password of its only user
 * @returns its URL, and `stop`, which resolves when it has ended and its folder is gone
 */
export async function startService(service, password) {
  const keeper = spawn(process.execPath, [KEEPER, service], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => keeper.once('exit', resolve));
  const stop = async () => {
    keeper.stdin.end();
    await ended;
  };
  keeper.stdin.write(`${JSON.stringify({ password })}\n`);
  let text = '';
  for await (const chunk of keeper.stdout) {
    text += chunk;
    if (text.includes('\n')) break;
  }
  if (!text.includes('\n')) {
    await stop();
    throw new Error(`${service} did not start`);
  }
  return { ...JSON.parse(text), stop };
}

function postgresFolders() {
  try {
    return readdirSync(DEBIAN_POSTGRES)
      .sort((a, b) => Number(b) - Number(a))
      .map((version) => join(DEBIAN_POSTGRES, version, 'bin'));
  } catch {
    return [];
  }
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
