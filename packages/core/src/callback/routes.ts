import { configError, type Problem } from '../errors.js';
import type { Locale } from '../i18n/locale.js';
import { AddressList, senderAddress } from './address.js';
import { type PathToken, PathTokens } from './path-token.js';
import type { CallbackProfile, CallbackResponse } from './profile.js';
import { isAcknowledgement, readResponse } from './response.js';

/** One address that one kind of sender posts to. At least one of `pathToken`, `allow` and `openToAnyone` is given. */
export interface CallbackRoute {
  /** E.g. `/callbacks/sales-orders`, as it arrives here: after whatever a reverse proxy takes off. */
  readonly path: string;
  readonly profile: CallbackProfile;
  /** The sender is given `{path}/{token}`. At least 24 random characters; several while it is being changed. */
  readonly pathToken?: PathToken;
  /** Addresses and CIDR ranges the sender comes from. */
  readonly allow?: readonly string[];
  /** Anybody may post. Only where something else keeps strangers out: client certificates, a gateway. */
  readonly openToAnyone?: true;
}

/** What of a request is known before its body is read. */
export interface CallbackHead {
  readonly method: string;
  /** With or without query; the query is not looked at. */
  readonly path: string;
  /** Lower-case names, as in `node:http`. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Of the connection, as the socket knows it. */
  readonly remoteAddress?: string;
}

export interface Route {
  readonly profile: CallbackProfile;
  readonly path: string;
  readonly refused: CallbackResponse;
  readonly unavailable: CallbackResponse;
}

/** Why nobody is here for a request; for our own log, never for the sender. */
export type NoRoute = 'method' | 'path' | 'token' | 'address';

export type RouteMatch =
  | { readonly route: Route; readonly address: string | undefined }
  | { readonly route?: undefined; readonly why: NoRoute; readonly address: string | undefined };

interface GuardedRoute extends Route {
  readonly tokens: PathTokens | undefined;
  readonly allowed: AddressList | undefined;
}

/** All routes of a receiver, checked. */
export class Routes {
  readonly #routes: readonly GuardedRoute[];
  readonly #trusted: AddressList | undefined;

  /** @throws config_invalid with every problem at once */
  constructor(routes: readonly CallbackRoute[], trustedProxies: readonly string[] | undefined, locale: Locale | undefined) {
    const problems: Problem[] = [];
    if (!Array.isArray(routes) || routes.length === 0) {
      throw configError([{ path: 'routes', message: { zh: '至少需要一条', en: 'at least one is needed' } }], locale);
    }
    this.#trusted = trustedProxies === undefined ? undefined : new AddressList(trustedProxies, 'trustedProxies', problems);
    this.#routes = routes.map((route, index) => readRoute(route, `routes[${index}]`, problems));
    checkTogether(routes, problems);
    if (problems.length > 0) throw configError(problems, locale);
  }

