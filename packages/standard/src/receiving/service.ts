import {
  asText,
  type Call,
  configError,
  type Effect,
  isObject,
  isSecret,
  type JsonObject,
  type Piaozone,
  PiaozoneError,
  type Problem,
  readBaseUrl,
} from '@piaozone/core';
import type { Envelope } from '../envelope.js';
import { StandardClient } from '../standard-client.js';
import {
  type DigitalInvoice,
  type DigitalInvoicePage,
  type DigitalInvoiceQuery,
  type FullQueryRequest,
  type HeaderPage,
  type HeaderRequest,
  type NotDeductibleRequest,
  type ReceivingAnswer,
  type ReceivingTarget,
  readDigitalInvoices,
} from './requests.js';
import type { ReceivingSettings } from './settings.js';

/** The bureau takes no more in one submission (business-rules §4.7). */
const MAX_SELECTED = 2_000;
const MAX_PAGES = 1_000;
/** `{errorCode, message, totalElement, totalPage, pageSize, currentPage, data}` (standard-edition §4). */
const PAGED_ENVELOPE = { code: 'errorCode', text: 'message' } as const;

/** 收票: header collection, selection, full query, and the paged query of downloaded invoices (standard-edition §6.7). */
export class ReceivingService {
  readonly #client: StandardClient;
  readonly #settings: ReceivingSettings;

  /** @throws config_invalid for an address that is none */
  constructor(piaozone: Piaozone, settings: ReceivingSettings = {}) {
    this.#client = new StandardClient(piaozone);
    this.#settings = settings;
    const problems: Problem[] = [];
    const { baseUrl, path } = settings.address ?? {};
    if (baseUrl !== undefined) readBaseUrl(baseUrl, 'address.baseUrl', problems);
    if (path !== undefined && !/^\/[\w\-./]*$/.test(path)) {
      problems.push({ path: 'address.path', message: { zh: '须以 / 开头，不带 ?', en: 'must begin with / and hold no ?' } });
    }
    if (problems.length > 0) throw configError(problems, piaozone.locale);
  }

