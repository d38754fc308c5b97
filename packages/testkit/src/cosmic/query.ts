import type { Row } from '../erp/bill-table.js';
import { isObject } from './envelope.js';
import type { CosmicQueryOptions, LastPageBehaviour, PlatformReply } from './options.js';

/** One published query. All members may be changed while the mock runs, as an administrator would in the API design. */
export class CosmicQuery {
  readonly path: string;
  rows: () => readonly Row[];
  filter: string;
  keep: (row: Row, data: Row) => boolean;
  lastPage: LastPageBehaviour;

  constructor(options: CosmicQueryOptions) {
    const { rows } = options;
    this.path = options.path;
    this.rows = typeof rows === 'function' ? rows : () => rows;
    this.filter = options.filter ?? '';
    this.keep = options.keep ?? (() => true);
    this.lastPage = options.lastPage ?? 'right';
  }

  /** Answers `{data, pageNo, pageSize}`; the two Chinese refusals were measured on a live 星瀚 (flagship-and-cosmic §4.3). */
  answer(body: Row, maxPageSize: number): PlatformReply {
    const { data, pageNo = 1, pageSize } = body;
    if (!isObject(data)) return { errorCode: '400', message: '请求参数没有 data 数据' }; // mock-defined code
    if (pageSize === undefined || pageSize === null || pageSize === '') {
      return { errorCode: '400', message: '页大小pageSize不能为空' }; // mock-defined code
    }
    if (!isPositive(pageSize) || !isPositive(pageNo)) return { errorCode: '603', message: 'pageNo and pageSize: whole numbers from 1' }; // mock-defined text
    if (pageSize > maxPageSize) return { errorCode: '603', message: `pageSize: at most ${maxPageSize}` }; // mock-defined text

    const all = this.rows().filter((row) => this.keep(row, data));
    const end = pageNo * pageSize;
    const rows = all.slice(end - pageSize, end).map(withTextId);
    return {
      data: { rows, pageNo, pageSize, filter: this.filter, ...this.#lastPage(end >= all.length), totalCount: all.length },
    };
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
