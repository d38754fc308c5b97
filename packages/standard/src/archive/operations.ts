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

/** Bound, since providers may be classes. */
const of = <T extends object, K extends keyof T>(owner: T | undefined, name: K): Answer | undefined =>
  (owner?.[name] as Answer | undefined)?.bind(owner);

/** Every path below {@link ARCHIVE_BASE_PATH}, capitals as the template prints them, and who answers it. */
const FINDERS: ReadonlyMap<string, Find> = new Map<string, Find>([
  ['base/getOrganization', (provider) => of(provider, 'organizations')],
  ['voucher/getIds', ({ vouchers }) => of(vouchers, 'ids')],
  ['voucher/list', ({ vouchers }) => of(vouchers, 'list')],
  ['voucher/file/download', ({ vouchers }) => of(vouchers, 'files')],
  ['voucher/invoice', ({ vouchers }) => of(vouchers, 'invoices')],
  ['voucher/billRelation', ({ vouchers }) => of(vouchers, 'billRelations')],
  ['bill/Ids', ({ bills }) => of(bills, 'ids')],
  ['bill/List', ({ bills }) => of(bills, 'list')],
  ['bill/file/download', ({ bills }) => of(bills, 'files')],
  ['bill/invoice', ({ bills }) => of(bills, 'invoices')],
  ['bill/voucherRelation', ({ bills }) => of(bills, 'voucherRelations')],
  ...BOOKS.flatMap(([path, name]): [string, Find][] => [
    [`${path}/List`, (provider) => of(provider[name], 'list')],
    [`${path}/file/download`, (provider) => of(provider[name], 'files')],
  ]),
  ['bank/Ids', ({ bank }) => of(bank, 'ids')],
  ['bank/List', ({ bank }) => of(bank, 'list')],
  ['bank/file/download', ({ bank }) => of(bank, 'files')],
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
