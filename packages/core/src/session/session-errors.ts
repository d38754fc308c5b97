import { isPiaozoneError, PiaozoneError } from '../errors.js';
import type { Bilingual } from '../i18n/locale.js';

export function closedError(): PiaozoneError {
  return new PiaozoneError({ code: 'closed', outcome: 'not-sent', message: { zh: '客户端已关闭', en: 'the client is closed' } });
}

export function loginTimeout(ms: number): PiaozoneError {
  return new PiaozoneError({
    code: 'timeout',
    outcome: 'not-sent',
    message: { zh: `登录超过 ${ms} 毫秒没有完成`, en: `the login did not finish within ${ms} ms` },
  });
}

export function heldError(): PiaozoneError {
  return new PiaozoneError({
    code: 'token_rejected',
    outcome: 'not-sent',
    message: { zh: '新会话连续被拒绝，暂不再登录', en: 'new sessions are refused one after the other; no further login for now' },
  });
}

/** Only ours and the code: what a driver writes may hold the address with its password. */
export function aloneWarning(cause: unknown): Bilingual {
  const reason = reasonOf(cause);
  return {
    zh: `共享令牌存储不可用${reason.zh}，本进程暂时自行登录；若新令牌会使旧令牌失效，各进程会互相影响`,
    en: `the shared token store cannot be used${reason.en}; this process logs in by itself for now, and processes disturb each other where a new token ends the old one`,
  };
}

export function renewalWarning(cause: unknown): Bilingual {
  const reason = reasonOf(cause);
  return {
    zh: `提前更新会话失败${reason.zh}；现有会话继续使用至到期，30 秒后再试`,
    en: `a session could not be renewed ahead of its end${reason.en}; the present one serves on, the next try comes after 30 s`,
  };
}

function reasonOf(cause: unknown): Bilingual {
  if (!isPiaozoneError(cause)) return { zh: '', en: '' };
  return { zh: `（${cause.text.zh}）`, en: ` (${cause.text.en})` };
}
