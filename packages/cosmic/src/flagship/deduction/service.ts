import { asText, type Call, type Effect, isObject, isSecret, type JsonObject, type JsonValue, type Locale } from '@piaozone/core';
import { checkPeriod, RequestChecker } from '../checks.js';
import type { DeductionCall, FlagshipClient } from '../client.js';
import type { FlagshipAnswer } from '../envelope.js';
import { TASK_RUNNING } from '../refusals.js';
import { everyRow, readPage, rowsOf } from '../rows.js';
import { type PollOptions, pollTask, type TaskState } from '../tasks.js';
import { checkRecording, checkSearch, checkSelection } from './check.js';
import type {
  DownloadSearch,
  PeriodChange,
  RecordingRequest,
  SelectionRequest,
  StartedTask,
  StatisticConfirmation,
  StatisticRequest,
  TaskKey,
  TaskPage,
} from './requests.js';

/** Tasks whose result comes in pages. */
type PagedCode = 'invoiceDownQuery' | 'invoiceSelectQuery' | 'invoiceRecordedQuery';

export interface DeductionSettings {
  /** How tasks are asked after. */
  readonly polling?: PollOptions;
  /** Member of `data` that holds the list, where `data` is not the list itself; published for none of the three. */
  readonly listFields?: Partial<Readonly<Record<PagedCode, string>>>;
}

/** Page sizes of the samples (flagship-and-cosmic §8). */
const PAGE_SIZES: Readonly<Record<PagedCode, number>> = { invoiceDownQuery: 200, invoiceSelectQuery: 50, invoiceRecordedQuery: 200 };
/** Asked for a task, the cloud answers with its number. */
const ASYNC = '1';

/**
 * 抵扣勾选 over `rim/deduction` (flagship-and-cosmic §8). What the bureau does takes time: a request starts a task, whose result is asked for by its number
 * until it is no longer running. Most requests refuse small-scale taxpayers and start no task. Writes are sent once.
 */
export class DeductionService {
  readonly #client: FlagshipClient;
  readonly #settings: DeductionSettings;

  constructor(client: FlagshipClient, settings: DeductionSettings = {}) {
    this.#client = client;
    this.#settings = settings;
  }

  /** 税局登录 (`taxLogin`). @returns `loginType`; its values are not published */
  async taxLogin(taxNo: string, call: Call): Promise<{ readonly loginType: string | undefined; readonly data: JsonValue | undefined }> {
    this.#target('taxLogin', taxNo, call);
    const { data } = await this.#send('taxLogin', { taxNo }, 'write', taxNo, call, { refusalIsFinal: true });
    return { loginType: isObject(data) ? asText(data['loginType']) : undefined, data };
  }

