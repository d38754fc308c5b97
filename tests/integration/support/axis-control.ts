import { request } from 'node:http';
import { envelope } from './eas-requests.js';

/** Calls the service of tests/axis/src/eastest/Control.java, which no EAS has. */
export class AxisControl {
  readonly #port: number;

  constructor(port: number) {
    this.#port = port;
  }

  async reset(settings: Readonly<Record<string, string>>): Promise<void> {
    await this.#call('<reset/>');
    for (const [name, value] of Object.entries(settings))
      await this.#call(`<set><name>${escaped(name)}</name><value>${escaped(value)}</value></set>`);
  }

  async killSessions(): Promise<void> {
    await this.#call('<killSessions/>');
  }

  /** Logins since the reset, and sessions alive now. */
  async counts(): Promise<{ logins: number; live: number }> {
    const [logins = 0, live = 0] = (/Return [^>]*>([^<]*)</.exec(await this.#call('<counts/>'))?.[1] ?? '').split(' ').map(Number);
    return { logins, live };
  }

  #call(body: string): Promise<string> {
    const bytes = Buffer.from(envelope(body));
    const headers = { 'content-type': 'text/xml; charset=utf-8', soapaction: '""', 'content-length': String(bytes.length) };
    return new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port: this.#port, method: 'POST', path: '/axis/services/TestControl', headers }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('error', reject);
        response.on('end', () => (response.statusCode === 200 ? resolve(text) : reject(new Error(`control of Axis: ${text.slice(0, 500)}`))));
      });
      sent.on('error', reject);
      sent.end(bytes);
    });
  }
}

function escaped(text: string): string {
  return text.replace(/[&<>]/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[character] ?? '');
}
