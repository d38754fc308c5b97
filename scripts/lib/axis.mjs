// A real Apache Axis 1.4 for tests (Debian: libaxis-java, default-jdk-headless): compiles tests/axis once per content, starts it on free loopback ports.
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findProgram } from './services.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const HOME = join(root, 'tests', 'axis');
const CACHE = join(root, 'node_modules', '.cache', 'piaozone-axis');
const JAVA_FOLDER = '/usr/share/java';
const JARS = ['axis', 'axis-jaxrpc', 'axis-saaj', 'commons-logging', 'commons-discovery', 'wsdl4j', 'javax.mail', 'javax.activation'].map((name) =>
  join(JAVA_FOLDER, `${name}.jar`),
);
/** Settings that make the reply forms (eas-and-imaging §5.2). */
const FORMS = {
  1: { typeMappingVersion: '1.2', sendMultiRefs: 'true' },
  2: { typeMappingVersion: '1.1', sendMultiRefs: 'true' },
  3: { typeMappingVersion: '1.1', sendMultiRefs: 'false' },
};
/** Class files of Java 8: Axis reads the names of parts from their debug data, and its reader is older than later formats. */
const COMPILER = ['--release', '8', '-g', '-encoding', 'UTF-8', '-nowarn', '-Xlint:-options'];

/** True where Axis can be started. With CI=true it has to be: a test that cannot run is a failure there. */
export function canStartAxis() {
  return process.env.CI === 'true' || missingPackage() === undefined;
}

/** The Debian package that is missing; what a skipped test is called after. */
export function missingPackage() {
  if (findProgram('javac') === undefined || findProgram('java') === undefined) return 'default-jdk-headless';
  return existsSync(JARS[0]) ? undefined : 'libaxis-java';
}

/**
 * Starts Axis and waits until it says that it listens.
 * @param form of its replies: 1, 2 or 3
 * @returns its loopback port, and `stop`, which resolves when the process has ended and its folder is gone
 */
export async function startAxis(form) {
  const missing = missingPackage();
  if (missing !== undefined) throw new Error(`${missing} is not installed; apt-get install ${missing}`);
  const classes = compiled();
  const folder = mkdtempSync(join(tmpdir(), 'piaozone-axis-'));
  const wsdd = join(folder, 'eas.wsdd');
  writeFileSync(
    wsdd,
    readFileSync(join(HOME, 'eas.wsdd'), 'utf8').replace(/"@(\w+)@"/g, (_, name) => `"${FORMS[form][name]}"`),
  );
  const classPath = [classes, ...JARS].join(delimiter);
  // A small machine: one JIT level and the serial collector start faster than they are missed. Null pointers say no more than those of older JDKs.
  const options = [
    '-XX:-ShowCodeDetailsInExceptionMessages',
    '-XX:+UseSerialGC',
    '-XX:TieredStopAtLevel=1',
    '-Xshare:auto',
    '-Djava.net.preferIPv4Stack=true',
  ];
  // Ends by itself when its standard input closes, so that not even a killed test run leaves it behind.
  const child = spawn(findProgram('java'), [...options, '-cp', classPath, 'eastest.Main', wsdd], { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const stop = async () => {
    child.ref();
    child.stdin.end();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const port = await readiness(child);
    // Whoever started it may end without stopping it.
    for (const part of [child, child.stdin, child.stdout, child.stderr]) part.unref();
    return { port, pid: child.pid, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The folder of class files, made once for each content of the sources and each compiler. */
function compiled() {
  const sources = readdirSync(join(HOME, 'src'), { recursive: true })
    .map((name) => join(HOME, 'src', String(name)))
    .filter((file) => file.endsWith('.java'))
    .sort();
  const hash = createHash('sha256').update(COMPILER.join(' '));
  for (const file of [...sources, ...JARS.filter((jar) => existsSync(jar))])
    hash.update(file.endsWith('.jar') ? String(statSync(file).mtimeMs) : readFileSync(file));
  const target = join(CACHE, hash.digest('hex').slice(0, 24));
  if (existsSync(target)) return target;
  mkdirSync(CACHE, { recursive: true });
  const making = mkdtempSync(join(CACHE, 'making-'));
  execFileSync(findProgram('javac'), [...COMPILER, '-cp', JARS.join(delimiter), '-d', making, ...sources], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  try {
    renameSync(making, target);
  } catch (error) {
    // Another test run was faster with the same content.
    rmSync(making, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
  return target;
}

/** Waits for the line `ready <port>` and goes on reading, lest the process block. */
function readiness(child) {
  return new Promise((resolve, reject) => {
    let printed = '';
    let told = '';
    const ended = () => reject(new Error(`Axis ended: ${told.slice(-2_000)}`));
    child.once('exit', ended);
    child.once('error', reject);
    child.stderr.on('data', (chunk) => {
      told = `${told}${chunk}`.slice(-10_000);
    });
    child.stdout.on('data', (chunk) => {
      printed = `${printed}${chunk}`.slice(-10_000);
      const ready = /^ready (\d+)$/m.exec(printed);
      if (ready === null) return;
      child.off('exit', ended);
      resolve(Number(ready[1]));
    });
  });
}
