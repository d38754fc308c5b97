import type { SeededRandom } from '../../../erp/random.js';
import type { MockClock } from '../../../server/clock.js';
import { RimRefusal } from '../wire.js';
import type { TaxpayerState } from './taxpayers.js';

/** Interfaces that start a task. */
export type TaskKind = 'invoiceDown' | 'invoiceSelect' | 'statisticCreate' | 'statisticConfirm' | 'invoiceRecorded';

export interface DeductionTask<Result = unknown> {
  readonly taskNo: string;
  readonly kind: TaskKind;
  readonly taxNo: string;
  /** Epoch milliseconds by the mock's clock; from then on it is done. */
  readonly doneAt: number;
  /** What it found, once it is done. */
  readonly result: Result | undefined;
}

interface OpenTask {
  readonly task: Omit<DeductionTask, 'result'>;
  readonly run: (taskNo: string) => unknown;
  done?: { readonly result: unknown };
}

const RUNNING = '异步任务处理中，请稍后再查询。';

/** Asynchronous tasks: started at once, done when the mock's clock says so, in the order of their times. */
export class TaskBook {
  readonly #clock: MockClock;
  readonly #random: SeededRandom;
  readonly #decidedAfterMs: number;
  readonly #tasks = new Map<string, OpenTask>();
  #held = false;

  constructor(clock: MockClock, random: SeededRandom, decidedAfterMs: number) {
    this.#clock = clock;
    this.#random = random;
    this.#decidedAfterMs = decidedAfterMs;
    clock.onAdvance(() => this.settle());
  }

  get all(): readonly DeductionTask[] {
    this.settle();
    return [...this.#tasks.values()].map(({ task, done }) => ({ ...task, result: done?.result }));
  }

  /** Starts a task; `run` is its effect at the bureau. Answers its number. */
  start(kind: TaskKind, taxNo: string, run: (taskNo: string) => unknown): string {
    const taskNo = this.#random.digits(18); // mock-defined look
    this.#tasks.set(taskNo, { task: { taskNo, kind, taxNo, doneAt: this.#clock.now() + this.#decidedAfterMs }, run });
    return taskNo;
  }

  /** Does what is due. */
  settle(): void {
    if (this.#held) return;
    this.#held = true;
    const due = [...this.#tasks.values()].filter(({ task, done }) => done === undefined && task.doneAt <= this.#clock.now());
    for (const open of due.sort((a, b) => a.task.doneAt - b.task.doneAt)) open.done = { result: open.run(open.task.taskNo) };
    this.#held = false;
  }

  /** The result of a task. @throws RimRefusal 6910 while it runs, 2002 or 0201 for a number that belongs to no such task of the taxpayer */
  result(kind: TaskKind, { taxNo, softCertificate }: TaxpayerState, taskNo: unknown): unknown {
    this.settle();
    const open = this.#tasks.get(String(taskNo));
    if (open === undefined || open.task.kind !== kind || open.task.taxNo !== taxNo) throw unknownTask(kind);
    if (!softCertificate) throw new RimRefusal('6910', `${RUNNING}[税号:${taxNo},没有开启软证书模式]`);
    if (open.done === undefined) throw new RimRefusal('6910', RUNNING);
    return open.done.result;
  }
}

function unknownTask(kind: TaskKind): RimRefusal {
  if (kind === 'statisticCreate') {
    return new RimRefusal('2002', '未查询到“生成统计表”或“撤销统计表”相关任务，请确认“请求任务号”或“接口类型”是否正确。');
  }
  return new RimRefusal('0201', '未查询到相关任务，请确认请求税号或任务号是否正确');
}
