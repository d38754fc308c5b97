import type { Agents, Route } from './agents.js';
import { SendFailure } from './types.js';

/** Where a request goes: an origin that was parsed once, and the rest of its URL as it stands on the request line. */
export interface Target {
  readonly protocol: 'http:' | 'https:';
  /** Host and port as the Host header wants them. */
  readonly host: string;
  readonly origin: string;
  /** Path and query. */
  readonly path: string;
  readonly route: Route;
}

type Origin = Omit<Target, 'path'>;

/** Few clients speak to more origins; beyond it the oldest is parsed again. */
const MAX_ORIGINS = 64;
/** A rest that URL parsing would leave as it is: nothing to encode, no dot segments, no fragment. */
const SETTLED_REST = /^\/[\w\-~!$&'()*+,;=:@%/.]*(?:\?[\w\-~!$&()*+,;=:@%/.?]+)?$/;
const DOT_SEGMENT = /\/(?:\.|%2e){1,2}(?:[/?]|$)/i;

/** Finds targets. URLs of one client differ in their query only, so the origin and its route are looked up instead of parsed anew. */
export class Targets {
  readonly #agents: Agents;
  readonly #origins = new Map<string, Origin>();

  constructor(agents: Agents) {
    this.#agents = agents;
  }

  /** @throws SendFailure for what is no plain http or https URL */
  find(text: string): Target {
    const end = text.indexOf('/', text.indexOf('//') + 2);
    const rest = end < 0 ? '' : text.slice(end);
    const known = this.#origins.get(text.slice(0, end));
    if (known !== undefined && SETTLED_REST.test(rest) && !DOT_SEGMENT.test(rest)) return { ...known, path: rest };
    const { path, ...origin } = this.#parse(text);
    if (this.#origins.size >= MAX_ORIGINS) this.#origins.delete(this.#origins.keys().next().value ?? '');
    // Only an origin written as the parser writes it is found again; `HTTP://Host` is merely parsed each time.
    this.#origins.set(origin.origin, origin);
    return { ...origin, path };
  }

  #parse(text: string): Target {
    let url: URL;
    try {
      url = new URL(text);
    } catch {
      throw new SendFailure('connection', true, 'ERR_INVALID_URL');
    }
    const { protocol, host, origin, pathname, search } = url;
    if (protocol !== 'http:' && protocol !== 'https:') throw new SendFailure('connection', true, 'ERR_INVALID_PROTOCOL');
    // Node would turn them into an Authorization header nobody asked for.
    if (url.username !== '' || url.password !== '') throw new SendFailure('connection', true, 'ERR_URL_CREDENTIALS');
    return { protocol, host, origin, path: `${pathname}${search}`, route: this.#agents.routeTo(url) };
  }
}
