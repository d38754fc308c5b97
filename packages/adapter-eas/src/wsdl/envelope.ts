import { PiaozoneError, serializeXml, type XmlReader } from '@piaozone/core/adapter';
import { sessionHeader } from '../soap/envelope.js';

/** As npm `soap` writes it: it knows of no header, we never give it one. */
const BODY = '<soap:Body';

/**
 * Puts the session header into an envelope of npm `soap`. Each attempt of a call writes its own; nothing is kept at the client, which parallel calls share.
 * @param envelope checked by {@link checkEnvelope}
 */
export function withSession(envelope: string, sessionId: string | undefined): Buffer {
  if (sessionId === undefined) return Buffer.from(envelope, 'utf8');
  const at = envelope.indexOf(BODY);
  const header = serializeXml({ name: 'soap:Header', children: [sessionHeader(sessionId)] });
  return Buffer.from(envelope.slice(0, at) + header + envelope.slice(at), 'utf8');
}

/** The library writes what it is given, also characters XML cannot carry. @throws request_invalid */
export function checkEnvelope(envelope: string, xml: XmlReader): void {
  try {
    const [first, ...rest] = xml.parse(envelope, { maxBytes: Number.MAX_SAFE_INTEGER, maxElements: Number.MAX_SAFE_INTEGER }).elements();
    if (first?.name === 'Body' && rest.length === 0) return;
  } catch {
    // What the document holds is the caller's data.
  }
  throw new PiaozoneError({
    code: 'request_invalid',
    outcome: 'not-sent',
    message: {
      zh: '参数写不成 XML：含有 XML 不能表示的字符，或名称不合法',
      en: 'the arguments cannot be written as XML: a character XML cannot carry, or an impossible name',
    },
  });
}
