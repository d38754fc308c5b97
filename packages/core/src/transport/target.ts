import type { Agents, Route } from './agents.js';
import { isBelow, type Rewrite, type RewriteRule, rewritePath } from './rewrite.js';
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
  /** Name for SNI and the certificate, where it is not the host that is connected to. */
  readonly servername?: string;
}

type Place = Omit<Target, 'path'>;

interface Origin {
  readonly target: Place;
  /** Prefixes of this origin that lead elsewhere, longest first. */
  readonly elsewhere: ReadonlyArray<{ readonly rule: RewriteRule; readonly target: Place }>;
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
  readonly #rewrite: Rewrite | undefined;
  readonly #origins = new Map<string, Origin>();

  constructor(agents: Agents, rewrite?: Rewrite) {
    this.#agents = agents;
    this.#rewrite = rewrite;
  }

  /** @throws SendFailure for what is no plain http or https URL */
  find(text: string): Target {
    const end = text.indexOf('/', text.indexOf('//') + 2);
    const known = end < 0 ? undefined : this.#origins.get(text.slice(0, end));
    if (known === undefined) return this.#learn(text);
    const question = text.indexOf('?', end);
    const path = question < 0 ? text.slice(end) : text.slice(end, question);
    const settled = known.paths.has(path) && (question < 0 || SETTLED_QUERY.test(text.slice(question + 1)));
    return settled ? place(known, path, text.slice(end)) : this.#learn(text, path);
  }

  /** Parses, and remembers what came out as it went in. */
  #learn(text: string, path?: string): Target {
    const url = parse(text);
    const known = this.#origins.get(url.origin);
    const origin = known ?? this.#remember(url);
    if (known !== undefined && path === url.pathname && origin.paths.size < MAX_PATHS) origin.paths.add(path);
    return place(origin, url.pathname, `${url.pathname}${url.search}`);
  }

  #remember(url: URL): Origin {
    if (this.#origins.size >= MAX_ORIGINS) this.#origins.delete(this.#origins.keys().next().value ?? '');
    const elsewhere = (this.#rewrite?.rulesFor(url.origin) ?? []).map((rule) => ({ rule, target: this.#placeOf(rule.to, rule.keptHost) }));
    const origin = { target: this.#placeOf(url), elsewhere, paths: new Set<string>() };
    this.#origins.set(url.origin, origin);
    return origin;
  }

  #placeOf(url: URL, keptHost?: string): Place {
    const { protocol, host, origin } = url;
    const to = { protocol: protocol as Place['protocol'], origin, route: this.#agents.routeTo(url) };
    return keptHost === undefined ? { ...to, host } : { ...to, host: keptHost, servername: keptHost.replace(/:\d+$/, '') };
  }
}

function place({ target, elsewhere }: Origin, pathname: string, line: string): Target {
  for (const { rule, target: other } of elsewhere) {
    if (isBelow(pathname, rule.path)) return { ...other, path: rewritePath(rule, line) };
  }
  return { ...target, path: line };
}

/** @throws SendFailure */
function parse(text: string): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new SendFailure('connection', true, 'ERR_INVALID_URL');
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new SendFailure('connection', true, 'ERR_INVALID_PROTOCOL');
  // Node would turn them into an Authorization header nobody asked for.
  if (url.username !== '' || url.password !== '') throw new SendFailure('connection', true, 'ERR_URL_CREDENTIALS');
  return url;
}
