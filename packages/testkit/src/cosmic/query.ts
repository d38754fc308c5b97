import type { Row } from '../erp/bill-table.js';
import { exactJson } from '../erp/exact-json.js';
import type { MockReply, MockRequest } from '../server/http-server.js';
import { isObject, platformReply, postedObject } from './envelope.js';
import type { CosmicQueryOptions, LastPageBehaviour, PlatformReply, QueryColumn } from './options.js';

/** One published query. All members may be changed while the mock runs, as an administrator would in the API design. */
export class CosmicQuery {
  readonly path: string;
  rows: () => readonly Row[];
  filter: string;
  keep: (row: Row, data: Row) => boolean;
  lastPage: LastPageBehaviour;
  readonly #methods: readonly string[];
  readonly #columns: readonly QueryColumn[] | undefined;

  constructor(options: CosmicQueryOptions) {
    const { rows } = options;
    this.path = options.path;
    this.rows = typeof rows === 'function' ? rows : () => rows;
    this.filter = options.filter ?? '';
    this.keep = options.keep ?? (() => true);
    this.lastPage = options.lastPage ?? 'right';
    this.#methods = options.methods ?? ['POST'];
    this.#columns = options.v1Columns;
  }

  /** The administrator has the query show another 组织视图: rows without it vanish, and the echo says so (flagship-and-cosmic §4.3). */
  selectView(viewId: string): void {
    this.filter = `[structure.view.id = ${viewId}]`;
    this.keep = ({ structure }) => Array.isArray(structure) && structure.some((entry: unknown) => isObject(entry) && entry['view_id'] === viewId);
  }

  reply(request: MockRequest, maxPageSize: number, status: 'ok' | 'code'): MockReply {
    const asked = this.#callOf(request);
    if ('refusal' in asked) return platformReply(asked.refusal, status);
    if (this.#columns !== undefined) return this.#v1Reply(asked.call, this.#columns);
    return platformReply(this.#answer(asked.call, maxPageSize), status);
  }

  /** POST: the JSON body. GET, where the API has it: the query string, in which paging stands beside the conditions. */
  #callOf(request: MockRequest): ReturnType<typeof postedObject> {
    if (request.method !== 'GET' || !this.#methods.includes('GET')) return postedObject(request);
    const { pageNo, pageSize, ...data } = request.query;
    const paging = Object.entries({ pageNo, pageSize }).filter(([, value]) => value !== undefined);
    return { call: { data, ...Object.fromEntries(paging.map(([name, value]) => [name, Number(value)])) } };
  }

  /** Answers `{data, pageNo, pageSize}`; the two Chinese refusals were measured on a live 星瀚 (flagship-and-cosmic §4.3). */
  #answer(body: Row, maxPageSize: number): PlatformReply {
    const { data, pageNo = 1, pageSize } = body;
    if (!isObject(data)) return { errorCode: '400', message: '请求参数没有 data 数据' }; // mock-defined code
    if (pageSize === undefined || pageSize === null || pageSize === '') {
      return { errorCode: '400', message: '页大小pageSize不能为空' }; // mock-defined code
    }
    if (!isPositive(pageSize) || !isPositive(pageNo)) return { errorCode: '603', message: 'pageNo and pageSize: whole numbers from 1' }; // mock-defined text
    if (pageSize > maxPageSize) return { errorCode: '603', message: `pageSize: at most ${maxPageSize}` }; // mock-defined text

    const all = this.#kept(data);
    const end = pageNo * pageSize;
    const rows = all.slice(end - pageSize, end).map(withTextId);
    return {
      data: { rows, pageNo, pageSize, filter: this.filter, ...this.#lastPage(end >= all.length), totalCount: all.length },
    };
  }

  /** The older form: named columns and bare rows, all at once, because the names of its paging are unknown. */
  #v1Reply(body: Row, columns: readonly QueryColumn[]): MockReply {
    const kept = this.#kept(isObject(body['data']) ? body['data'] : {}).map(withTextId);
    const data = { count: kept.length, header: columns, rows: kept.map((row) => columns.map(({ name }) => row[name] ?? null)) };
    return { body: exactJson({ success: true, errorCode: 'success', data }) };
  }

  #kept(data: Row): readonly Row[] {
    return this.rows().filter((row) => this.keep(row, data));
  }

  #lastPage(right: boolean): { lastPage?: boolean } {
    if (this.lastPage === 'missing') return {};
    return { lastPage: this.lastPage === 'right' ? right : this.lastPage === 'always' };
  }
}

function isPositive(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

/** The platform sends ids as text, whatever the table holds. */
function withTextId(row: Row): Row {
  return typeof row['id'] === 'number' ? { ...row, id: String(row['id']) } : row;
}
