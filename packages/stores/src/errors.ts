import { type Bilingual, type FailureOutcome, isPiaozoneError, PiaozoneError } from '@piaozone/core';

export interface StoreErrorInit {
  readonly message: Bilingual;
  readonly hint: Bilingual;
  /** Default `not-sent`: the store was asked before anything left. */
  readonly outcome?: FailureOutcome;
  readonly cause?: unknown;
}

export function storeError({ message, hint, outcome = 'not-sent', cause }: StoreErrorInit): PiaozoneError {
  return new PiaozoneError({ code: 'store_failed', message, hint, outcome, ...(cause === undefined ? {} : { cause }) });
}

export function closedError(path: string, outcome: FailureOutcome): PiaozoneError {
  return new PiaozoneError({
    code: 'closed',
    outcome,
    message: { zh: `存储已关闭：${path}`, en: `the store is closed: ${path}` },
  });
}

export function foreignFile(path: string): PiaozoneError {
  return storeError({
    message: {
      zh: `该文件不是本 SDK 的存储文件，没有改动它：${path}`,
      en: `the file is no store of this SDK and was left as it is: ${path}`,
    },
    hint: { zh: '请检查 path，或换一个新的文件名', en: 'check `path`, or name a new file' },
  });
}

export function newerFile(path: string, found: number, known: number): PiaozoneError {
  return storeError({
    message: {
      zh: `存储文件由更新版本的 SDK 写成（结构版本 ${found}，本版本支持 ${known}），没有改动它：${path}`,
      en: `a newer SDK wrote this store (schema ${found}, this version knows ${known}); it was left as it is: ${path}`,
    },
    hint: { zh: '请升级 @piaozone/stores', en: 'upgrade @piaozone/stores' },
  });
}

export function damagedFile(path: string, outcome: FailureOutcome, cause?: unknown): PiaozoneError {
  return storeError({
    message: { zh: `存储文件已损坏，没有改动它：${path}`, en: `the store file is damaged and was left as it is: ${path}` },
    hint: {
      zh: '停止开票，连同 -wal 与 -shm 文件一起备份后，用 sqlite3 的 .recover 或备份恢复；不要用空库代替：未声明拦截重复流水号的通道可能重复开票',
      en: 'stop issuing, copy the file with its -wal and -shm files, then restore it with `.recover` of sqlite3 or from a backup; an empty store instead can issue twice on routes that do not catch repeats',
    },
    outcome,
    ...(cause === undefined ? {} : { cause }),
  });
}

/** What SQLite's primary result codes mean to whoever runs the SDK. */
const CAUSES: Readonly<Record<number, Bilingual>> = {
  5: { zh: '另一进程长时间占用写锁', en: 'another process holds the write lock for too long' },
  6: { zh: '另一连接占用写锁', en: 'another connection holds the write lock' },
  8: { zh: '文件只读', en: 'the file is read-only' },
  10: { zh: '磁盘读写出错', en: 'the disk reported an error' },
  13: { zh: '磁盘已满', en: 'the disk is full' },
  14: { zh: '文件无法打开或创建，其文件夹必须已存在', en: 'the file cannot be opened or created; its folder must exist' },
};
const CORRUPT = 11;
const NOT_A_DATABASE = 26;
const BUSY = 5;

const NOTHING_UNRECORDED: Bilingual = {
  zh: '请排除该原因后重试；在记录写入之前不会发送任何开票请求',
  en: 'remove that cause and try again; nothing is sent before it is recorded',
};

/** A driver's error in our words; errors of this SDK pass unchanged. The store never carries on in memory instead. */
export function translate(error: unknown, path: string, outcome: FailureOutcome, hint = NOTHING_UNRECORDED): PiaozoneError {
  if (isPiaozoneError(error)) return error;
  const code = resultCode(error);
  if (code === CORRUPT) return damagedFile(path, outcome, error);
  if (code === NOT_A_DATABASE) return foreignFile(path);
  const reason = CAUSES[code ?? -1] ?? { zh: `SQLite 错误 ${code ?? '未知'}`, en: `SQLite error ${code ?? 'of no known code'}` };
  return storeError({
    message: { zh: `存储不可用（${reason.zh}）：${path}`, en: `the store cannot be used (${reason.en}): ${path}` },
    hint,
    outcome,
    cause: error,
  });
}

export function isBusy(error: unknown): boolean {
  return resultCode(error) === BUSY;
}

/** SQLite's primary result code: the low byte of the extended one. */
function resultCode(error: unknown): number | undefined {
  const code = typeof error === 'object' && error !== null ? (error as { errcode?: unknown }).errcode : undefined;
  return typeof code === 'number' ? code & 0xff : undefined;
}

/** Tokens are a convenience: without the store every process logs in by itself. */
export const ALONE_HINT: Bilingual = {
  zh: '令牌存储不可用期间，各进程自行登录；若新令牌会使旧令牌失效，请尽快恢复',
  en: 'while the token store cannot be used every process logs in by itself; where a new token ends the old one, bring it back soon',
};

/** An error of a database server's client. Its text is left out: it may quote the address with its password, or a statement with its values. */
export function serverError(server: string, error: unknown): PiaozoneError {
  if (isPiaozoneError(error)) return error;
  const reason = reasonOf(error);
  return storeError({
    message: { zh: `${server} 不可用（${reason}）`, en: `${server} cannot be used (${reason})` },
    hint: ALONE_HINT,
    cause: error,
  });
}

export function closedServer(server: string): PiaozoneError {
  return new PiaozoneError({
    code: 'closed',
    outcome: 'not-sent',
    message: { zh: `${server} 存储已关闭`, en: `the ${server} store is closed` },
  });
}

export function peerMissing(name: string, wanted: string): PiaozoneError {
  return storeError({
    message: { zh: `未安装 ${name}`, en: `${name} is not installed` },
    hint: { zh: `请执行 npm install ${wanted}`, en: `run npm install ${wanted}` },
  });
}

/** SQLSTATE, system code such as `ECONNREFUSED`, or the word a Redis answer begins with (`NOAUTH`, `READONLY`): nothing of these is secret. */
function reasonOf(error: unknown): string {
  const { code, message, name } = (typeof error === 'object' && error !== null ? error : {}) as { code?: unknown; message?: unknown; name?: unknown };
  if (typeof code === 'string' && /^[A-Z0-9_]{3,40}$/.test(code)) return code;
  const word = typeof message === 'string' ? /^[A-Z]{4,20}(?= )/.exec(message)?.[0] : undefined;
  return word ?? (typeof name === 'string' && /^\w{1,60}$/.test(name) ? name : 'error');
}
