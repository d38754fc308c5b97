import type { Duplex } from 'node:stream';
import { exactJson } from '../../../erp/exact-json.js';
import type { MockRequest } from '../../../server/http-server.js';
import { isObject } from '../../envelope.js';
import type { CosmicContext } from '../../part.js';
import type { RimEvents } from './events.js';
import { ServerWebSocket } from './web-socket.js';

const PATH = '/msgwatch/';

/** `/msgwatch/?identifytype={linkKey}&token={access_token}`: what a user picks goes to whoever waits with the linkKey (flagship-and-cosmic §7). */
export class MessageWatch {
  /** `{"handshake":false}` messages so far; a client sends one every 20 seconds. */
  handshakes = 0;
  readonly #context: CosmicContext;
  readonly #events: RimEvents;
  readonly #open = new Set<ServerWebSocket>();

  constructor(context: CosmicContext, events: RimEvents) {
    this.#context = context;
    this.#events = events;
  }

  /** Connections that wait. */
  get connected(): number {
    return this.#open.size;
  }

  accept(request: MockRequest, socket: Duplex): boolean {
    // The server base also offers what lies outside the prefix.
    if (request.path !== PATH || new URL(request.baseUrl).pathname !== new URL(this.#context.baseUrl).pathname) return false;
    const { identifytype = '', token = '' } = request.query;
    const key = request.headers['sec-websocket-key'];
    if (key === undefined || !this.#context.acceptsToken(token) || !this.#events.knowsLinkKey(identifytype)) {
      socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'); // mock-defined
      return true;
    }
    const watch = new ServerWebSocket(socket, key, (text) => this.#heard(text));
    this.#open.add(watch);
    const stop = this.#events.wait(identifytype, (message) => watch.send(exactJson(message)));
    socket.once('close', () => {
      stop();
      this.#open.delete(watch);
    });
    return true;
  }

  close(): void {
    for (const watch of this.#open) watch.close();
  }

  #heard(text: string): void {
    try {
      const message: unknown = JSON.parse(text);
      if (isObject(message) && message['handshake'] === false) this.handshakes += 1;
    } catch {
      // What is no JSON is no handshake.
    }
  }
}
