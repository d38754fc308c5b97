import { request } from 'node:http';
import { envelope, LOGIN_NAMESPACE, loginParts } from './eas-requests.js';

export interface RawReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** One POST by plain node:http: nothing is added that is not asked for. */
export function postSoap(url: string, document: string | Buffer, headers: Readonly<Record<string, string>> = {}): Promise<RawReply> {
  const bytes = Buffer.from(document);
  const sent = { 'content-type': 'text/xml; charset=utf-8', soapaction: '""', 'content-length': String(bytes.length), ...headers };
  return new Promise((resolve, reject) => {
    const call = request(url, { method: 'POST', headers: sent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    call.on('error', reject);
    call.end(bytes);
  });
}

/** A fresh session id, taken from the reply by its name, whatever the form. */
export async function signIn(servicesUrl: string): Promise<string> {
  const { text } = await postSoap(`${servicesUrl}EASLogin`, envelope(`<log:login xmlns:log="${LOGIN_NAMESPACE}">${loginParts(6)}</log:login>`));
  return /<sessionId [^>]*>([^<]+)</.exec(text)?.[1] ?? '';
}
