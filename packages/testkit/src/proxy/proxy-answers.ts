export const CHALLENGE = 'Basic realm="proxy"';
export const ESTABLISHED = Buffer.from('HTTP/1.1 200 Connection Established\r\n\r\n');
export const HTML_PAGE = Buffer.from('<html><head><title>portal</title></head><body>please log in</body></html>\r\n');
/** Neither TLS nor text. */
export const NOISE = Buffer.from('\x00\x01noise\xff\xfe'.repeat(32), 'latin1');
/** What a portal makes of a CONNECT: an ordinary page. */
export const PORTAL_ANSWER = Buffer.concat([
  Buffer.from(`HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: ${HTML_PAGE.length}\r\n\r\n`),
  HTML_PAGE,
]);

const REFUSALS = {
  '403': '403 Forbidden',
  '407': `407 Proxy Authentication Required\r\nProxy-Authenticate: ${CHALLENGE}`,
  '502': '502 Bad Gateway',
  'html-error': '403 Forbidden\r\nContent-Type: text/html',
} as const;

/** A refused CONNECT. */
export function refusalBytes(mode: keyof typeof REFUSALS): Buffer {
  const body = mode === 'html-error' ? HTML_PAGE : Buffer.alloc(0);
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${REFUSALS[mode]}\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n`), body]);
}