  /** 发票下载申请 (`invoiceDown`): headers only, not through 乐企. A second one only starts a second task. */
  async startDownload({ taxNo, search = {} }: { readonly taxNo: string; readonly search?: DownloadSearch }, call: Call): Promise<StartedTask> {
    const checker = new RequestChecker();
    checker.needed(taxNo, 'taxNo');
    checkSearch(checker, search);
    this.#done(checker, 'invoiceDown', call);
    return started(await this.#send('invoiceDown', { taxNo, asyncFlag: ASYNC, searchOpt: search }, 'write', taxNo, call, { refusalIsFinal: true }));
  }

  /** One page of a download's result, waiting until the task has ended. @throws timeout with the task number, aborted; business_rejected */
  async downloadPage(
    task: TaskKey & { readonly pageNo?: number; readonly pageSize?: number; readonly saveFlag?: string },
    call: Call,
  ): Promise<TaskPage> {
    return this.#page('invoiceDownQuery', task, { saveFlag: task.saveFlag ?? '1' }, call);
  }

  /** Every header of a download. @throws response_invalid where the answer holds no list (set `listFields`) or does not end; as {@link downloadPage} */
  downloaded(task: TaskKey & { readonly pageSize?: number; readonly saveFlag?: string }, call: Call): AsyncGenerator<JsonObject, void, undefined> {
    return this.#every('invoiceDownQuery', (pageNo) => this.downloadPage({ ...task, pageNo }, call), call);
  }

  /** 税期查询 (`taxperiodQuery`). */
  async taxPeriod(taxNo: string, call: Call): Promise<JsonValue | undefined> {
    return this.#read('taxperiodQuery', taxNo, call);
  }

  /** 抵扣勾选 (`invoiceSelect`). Refused while a statistic exists (当前属期统计表已生成). Sent once: after an open outcome look at the invoices before selecting again. */
  async select(request: SelectionRequest, call: Call): Promise<StartedTask> {
    const checker = new RequestChecker();
    checkSelection(checker, request);
    this.#done(checker, 'invoiceSelect', call);
    const { taxNo, billType, authenticateFlag, deductionPurpose, invoices } = request;
    const data = { taxNo, billType, authenticateFlag, deductionPurpose, asyncFlag: ASYNC, invoices };
    return started(await this.#send('invoiceSelect', data, 'write', taxNo, call));
  }

  /** One page of a selection's result, waiting until the task has ended. @throws as {@link downloadPage} */
  async selectionPage(task: TaskKey & { readonly pageNo?: number; readonly pageSize?: number }, call: Call): Promise<TaskPage> {
    return this.#page('invoiceSelectQuery', task, {}, call);
  }

  /** The result of every invoice of a selection. @throws as {@link downloaded} */
  selected(task: TaskKey & { readonly pageSize?: number }, call: Call): AsyncGenerator<JsonObject, void, undefined> {
    return this.#every('invoiceSelectQuery', (pageNo) => this.selectionPage({ ...task, pageNo }, call), call);
  }

  /** 统计表查询 (`statisticQuery`); it also refreshes the state the cloud keeps. */
  async statistic(taxNo: string, call: Call): Promise<JsonValue | undefined> {
    return this.#read('statisticQuery', taxNo, call);
  }

  /** 生成或撤销统计表 (`statisticCreate`). Sent once. */
  async changeStatistic({ taxNo, operateType }: StatisticRequest, call: Call): Promise<StartedTask> {
    const checker = new RequestChecker();
    checker.needed(taxNo, 'taxNo');
    checker.needed(operateType, 'operateType');
    this.#done(checker, 'statisticCreate', call);
    return started(await this.#send('statisticCreate', { taxNo, operateType, asyncFlag: ASYNC }, 'write', taxNo, call));
  }

  /** The result of {@link changeStatistic}, waiting until the task has ended. @throws as {@link downloadPage} */
  async statisticResult({ taxNo, taskNo }: TaskKey, call: Call): Promise<JsonValue | undefined> {
    return this.#poll('statisticCreateQuery', { taxNo, taskNo }, call);
  }

  /** 统计确认 (`statisticConfirm`). Sent once. Its result has no published interface: the code of the manual is refused with 2002. */
  async confirmStatistic({ taxNo, password }: StatisticConfirmation, call: Call): Promise<StartedTask> {
    const checker = new RequestChecker();
    checker.needed(taxNo, 'taxNo');
    const plain = isSecret(password) ? password.reveal() : Buffer.from(password).toString('utf8');
    checker.needed(plain, 'password');
    this.#done(checker, 'statisticConfirm', call);
    return started(await this.#send('statisticConfirm', { taxNo, password: plain, asyncFlag: ASYNC }, 'write', taxNo, call, { secret: plain }));
  }

  /** 属期变更 (`taxperiodChange`): also clears the kept state of the statistic. */
  async changePeriod({ taxNo, taxPeriod, status = 1 }: PeriodChange, call: Call): Promise<JsonValue | undefined> {
    const checker = new RequestChecker();
    checker.needed(taxNo, 'taxNo');
    if (checker.needed(taxPeriod, 'taxPeriod')) checkPeriod(checker, taxPeriod, 'taxPeriod');
    this.#done(checker, 'taxperiodChange', call);
    return (await this.#send('taxperiodChange', { taxNo, taxPeriod, status }, 'write', taxNo, call)).data;
  }

  /** 入账 (`invoiceRecorded`). Sent once. */
  async record(request: RecordingRequest, call: Call): Promise<StartedTask> {
    const checker = new RequestChecker();
    checkRecording(checker, request);
    this.#done(checker, 'invoiceRecorded', call);
    const { taxNo, nextEntryMarkStatus = '02' } = request;
    const invoices = request.invoices.map(({ serialNo, ...invoice }) => ({ serilNo: serialNo, ...invoice }));
    return started(await this.#send('invoiceRecorded', { taxNo, nextEntryMarkStatus, invoices }, 'write', taxNo, call));
  }

  /** One page of the result of {@link record}, waiting until the task has ended. @throws as {@link downloadPage} */
  async recordedPage(task: TaskKey & { readonly pageNo?: number; readonly pageSize?: number }, call: Call): Promise<TaskPage> {
    return this.#page('invoiceRecordedQuery', task, {}, call);
  }

  /** The result of every invoice of {@link record}. @throws as {@link downloaded} */
  recorded(task: TaskKey & { readonly pageSize?: number }, call: Call): AsyncGenerator<JsonObject, void, undefined> {
    return this.#every('invoiceRecordedQuery', (pageNo) => this.recordedPage({ ...task, pageNo }, call), call);
  }

  /** 出口退税勾选统计查询 (`exportRebateStatisticQuery`). Its fields are not published beside the tax number: sent as they are. */
  async exportRebateStatistic(
    { taxNo, ...fields }: { readonly taxNo: string } & Readonly<Record<string, unknown>>,
    call: Call,
  ): Promise<JsonValue | undefined> {
    this.#target('exportRebateStatisticQuery', taxNo, call);
    return (await this.#send('exportRebateStatisticQuery', { ...fields, taxNo }, 'read', taxNo, call)).data;
  }

  async #read(code: string, taxNo: string, call: Call): Promise<JsonValue | undefined> {
    this.#target(code, taxNo, call);
    return (await this.#send(code, { taxNo }, 'read', taxNo, call)).data;
  }

  async #page(
    code: PagedCode,
    { taxNo, taskNo, pageNo = 1, pageSize = PAGE_SIZES[code] }: TaskKey & { readonly pageNo?: number; readonly pageSize?: number },
    more: Readonly<Record<string, unknown>>,
    call: Call,
  ): Promise<TaskPage> {
    const checker = new RequestChecker();
    checker.count(pageNo, 1, Number.MAX_SAFE_INTEGER, 'pageNo');
    checker.count(pageSize, 1, Number.MAX_SAFE_INTEGER, 'pageSize');
    this.#done(checker, code, call);
    const data = await this.#poll(code, { taxNo, taskNo, ...more, pageNo, pageSize }, call);
    return { rows: rowsOf(data, this.#settings.listFields?.[code]), pageNo, data };
  }

  /** 6910 says that the task is still running; every other refusal ends the waiting. */
  async #poll(code: string, data: TaskKey & Readonly<Record<string, unknown>>, call: Call): Promise<JsonValue | undefined> {
    const { taxNo, taskNo } = data;
    const checker = new RequestChecker();
    checker.needed(taxNo, 'taxNo');
    checker.needed(taskNo, 'taskNo');
    this.#done(checker, code, call);
    const ask = async (): Promise<TaskState<JsonValue | undefined>> => {
      const answer = await this.#send(code, data, 'read', taxNo, call, { accepted: [TASK_RUNNING] });
      return answer.code === TASK_RUNNING ? { state: 'running', message: answer.message } : { state: 'done', result: answer.data };
    };
    const { runtime, locale } = this.#client;
    return pollTask(ask, this.#settings.polling ?? {}, { taskNo, operation: `deduction.${code}`, runtime, locale }, call);
  }

  #every(code: PagedCode, fetch: (pageNo: number) => Promise<TaskPage>, call: Call): AsyncGenerator<JsonObject, void, undefined> {
    const { locale, settings } = this.#client;
    const operation = `deduction.${code}`;
    const listField = this.#settings.listFields?.[code];
    const page = async (pageNo: number) => readPage((await fetch(pageNo)).data, pageNo, { operation, listField, locale }, call, (row) => row);
    return everyRow(page, { firstPage: 1, maxPages: settings.maxPages, operation, locale }, call);
  }

  #send(
    interfaceCode: string,
    data: unknown,
    effect: Effect,
    taxNo: string,
    call: Call,
    more: Pick<DeductionCall, 'refusalIsFinal' | 'accepted' | 'secret'> = {},
  ): Promise<FlagshipAnswer> {
    return this.#client.deduction({ interfaceCode, data, effect, taxNo, ...more }, call);
  }

  #target(code: string, taxNo: string, call: Call): void {
    const checker = new RequestChecker();
    checker.needed(taxNo, 'taxNo');
    this.#done(checker, code, call);
  }

  #done(checker: RequestChecker, code: string, { requestId }: Call): void {
    const { locale }: { readonly locale: Locale } = this.#client;
    checker.done(`deduction.${code}`, requestId, locale);
  }
}

/** `{asyncFlag, taskNo}`. */
function started({ data }: FlagshipAnswer): StartedTask {
  const taskNo = isObject(data) ? asText(data['taskNo']) : undefined;
  return { taskNo: taskNo === '' ? undefined : taskNo, data };
}
