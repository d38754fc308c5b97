import { joinUrl, stringifyExact, type WireRequest } from '@piaozone/core/adapter';
import type { CosmicAccess } from '../settings/config.js';

export type Headers = Readonly<Record<string, string>>;
export type QueryFields = Readonly<Record<string, string>>;

/** A JSON POST below the base. */
export function postRequest({ baseUrl }: CosmicAccess, path: string, body: Readonly<Record<string, unknown>>, headers: Headers = {}): WireRequest {
  return {
    method: 'POST',
    url: joinUrl(baseUrl, path),
    headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
    body: Buffer.from(stringifyExact(body), 'utf8'),
  };
}

export function getRequest({ baseUrl }: CosmicAccess, path: string, query: QueryFields, headers: Headers = {}): WireRequest {
  return withQuery({ method: 'GET', url: joinUrl(baseUrl, path), headers: { accept: 'application/json', ...headers } }, query);
}

/** `x-acgw-identity`, where there is one (flagship-and-cosmic §2.6). */
export function withIdentity(request: WireRequest, { gatewayIdentity }: CosmicAccess): WireRequest {
  return gatewayIdentity === undefined ? request : withHeaders(request, { 'x-acgw-identity': gatewayIdentity.reveal() });
}

export function withHeaders(request: WireRequest, headers: Headers): WireRequest {
  return { ...request, headers: { ...request.headers, ...headers } };
}

/** Percent-encoded: a blank is `%20`, which every server reads. */
export function withQuery(request: WireRequest, fields: QueryFields): WireRequest {
  const added = Object.entries(fields).map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  if (added.length === 0) return request;
  return { ...request, url: `${request.url}${request.url.includes('?') ? '&' : '?'}${added.join('&')}` };
}
