import { createCallbackReceiver, fetchCallbackHandler, type InboxStore } from '@piaozone/core';
import { exampleProfile } from './profile.js';

/** Hono, Next.js, Deno and others: `Request` in, `Response` out. The peer's address comes from what the framework passes beside the request. */
export function createCallbackFetch(
  inbox: InboxStore,
  pathToken: string,
): (request: Request, peer: { readonly address: string }) => Promise<Response> {
  const receiver = createCallbackReceiver({
    routes: [{ path: '/callbacks/example', profile: exampleProfile, pathToken, allow: ['192.0.2.0/24'] }],
    inbox,
    trustedProxies: ['10.0.0.0/8'], // our own nginx: only from there X-Forwarded-For is believed
  });
  return fetchCallbackHandler(receiver, { remoteAddress: (_request, peer) => peer.address });
}
