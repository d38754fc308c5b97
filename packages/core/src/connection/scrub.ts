import { Secret } from '../credentials/secret.js';
import type { Finding } from '../model/finding.js';
import type { TripleUnderTest } from './triples.js';

/** Shorter ones would be found in ordinary words. */
const SHORTEST = 6;

/**
 * Takes every value of the triples out of what was seen: some servers quote what they were sent, and an id that was exchanged for its secret *is* the secret.
 */
export function hideSecrets(findings: readonly Finding[], triples: readonly TripleUnderTest[]): Finding[] {
  const secrets = triples
    .flatMap(({ credential }) => (credential === undefined ? [] : [credential.clientSecret, credential.encryptKey, new Secret(credential.clientId)]))
    .map((secret) => ({ secret, length: secret.use((bytes) => bytes.length) }))
    .filter(({ length }) => length >= SHORTEST)
    .sort((a, b) => b.length - a.length);
  const clean = (text: string) => secrets.reduce((rest, { secret }) => secret.use((bytes) => without(rest, bytes)), text);
  const both = (text: { readonly zh: string; readonly en: string }) => ({ zh: clean(text.zh), en: clean(text.en) });
  return findings.map((finding) => ({
    ...finding,
    ...(finding.evidence === undefined ? {} : { evidence: clean(finding.evidence) }),
    ...(finding.cause === undefined ? {} : { cause: both(finding.cause) }),
    ...(finding.remedy === undefined ? {} : { remedy: both(finding.remedy) }),
  }));
}

/** Works on bytes: a secret that was given as bytes must not become a string here (reliability T6). */
function without(text: string, secret: Buffer): string {
  const bytes = Buffer.from(text, 'utf8');
  const parts: Buffer[] = [];
  let from = 0;
  for (let at = bytes.indexOf(secret); at >= 0; at = bytes.indexOf(secret, from)) {
    parts.push(bytes.subarray(from, at), HIDDEN);
    from = at + secret.length;
  }
  return parts.length === 0 ? text : Buffer.concat([...parts, bytes.subarray(from)]).toString('utf8');
}

const HIDDEN = Buffer.from('[secret]');