  match({ method, path, headers, remoteAddress }: CallbackHead): RouteMatch {
    const address = senderAddress(remoteAddress, headers['x-forwarded-for'], this.#trusted);
    if (method !== 'POST') return { why: 'method', address };
    const asked = withoutQuery(path);
    let why: NoRoute = 'path';
    for (const route of this.#routes) {
      const fit = fits(route, asked, address);
      if (fit === true) return { route, address };
      if (fit !== 'path') why = fit;
    }
    return { why, address };
  }
}

function fits({ path, tokens, allowed }: GuardedRoute, asked: string, address: string | undefined): true | NoRoute {
  if (tokens === undefined) {
    if (asked !== path) return 'path';
  } else {
    if (!asked.startsWith(`${path}/`)) return asked === path ? 'token' : 'path';
    if (!tokens.matches(asked.slice(path.length + 1))) return 'token';
  }
  return allowed === undefined || (address !== undefined && allowed.has(address)) ? true : 'address';
}

/** People type addresses with and without the last slash. */
function withoutQuery(path: string): string {
  const end = path.indexOf('?');
  const bare = end < 0 ? path : path.slice(0, end);
  return bare.length > 1 && bare.endsWith('/') ? bare.slice(0, -1) : bare;
}

function readRoute(given: CallbackRoute, at: string, problems: Problem[]): GuardedRoute {
  const { path, profile, pathToken, allow, openToAnyone } = given;
  if (typeof path !== 'string' || !/^(?:\/[\w.~-]+)+$/.test(path)) {
    problems.push({
      path: `${at}.path`,
      message: {
        zh: '须形如 /callbacks/name，不含空格、查询参数和末尾斜杠',
        en: 'must look like /callbacks/name, without blanks, query or last slash',
      },
    });
  }
  if (pathToken === undefined && allow === undefined && openToAnyone !== true) {
    problems.push({
      path: at,
      message: {
        zh: '请设置 pathToken 或 allow；发送方没有签名，缺少它们任何人都能投递。确有其他防护时写 openToAnyone: true',
        en: 'set pathToken or allow: senders sign nothing, without them anybody can post. Write openToAnyone: true where something else protects it',
      },
    });
  }
  if (allow !== undefined && allow.length === 0) {
    problems.push({ path: `${at}.allow`, message: { zh: '为空，任何请求都会被拒绝', en: 'is empty: every request would be refused' } });
  }
  const tokens = pathToken === undefined ? undefined : new PathTokens(pathToken, `${at}.pathToken`, problems);
  const allowed = allow === undefined ? undefined : new AddressList(allow, `${at}.allow`, problems);
  return { path, profile, tokens, allowed, ...readAnswers(profile, `${at}.profile`, problems) };
}

/** Asked for once: whatever went wrong with a request, its sender gets the same bytes. */
function readAnswers(profile: CallbackProfile, at: string, problems: Problem[]): Pick<Route, 'refused' | 'unavailable'> {
  checkProfile(profile, at, problems);
  const answer = (outcome: 'refused' | 'unavailable'): CallbackResponse => {
    try {
      return readResponse(profile.acknowledge({ outcome }));
    } catch {
      problems.push({
        path: `${at}.acknowledge`,
        message: { zh: `没有给出 ${outcome} 的有效应答`, en: `gives no valid answer for ${outcome}` },
      });
      return NO_ANSWER;
    }
  };
  const answers = { refused: answer('refused'), unavailable: answer('unavailable') };
  const acknowledges = (outcome: 'refused' | 'unavailable') => {
    if (!isAcknowledgement(answers[outcome])) return;
    problems.push({
      path: `${at}.acknowledge`,
      message: { zh: `${outcome} 的应答是 2xx，发送方会当作已收到`, en: `answers ${outcome} with a 2xx: the sender would take it for received` },
    });
  };
  acknowledges('unavailable');
  // Refused but kept for a person is received; refused and forgotten is not.
  if (profile.keepUndecodable !== true) acknowledges('refused');
  return answers;
}

const NO_ANSWER: CallbackResponse = { status: 500, headers: {}, body: '' };

/** Also by workers: what they cannot find again they cannot work off. */
export function checkProfile({ id, keepHeaders = [] }: CallbackProfile, at: string, problems: Problem[]): void {
  if (typeof id !== 'string' || !/^[a-z0-9][a-z0-9._-]{0,63}$/.test(id)) {
    problems.push({
      path: `${at}.id`,
      message: { zh: '须为小写字母、数字、. _ -，最长 64 位', en: 'must be lower-case letters, digits, . _ -, at most 64 of them' },
    });
  }
  if (keepHeaders.some((name) => !/^[a-z0-9-]+$/.test(name))) {
    problems.push({ path: `${at}.keepHeaders`, message: { zh: '须为小写的请求头名称', en: 'must be lower-case header names' } });
  }
}

function checkTogether(routes: readonly CallbackRoute[], problems: Problem[]): void {
  const profiles = new Map<string, CallbackProfile>();
  const open = new Set<string>();
  for (const [index, { path, profile, pathToken }] of routes.entries()) {
    const known = profiles.get(profile.id);
    if (known !== undefined && known !== profile) {
      problems.push({
        path: `routes[${index}].profile.id`,
        message: { zh: `${profile.id} 已被另一个 profile 使用`, en: `${profile.id} is the id of another profile already` },
      });
    }
    profiles.set(profile.id, profile);
    if (pathToken !== undefined) continue;
    if (open.has(path)) problems.push({ path: `routes[${index}].path`, message: { zh: '重复', en: 'is there twice' } });
    open.add(path);
  }
}
