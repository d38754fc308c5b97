import { PiaozoneError } from '../errors.js';
import type { Bilingual } from '../i18n/locale.js';
import type { CallbackBody } from './body.js';

export function isRaw(body: unknown): body is CallbackBody {
  if (body instanceof Uint8Array) return true;
  return typeof body === 'object' && body !== null && typeof (body as { next?: unknown }).next === 'function';
}

/** The mistake and its way out, per framework. */
export function notRaw(body: unknown): PiaozoneError {
  const kind = kindOf(body);
  return new PiaozoneError({
    code: 'callback_invalid',
    outcome: 'rejected',
    reason: 'parsed-body',
    message: {
      zh: `回调接收器需要原始字节，得到的是${kind.zh}`,
      en: `the callback receiver needs raw bytes, it was given ${kind.en}`,
    },
    hint: {
      zh: "请在任何 body 解析之前接入。Express：把 expressCallbackHandler 放在 express.json() 之前，或在该路径使用 express.raw({ type: '*/*' })；Fastify：为该路径注册 parseAs: 'buffer' 的解析器；Koa：不要在该路径启用 bodyparser；Next.js：关闭 bodyParser；fetch 类框架：传入未读取过的 Request，或 new Uint8Array(await request.arrayBuffer())",
      en: "take the request before any body parser. Express: expressCallbackHandler before express.json(), or express.raw({ type: '*/*' }) on that path; Fastify: a content type parser with parseAs: 'buffer'; Koa: no bodyparser on that path; Next.js: bodyParser: false; fetch-style frameworks: a Request that was not read, or new Uint8Array(await request.arrayBuffer())",
    },
  });
}

function kindOf(body: unknown): Bilingual {
  if (body === undefined || body === null) return { zh: '已被读取的请求', en: 'a request that was read before' };
  if (typeof body === 'object') return { zh: '解析后的对象', en: 'a parsed object' };
  return typeof body === 'string' ? { zh: '字符串', en: 'a string' } : { zh: '其他内容', en: 'something else' };
}
