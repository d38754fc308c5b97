import { request as httpRequest } from 'node:http';
import { type MockReply, type MockRequest, MockServer } from '@piaozone/testkit';

const OUTSIDE = '/ormrpc/services/';
const INSIDE = '/axis/services/';
/** The simple server's cookie has a value only; one of a servlet container has a name. */
const COOKIE = 'AXISID';
const PASSED_ON = ['content-type', 'soapaction', 'cookie'];

/**
 * Stands before Axis' simple server: the address of an EAS, a journal, faults and keep-alive like those of a mock.
 * Bodies pass untouched, but for the address in a WSDL.
 */
export async function startAxisFront(port: number, killSessions: () => Promise<void>): Promise<MockServer> {
  return MockServer.start({
    route: ({ method, path }) => {
      if (!path.startsWith(OUTSIDE) || !['GET', 'POST'].includes(method)) return undefined;
      return async (request) => {
        if (request.entry.fault === 'kill-session') await killSessions();
        return spoiled(request, await forwarded(port, request));
      };
    },
  });
}

/** The custom faults of a mock EAS that change a whole answer: the work has been done. */
function spoiled({ entry }: MockRequest, reply: MockReply): MockReply {
  const body = Buffer.from(reply.body);
  if (entry.fault === 'empty') return { ...reply, body: '' };
  return entry.fault === 'truncate' ? { ...reply, body: body.subarray(0, body.length >> 1) } : reply;
}

function forwarded(port: number, { method, path, query, headers, body, baseUrl }: MockRequest): Promise<MockReply> {
  const asked = Object.keys(query).map(encodeURIComponent).join('&');
  const target = `${INSIDE}${path.slice(OUTSIDE.length)}${asked === '' ? '' : `?${asked}`}`;
  const passed = Object.fromEntries(
    PASSED_ON.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name].replace(`${COOKIE}=`, '')]])),
  );
  const length: Record<string, string> = method === 'POST' ? { 'content-length': String(body.length) } : {};
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ host: '127.0.0.1', port, method, path: target, headers: { ...passed, ...length } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('error', reject);
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const cookies = response.headers['set-cookie'];
        resolve({
          status: response.statusCode ?? 0,
          contentType: String(response.headers['content-type']),
          ...(cookies?.[0] === undefined ? {} : { headers: { 'set-cookie': `${COOKIE}=${cookies[0]}; Path=/` } }),
          body: method === 'GET' ? bytes.toString('utf8').replaceAll(/http:\/\/[^/"]+\/axis\/services\//g, `${baseUrl}${OUTSIDE}`) : bytes,
        });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
