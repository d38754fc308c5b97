import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Identity {
  readonly cert: string;
  readonly key: string;
}

export interface Certificates {
  /** PEM of the private authority that signed all but `selfSigned`. */
  readonly ca: string;
  /** For `localhost` and 127.0.0.1. */
  readonly server: Identity;
  readonly expired: Identity;
  /** For `elsewhere.test` only. */
  readonly wrongHost: Identity;
  readonly selfSigned: Identity;
  readonly client: Identity;
}

/** False where the `openssl` program is missing; in CI that is an error, elsewhere the tests are skipped. */
export const canMakeCertificates = (): boolean => process.env['CI'] === 'true' || spawnSync('openssl', ['version']).status === 0;

/** Fresh keys and certificates of one day: none lies in the repository. */
export function makeCertificates(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), 'piaozone-certs-'));
  const file = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const readIdentity = (name: string): Identity => ({
    cert: readFileSync(file(`${name}.pem`), 'utf8'),
    key: readFileSync(file(`${name}.key`), 'utf8'),
  });
  const selfSign = (name: string, ...more: string[]) =>
    openssl('req', '-x509', ...newKey, '-keyout', `${name}.key`, '-out', `${name}.pem`, '-subj', `/CN=${name}`, '-days', '1', ...more);
  const issue = (name: string, altNames: string, days = '1'): Identity => {
    openssl('req', ...newKey, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
    writeFileSync(file(`${name}.ext`), `subjectAltName=${altNames}\n`);
    const signing = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', days, '-extfile', `${name}.ext`];
    openssl('x509', '-req', '-in', `${name}.csr`, '-out', `${name}.pem`, ...signing);
    return readIdentity(name);
  };
  const here = 'DNS:localhost,IP:127.0.0.1';
  try {
    selfSign('ca');
    selfSign('self-signed', '-addext', `subjectAltName=${here}`);
    return {
      ca: readFileSync(file('ca.pem'), 'utf8'),
      server: issue('server', here),
      expired: issue('expired', here, '-1'),
      wrongHost: issue('wrong-host', 'DNS:elsewhere.test'),
      selfSigned: readIdentity('self-signed'),
      client: issue('client', 'DNS:client.test'),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
