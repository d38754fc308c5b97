import { request } from 'node:http';
import { afterEach } from 'vitest';
import { type EasFacade, type MockEas, type MockEasOptions, startMockEas } from '../../src/eas/index.js';

export const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/';
export const ENCODING = 'http://schemas.xmlsoap.org/soap/encoding/';
export const LOGIN = 'http://login.webservice.bos.kingdee.com';
export const AXIS = 'http://xml.apache.org/axis/';
export const GL = 'http://webservice.app.gl.fi.eas.kingdee.com';

const started: MockEas[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((mock) => mock.close()));
});

export const ECHO: EasFacade = {
  service: 'WSTest',
  namespace: GL,
  operations: {
    echo: { parts: ['msg'], run: ([msg = null]) => msg },
    pair: { parts: ['one', 'two'], run: ([one, two]) => `${one}|${two}` },
    who: { parts: [], run: (_args, { userName, sessionId }) => `${userName}|${sessionId}` },
    free: (args) => args.join('|'),
  },
};

export async function start(options: MockEasOptions = {}): Promise<MockEas> {
  const mock = await startMockEas({ userName: 'USER', password: 'p&<"ß', dcName: 'DC01', facades: [ECHO], ...options });
  started.push(mock);
  return mock;
}

export interface Reply {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

export interface Sending {
  readonly headers?: Record<string, string>;
  readonly chunked?: boolean;
}

/** Plain node:http, so that nothing is added to the request that is not asked for. */
export function send(
  mock: MockEas,
  service: string,
  body: string,
  { headers = { SOAPAction: '""' }, chunked = false }: Sending = {},
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const bytes = Buffer.from(body);
    const length: Record<string, string> = chunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': String(bytes.length) };
    const sent = request(
      `${mock.servicesUrl}${service}`,
      { method: 'POST', headers: { 'content-type': 'text/xml; charset=utf-8', ...length, ...headers } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, type: String(response.headers['content-type']), text: Buffer.concat(chunks).toString('utf8') });
        });
      },
    );
    sent.on('error', reject);
    sent.end(bytes);
  });
}

export function wrap(body: string, header = ''): string {
  return `<?xml version="1.0" encoding="utf-8"?><e:Envelope xmlns:e="${SOAP}">${header === '' ? '' : `<e:Header>${header}</e:Header>`}<e:Body>${body}</e:Body></e:Envelope>`;
}

export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[character] ?? '');
}

export function loginParts(mock: MockEas, count = 6, change: Record<string, string> = {}): string {
  const values = {
    userName: mock.userName,
    password: mock.password,
    slnName: mock.slnName,
    dcName: mock.dcName,
    language: 'L2',
    dbType: '1',
    authPattern: 'BaseDB',
    isEncodePwd: '0',
    extra: '',
    ...change,
  };
  return Object.entries(values)
    .slice(0, count)
    .map(([name, value]) => `<${name}>${escaped(value)}</${name}>`)
    .join('');
}

export function login(mock: MockEas, count = 6, change: Record<string, string> = {}): Promise<Reply> {
  return send(mock, 'EASLogin', wrap(`<log:login xmlns:log="${LOGIN}">${loginParts(mock, count, change)}</log:login>`));
}

/** A fresh session id, taken from the reply by its name, whatever the form. */
export async function signIn(mock: MockEas): Promise<string> {
  return /<sessionId [^>]*>([^<]+)</.exec((await login(mock)).text)?.[1] ?? '';
}

export function sessionHeader(id: string): string {
  return `<n:SessionId xmlns:n="${LOGIN}">${id}</n:SessionId>`;
}

/** One call of the test facade, with a live session unless told otherwise. */
export async function call(mock: MockEas, body: string, header?: string): Promise<Reply> {
  return send(mock, 'WSTest', wrap(body, header ?? sessionHeader(await signIn(mock))));
}

export function fault({ text }: Reply): { code: string; codeNamespace: string; string: string } {
  const [, prefix = '', code = ''] = /<faultcode[^>]*>(?:(\w+):)?([^<]*)</.exec(text) ?? [];
  const codeNamespace = new RegExp(`xmlns:${prefix}="([^"]*)"`).exec(text)?.[1] ?? '';
  return { code, codeNamespace: prefix === '' ? '' : codeNamespace, string: plain(/<faultstring>([^<]*)</.exec(text)?.[1] ?? '') };
}

export function plain(xml: string): string {
  return (
    xml
      // Axis writes a character of two UTF-16 units as two references.
      .replace(/&#x([0-9A-F]+);/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
      .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
      .replace(/&lt;/g, '<')
      .replace(/&gt;/g, '>')
      .replace(/&quot;/g, '"')
      .replace(/&amp;/g, '&')
  );
}

/** The same document with the attributes of every tag in one order, so that documents compare as text. */
export function normal(xml: string): string {
  return xml.replace(/<([\w:]+)((?:\s+[\w:]+="[^"]*")+)(\/?)>/g, (_, tag: string, attributes: string, empty: string) => {
    const sorted = (attributes.match(/[\w:]+="[^"]*"/g) ?? []).sort();
    return `<${tag} ${sorted.join(' ')}${empty}>`;
  });
}
