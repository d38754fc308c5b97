import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TOKEN } from './fixture.js';

/** The other side, in its own process and as cheap as it can be: reads the body, answers a fixed envelope, decrypts nothing. */
const created = Buffer.from(
  JSON.stringify({
    errcode: '0000',
    description: '操作成功',
    data: {
      invoiceCode: '044000000111',
      invoiceNo: '00000001',
      pdfUrl: 'https://pdf.invalid/public/pdf/0123456789',
      serialNo: '20240101000000000001',
    },
  }),
);
const token = Buffer.from(
  JSON.stringify({ errcode: '0000', description: '操作成功', access_token: TOKEN, token_type: 'bearer', expires_in: 129_600 }),
);

const server = createServer((request, response) => {
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  request.on('end', () => {
    const complete = bytes === Number(request.headers['content-length']);
    const body = request.url?.startsWith('/base/oauth/token') === true ? token : created;
    response.writeHead(complete ? 200 : 400, { 'content-type': 'application/json;charset=UTF-8', 'content-length': body.length });
    response.end(body);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit(0));
