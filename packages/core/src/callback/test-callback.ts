import { configError } from '../errors.js';
import type { CallbackProfile } from './profile.js';
import type { CallbackHead } from './routes.js';

export interface TestCallbackOptions<P> {
  readonly profile: CallbackProfile<P>;
  /** Path of the route. */
  readonly path: string;
  /** Of the route, if it has one. */
  readonly pathToken?: string;
  readonly messages: readonly P[];
  /** Headers besides those of the profile, lower case. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface TestCallback extends CallbackHead {
  readonly method: 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** For `fetch(url, init)`. */
  to(baseUrl: string): {
    readonly url: string;
    readonly init: { readonly method: 'POST'; readonly headers: Record<string, string>; readonly body: Uint8Array };
  };
}

/**
 * A callback as its sender would post it, for tests of handlers: `receiver.receive(createTestCallback(…))`, or over the network with `to(…)`.
 * @throws config_invalid when the profile has no `encode`
 */
export function createTestCallback<P>({ profile, path, pathToken, messages, headers = {} }: TestCallbackOptions<P>): TestCallback {
  if (profile.encode === undefined) {
    throw configError([
      { path: 'profile.encode', message: { zh: '没有 encode，无法生成测试回调', en: 'is missing; without it no test callback can be made' } },
    ]);
  }
  const content = profile.encode(messages);
  const full = pathToken === undefined ? path : `${path}/${pathToken}`;
  const sent = { ...content.headers, ...headers };
  const { body } = content;
  return {
    method: 'POST',
    path: full,
    headers: sent,
    body,
    to: (baseUrl) => ({ url: `${baseUrl.replace(/\/+$/, '')}${full}`, init: { method: 'POST', headers: { ...sent }, body } }),
  };
}
