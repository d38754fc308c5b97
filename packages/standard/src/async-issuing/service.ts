import {
  type Call,
  type CredentialLevel,
  type CredentialQuery,
  configError,
  isPiaozoneError,
  type JsonValue,
  type Piaozone,
  type Problem,
} from '@piaozone/core';
import { StandardClient } from '../standard-client.js';

/** What the reference leaves open about 数电异步开票 v4 (standard-edition §6.3). Paths have no default: their prefix is not published. */
export interface AsyncIssuingSettings {
  /** Path of 查询异步开票结果-v4 below the base; it ends in `/invoice/query`. */
  readonly queryPath: string;
  /** `fpdk_type`: `4` for 星瀚, `3` for everything else. */
  readonly fpdkType: '3' | '4';
  /** The sources disagree on enterprise or tenant authorization for issuing interfaces. Default `enterprise`. */
  readonly level?: CredentialLevel;
}

/** One submission whose body no public source holds. */
export interface AsyncSubmission {
  /** Path of 异步开票-v4 below the base. */
  readonly path: string;
  /** Whether the whole body is encrypted; not published. */
  readonly encrypted: boolean;
  /** Written by exact-number JSON; must carry the serial number the result is asked for by. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Tax number the invoice is issued for. */
  readonly taxNo: string;
}

/** 数电异步开票 v4: the submission as far as its caller knows it, and the held query for its result. Answers are read by the default envelope (§4). */
export class AsyncIssuingService {
  readonly #client: StandardClient;
  readonly #settings: AsyncIssuingSettings;

  /** @throws config_invalid for a path that is none, and an unknown `fpdkType` */
  constructor(piaozone: Piaozone, settings: AsyncIssuingSettings) {
    const problems = [...badPath('queryPath', settings.queryPath), ...badType(settings.fpdkType)];
    if (problems.length > 0) throw configError(problems, piaozone.locale);
    this.#client = new StandardClient(piaozone);
    this.#settings = settings;
  }

  /** 异步开票-v4. Sent once; the invoice exists when a query shows it. @throws PiaozoneError, `outcome` says whether it may have been taken in */
  async submit(submission: AsyncSubmission, call: Call): Promise<JsonValue | undefined> {
    const { path, encrypted, body, taxNo } = submission;
    const problems = badPath('path', path);
    if (problems.length > 0) throw configError(problems);
    return this.#client.call(
      {
        operation: 'async.submit',
        path,
        effect: 'write',
        encrypted,
        body,
        credential: this.#credential(taxNo),
        feature: 'issuing',
        read: ({ data }) => data,
      },
      call,
    );
  }

  /**
   * 查询异步开票结果-v4: `data` as it came; its fields are not published. Repeatable.
   * Invoices issued synchronously are not found here, so {@link isNotFoundHere} proves nothing about them.
   * @throws business_rejected with the cloud's text, and what the transport throws
   */
  result(key: { readonly serialNo: string; readonly taxNo: string }, call: Call): Promise<JsonValue | undefined> {
    const { queryPath, fpdkType } = this.#settings;
    return this.#client.call(
      {
        operation: 'async.query',
        path: queryPath,
        method: 'GET',
        query: [
          ['taxNo', key.taxNo],
          ['fpdk_type', fpdkType],
          ['serialNo', key.serialNo],
        ],
        effect: 'read',
        encrypted: false,
        // A GET with a body, as the page has it.
        body: {},
        credential: this.#credential(key.taxNo),
        read: ({ data }) => data,
      },
      call,
    );
  }

  #credential(taxNo: string): Omit<CredentialQuery, 'operation'> {
    const { level } = this.#settings;
    return { level: 'disputed', ...(level === undefined ? {} : { preferred: level }), taxNo };
  }
}

function badPath(name: string, path: unknown): Problem[] {
  if (typeof path === 'string' && /^\/[^\s?#]+$/.test(path)) return [];
  return [{ path: name, message: { zh: '须为 / 开头的路径，不含空格、? 和 #', en: 'must be a path that begins with /, without blanks, ? and #' } }];
}

function badType(type: unknown): Problem[] {
  if (type === '3' || type === '4') return [];
  return [{ path: 'fpdkType', message: { zh: '星瀚为 4，其他为 3', en: 'is 4 for 星瀚 and 3 for everything else' } }];
}

/** The cloud has no asynchronous request of this tax number and serial number for this token (未查询该数据); it may have been issued synchronously. */
export function isNotFoundHere(error: unknown): boolean {
  return isPiaozoneError(error) && error.upstreamMessage?.includes('未查询该数据') === true;
}