  /** One page of 2、进项发票表头采集. @throws config_invalid without `address` and `requestPaths.collectHeaders`; business_rejected; what the transport throws */
  async collectHeaders(request: HeaderRequest, call: Call): Promise<HeaderPage> {
    const { serialNo, dataFromIndex, dataIndex, continueFlag, search } = request;
    const body = { serialNo, dataFromIndex, dataIndex, continueFlag, searchOpt: search };
    return this.#call('collectHeaders', 'read', request, body, call, ({ data, traceId }) => ({
      serialNo: isObject(data) ? asText(data['serialNo']) : undefined,
      data,
      traceId,
    }));
  }

  /**
   * Page after page of a batch, until the cloud says that it is complete. What was handed out stays with the caller when a later page fails:
   * go on with that page's request.
   * @param first `continueFlag` is set for the pages after it
   * @throws config_invalid without the setting `collection`; response_invalid when it does not end; as `collectHeaders`
   */
  async *collectAllHeaders(
    first: HeaderRequest,
    call: Call,
  ): AsyncGenerator<{ readonly page: HeaderPage; readonly request: HeaderRequest }, void, undefined> {
    const { collection } = this.#settings;
    if (collection === undefined) throw settingMissing(['collection'], this.#client.piaozone);
    const { endFlag, next, maxPages = MAX_PAGES } = collection;
    let request = first;
    for (let pages = 1; ; pages += 1) {
      const page = await this.collectHeaders(request, call);
      yield { page, request };
      if (isObject(page.data) && isTrue(page.data, endFlag)) return;
      const following: HeaderRequest = { ...request, ...next(page, request), continueFlag: true };
      const stands = following.dataFromIndex === request.dataFromIndex && following.dataIndex === request.dataIndex;
      if (stands || pages >= maxPages) throw endless(call, this.#client.piaozone, 'receiving.collectHeaders');
      request = following;
    }
  }

  /** 3、发票不抵扣勾选. Sent once. @throws request_invalid for none or more than 2 000 invoices; config_invalid, business_*, and what the transport throws */
  async selectNotDeductible(request: NotDeductibleRequest, call: Call): Promise<ReceivingAnswer> {
    const { authenticateFlag, invoices } = request;
    if (invoices.length === 0 || invoices.length > MAX_SELECTED) throw wrongCount(invoices.length, call, this.#client.piaozone);
    return this.#call('notDeductible', 'write', request, { authenticateFlag, invoices }, call, answerOf);
  }

  /** 7、全量发票查询. @throws as `collectHeaders` */
  async fullQuery(request: FullQueryRequest, call: Call): Promise<ReceivingAnswer> {
    return this.#call('fullQuery', 'read', request, request.fields ?? {}, call, answerOf);
  }

  /** One page of 全量数据查询. @throws response_invalid for another page than was asked for; business_rejected; what the transport throws */
  async digitalInvoices(query: DigitalInvoiceQuery, call: Call): Promise<DigitalInvoicePage> {
    const { taxNo, batchNo, pageSize = 100, currentPage = 1 } = query;
    const { level } = this.#settings;
    const page = await this.#client.call<DigitalInvoicePage>(
      {
        operation: 'receiving.digitalInvoices',
        path: '/bill-websocket/digitalInvoice/query',
        query: [['taxNo', taxNo]],
        effect: 'read',
        encrypted: false,
        body: { batchNo, pageSize, currentPage },
        credential: { level: 'disputed', preferred: level ?? 'tenant', taxNo },
        feature: 'receiving',
        envelope: PAGED_ENVELOPE,
        read: ({ data, fields }) => ({
          invoices: readDigitalInvoices(data),
          currentPage: countOf(fields, 'currentPage') ?? currentPage,
          totalPage: countOf(fields, 'totalPage'),
          totalElement: countOf(fields, 'totalElement'),
        }),
      },
      call,
    );
    if (page.currentPage !== currentPage) throw endless(call, this.#client.piaozone, 'receiving.digitalInvoices');
    return page;
  }

  /**
   * Every invoice of a batch. Invoices that arrive meanwhile may move others to another page: read a batch when its download has ended.
   * @throws response_invalid when the pages do not end; as `digitalInvoices`
   */
  async *allDigitalInvoices(
    query: Omit<DigitalInvoiceQuery, 'currentPage'>,
    call: Call,
    maxPages = MAX_PAGES,
  ): AsyncGenerator<DigitalInvoice, void, undefined> {
    const { pageSize = 100 } = query;
    for (let currentPage = 1; ; currentPage += 1) {
      const { invoices, totalPage } = await this.digitalInvoices({ ...query, currentPage }, call);
      yield* invoices;
      const last = totalPage === undefined ? invoices.length < pageSize : currentPage >= totalPage;
      if (last || invoices.length === 0) return;
      if (currentPage >= maxPages) throw endless(call, this.#client.piaozone, 'receiving.digitalInvoices');
    }
  }

  #call<T>(
    name: keyof NonNullable<ReceivingSettings['requestPaths']>,
    effect: Effect,
    { taxNo, account, longLinkName }: ReceivingTarget,
    fields: Readonly<Record<string, unknown>>,
    call: Call,
    read: (envelope: Envelope) => T,
  ): Promise<T> {
    const { address, requestPaths, level, encrypted = false } = this.#settings;
    const requestPath = requestPaths?.[name];
    if (address === undefined || requestPath === undefined) {
      const missing = [...(address === undefined ? ['address'] : []), ...(requestPath === undefined ? [`requestPaths.${name}`] : [])];
      return Promise.reject(settingMissing(missing, this.#client.piaozone));
    }
    const query: [string, string][] = [['taxNo', taxNo]];
    if (longLinkName !== undefined) query.push(['name', isSecret(longLinkName) ? longLinkName.reveal() : Buffer.from(longLinkName).toString('utf8')]);
    return this.#client.call(
      {
        operation: `receiving.${name}`,
        path: address.path,
        ...(address.baseUrl === undefined ? {} : { baseUrl: address.baseUrl }),
        query,
        effect,
        encrypted,
        body: { request_path: requestPath, account, taxNo, ...fields },
        credential: { level: 'disputed', preferred: level ?? 'tenant', taxNo },
        feature: 'receiving',
        read,
      },
      call,
    );
  }
}

function answerOf({ description, data, traceId }: Envelope): ReceivingAnswer {
  return { description, data, traceId };
}

function isTrue(data: JsonObject, name: string): boolean {
  return data[name] === true || asText(data[name]) === 'true';
}

function countOf(fields: JsonObject, name: string): number | undefined {
  const text = asText(fields[name]) ?? '';
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function settingMissing(names: readonly string[], { locale }: Piaozone): PiaozoneError {
  return configError(
    names.map((path) => ({
      path,
      message: {
        zh: '公开资料没有这个值，请从金蝶取得后在 ReceivingService 中配置',
        en: 'is published nowhere: ask Kingdee for it and configure it for ReceivingService',
      },
    })),
    locale,
  );
}

function wrongCount(count: number, { requestId }: Call, { locale }: Piaozone): PiaozoneError {
  return new PiaozoneError({
    operation: 'receiving.notDeductible',
    requestId,
    locale,
    code: 'request_invalid',
    outcome: 'not-sent',
    message: {
      zh: `一次勾选须为 1 到 ${MAX_SELECTED} 张发票，现在是 ${count} 张`,
      en: `one submission selects 1 to ${MAX_SELECTED} invoices, not ${count}`,
    },
  });
}

function endless({ requestId }: Call, { locale }: Piaozone, operation: string): PiaozoneError {
  return new PiaozoneError({
    code: 'response_invalid',
    outcome: 'rejected',
    operation,
    requestId,
    locale,
    message: { zh: '分页没有前进或没有结束，已停止', en: 'the pages do not advance or do not end; stopped' },
  });
}
