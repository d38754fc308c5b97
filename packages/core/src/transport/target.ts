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

interface Origin {
  readonly target: Omit<Target, 'path'>;
  /** Paths seen so far that URL parsing left as they were. */
  readonly paths: Set<string>;
}

/** Few clients speak to more origins; beyond it the oldest is parsed again. */
const MAX_ORIGINS = 64;
const MAX_PATHS = 256;
/** A query that URL parsing would leave as it is: nothing to encode, no fragment. */
const SETTLED_QUERY = /^[\w\-~!$&()*+,;=:@%/.?]+$/;

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
    const known = end < 0 ? undefined : this.#origins.get(text.slice(0, end));
    if (known === undefined) return this.#learn(text);
    const question = text.indexOf('?', end);
    const path = question < 0 ? text.slice(end) : text.slice(end, question);
    const settled = known.paths.has(path) && (question < 0 || SETTLED_QUERY.test(text.slice(question + 1)));
    return settled ? { ...known.target, path: text.slice(end) } : this.#learn(text, known, path);
  }

  /** Parses, and remembers what came out as it went in. */
  #learn(text: string, known?: Origin, path?: string): Target {
    const target = this.#parse(text);
    if (known !== undefined && path !== undefined) {
      if (known.paths.size < MAX_PATHS && (target.path === path || target.path.startsWith(`${path}?`))) known.paths.add(path);
      return target;
    }
    if (this.#origins.size >= MAX_ORIGINS) this.#origins.delete(this.#origins.keys().next().value ?? '');
    // Only an origin written as the parser writes it is found again; `HTTP://Host` is merely parsed each time.
    this.#origins.set(target.origin, { target, paths: new Set() });
    return target;
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
