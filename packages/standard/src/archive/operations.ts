import type { ArchivePage, ArchiveProvider, ArchiveQuery } from './provider.js';

/** Where the template puts the interfaces, below the address of the ERP (standard-edition §6.11). */
export const ARCHIVE_BASE_PATH = '/api/erp';
export const TOKEN_OPERATION = 'base/oauth/company/token';

type Answer = (query: ArchiveQuery) => Promise<ArchivePage<unknown>>;
type Find = (provider: ArchiveProvider) => Answer | undefined;

const BOOKS = [
  ['ledger', 'ledger'],
  ['detail', 'detail'],
  ['month', 'month'],
  ['quarter', 'quarter'],
  ['year', 'year'],
  ['assetscard', 'assetsCard'],
] as const satisfies readonly (readonly [string, keyof ArchiveProvider])[];

/** Every path below {@link ARCHIVE_BASE_PATH}, capitals as the template prints them, and who answers it. */
const FINDERS: ReadonlyMap<string, Find> = new Map<string, Find>([
  ['base/getOrganization', ({ organizations }) => organizations],
  ['voucher/getIds', ({ vouchers }) => vouchers.ids],
  ['voucher/list', ({ vouchers }) => vouchers.list],
  ['voucher/file/download', ({ vouchers }) => vouchers.files],
  ['voucher/invoice', ({ vouchers }) => vouchers.invoices],
  ['voucher/billRelation', ({ vouchers }) => vouchers.billRelations],
  ['bill/Ids', ({ bills }) => bills.ids],
  ['bill/List', ({ bills }) => bills.list],
  ['bill/file/download', ({ bills }) => bills.files],
  ['bill/invoice', ({ bills }) => bills.invoices],
  ['bill/voucherRelation', ({ bills }) => bills.voucherRelations],
  ...BOOKS.flatMap(([path, name]): [string, Find][] => [
    [`${path}/List`, (provider) => provider[name]?.list],
    [`${path}/file/download`, (provider) => provider[name]?.files],
  ]),
  ['bank/Ids', ({ bank }) => bank?.ids],
  ['bank/List', ({ bank }) => bank?.list],
  ['bank/file/download', ({ bank }) => bank?.files],
]);

/** Path below {@link ARCHIVE_BASE_PATH}. */
export type ArchiveOperation = string;

/** All operations besides the token. */
export const ARCHIVE_OPERATIONS: readonly ArchiveOperation[] = [...FINDERS.keys()];

/** @returns `undefined` for a path of no operation, `'absent'` where the provider does not have it */
export function answerer(operation: ArchiveOperation, provider: ArchiveProvider): Answer | 'absent' | undefined {
  const find = FINDERS.get(operation);
  return find === undefined ? undefined : (find(provider) ?? 'absent');
}
