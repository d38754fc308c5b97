import type { Finding } from '../model/finding.js';
import type { TripleUnderTest } from './triples.js';

/** Shorter ones would be found in ordinary words. */
const SHORTEST = 6;

/**
 * Takes every value of the triples out of what was seen: some servers quote what they were sent, and an id that was exchanged for its secret *is* the secret.
 */
export function hideSecrets(findings: readonly Finding[], triples: readonly TripleUnderTest[]): Finding[] {
  const values = triples.flatMap(({ credential }) =>
    credential === undefined ? [] : [credential.clientSecret.reveal(), credential.encryptKey.reveal(), credential.clientId],
  );
  const secrets = [...new Set(values)].filter(({ length }) => length >= SHORTEST).sort((a, b) => b.length - a.length);
  const clean = (text: string) => secrets.reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), text);
  const both = (text: { readonly zh: string; readonly en: string }) => ({ zh: clean(text.zh), en: clean(text.en) });
  return findings.map((finding) => ({
    ...finding,
    ...(finding.evidence === undefined ? {} : { evidence: clean(finding.evidence) }),
    ...(finding.cause === undefined ? {} : { cause: both(finding.cause) }),
    ...(finding.remedy === undefined ? {} : { remedy: both(finding.remedy) }),
  }));
}
