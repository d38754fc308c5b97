import { type Call, diagnose, type Locale, PiaozoneError, type Runtime } from '@piaozone/core';

/** How an asynchronous task is asked after. Nothing about its length is published, so all of these are ours. */
export interface PollOptions {
  /** Between two questions, milliseconds. Default 5 000. */
  readonly intervalMs?: number;
  /** Questions after which it is given up. Default 360. */
  readonly maxPolls?: number;
  /** Milliseconds after which it is given up. Default 1 800 000 (half an hour). */
  readonly maxDurationMs?: number;
}

/** What one question brought. */
export type TaskState<T> = { readonly state: 'running'; readonly message: string } | { readonly state: 'done'; readonly result: T };

export interface PolledTask {
  readonly taskNo: string;
  readonly operation: string;
  readonly runtime: Pick<Runtime, 'monotonic' | 'schedule'>;
  readonly locale: Locale;
}

const INTERVAL_MS = 5_000;
const MAX_POLLS = 360;
const MAX_DURATION_MS = 1_800_000;

/**
 * Asks until the task is no longer running. Giving up ends the waiting only: the task goes on and can be asked after again by its number.
 * @throws timeout when count or time are used up, aborted, request_invalid for senseless options, and what `ask` throws
 */
export async function pollTask<T>(ask: () => Promise<TaskState<T>>, options: PollOptions, task: PolledTask, call: Call): Promise<T> {
  const { intervalMs = INTERVAL_MS, maxPolls = MAX_POLLS, maxDurationMs = MAX_DURATION_MS } = options;
  const { runtime } = task;
  checkOptions({ intervalMs, maxPolls, maxDurationMs }, task, call);
  const endsAt = runtime.monotonic() + maxDurationMs;
  let warned = false;
  for (let polls = 1; ; polls += 1) {
    if (call.signal?.aborted === true) throw ended('aborted', task, call);
    const asked = await ask();
    if (asked.state === 'done') return asked.result;
    if (!warned && asked.message.includes(WRONG_CHANNEL)) {
      warned = true;
      call.warn({ path: task.operation, message: CHANNEL_WARNING });
    }
    if (polls >= maxPolls || runtime.monotonic() + intervalMs > endsAt) throw ended('timeout', task, call);
    if (!(await pause(runtime, intervalMs, call.signal))) throw ended('aborted', task, call);
  }
}

/** Stands in brackets behind "still running" where the receiving channel is the retired one: such a task may never end (flagship-and-cosmic §8). */
const WRONG_CHANNEL = '没有开启软证书模式';
const CHANNEL_WARNING = {
  zh: '应答同时提示“没有开启软证书模式”：企业信息的收票通道可能不是电子税局或乐企，任务可能一直不结束',
  en: 'the answer also says 没有开启软证书模式: 收票通道 of the enterprise may be neither 电子税局 nor 乐企, and the task may never end',
};

/** @returns false when aborted first */
function pause(runtime: Pick<Runtime, 'schedule'>, delayMs: number, signal: AbortSignal | undefined): Promise<boolean> {
  return new Promise((resolve) => {
    const onAbort = () => {
      cancel();
      resolve(false);
    };
    const cancel = runtime.schedule(delayMs, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve(true);
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

function checkOptions(options: Required<PollOptions>, { operation, locale }: PolledTask, { requestId }: Call): void {
  const problems = (['intervalMs', 'maxPolls', 'maxDurationMs'] as const)
    .filter((name) => !(Number.isSafeInteger(options[name]) && options[name] >= 1))
    .map((path) => ({ path, message: { zh: '须为正整数', en: 'must be a positive whole number' } }));
  if (problems.length === 0) return;
  const message = { zh: '轮询设置有误', en: 'the polling options are wrong' };
  throw new PiaozoneError({ code: 'request_invalid', outcome: 'not-sent', operation, requestId, locale, message, problems });
}

function ended(code: 'timeout' | 'aborted', { taskNo, operation, locale }: PolledTask, { requestId }: Call): PiaozoneError {
  const diagnosis = code === 'timeout' ? diagnose({ diagnosis: 'ASYNC_TAX_TASK_RUNNING' }) : undefined;
  return new PiaozoneError({
    code,
    outcome: 'unknown',
    operation,
    requestId,
    locale,
    message:
      code === 'timeout'
        ? { zh: `任务 ${taskNo} 仍在处理中，已停止等待`, en: `task ${taskNo} is still running; stopped waiting for it` }
        : { zh: `已取消等待任务 ${taskNo}`, en: `waiting for task ${taskNo} was aborted` },
    hint: {
      zh: `任务没有取消：稍后用同一任务号 ${taskNo} 查询，不要重新提交`,
      en: `the task was not cancelled: query by the same task number ${taskNo} later, do not submit again`,
    },
    ...(diagnosis === undefined ? {} : { diagnosis }),
  });
}
