import type { EasFacade, FacadeContext, TypedFunction } from '../options.js';
import type { BeanValue, Value } from '../part-types.js';
import type { Strings } from '../reply.js';
import { GL_NAMESPACE, GL_SERVICE, GL_SIGNATURES, type GlOperation } from '../signatures.js';
import type { StoredVoucher, VoucherBook, VoucherOutcome } from './voucher-book.js';
import { type GlRead, needed, type VoucherRules } from './voucher-rules.js';

const ROW_CAP = 1000;
const READS: readonly GlRead[] = [
  'getOrg',
  'getAcctType',
  'getAsstActType',
  'getAcctTypeDetail',
  'getAccount',
  'getAccountBalance',
  'getAssitBalance',
  'getVoucher',
];

/** WSGLWebServiceFacade over a voucher book; what the rules leave out is the test's error when it is called. */
export function glFacade(book: VoucherBook, rules: VoucherRules): EasFacade {
  const functions: Partial<Record<GlOperation, TypedFunction>> = { ...voucherFunctions(book, rules), ...readFunctions(rules), ...rules.operations };
  const operations = Object.entries(GL_SIGNATURES).map(([name, signature]) => {
    const call: TypedFunction = (args, context) => needed(name, functions[name as GlOperation])(args, context);
    return [name, { ...signature, answer: call }];
  });
  return { service: GL_SERVICE, namespace: GL_NAMESPACE, typeNamespace: 'urn:client.glwebservicefacade', operations: Object.fromEntries(operations) };
}

function voucherFunctions(book: VoucherBook, rules: VoucherRules): Partial<Record<GlOperation, TypedFunction>> {
  const one = (by: Parameters<VoucherBook['find']>[0]): StoredVoucher | undefined => book.find(by)[0];
  const remove = (voucher: StoredVoucher | undefined): number => {
    const code = needed('deleted', rules.deleted)(voucher);
    book.remove(voucher);
    return code;
  };
  return {
    importVoucher: (args, context) => {
      const line = needed('importLine', rules.importLine);
      return imported(book, 'importVoucher', args, context).map((outcome) => line(outcome).join('||'));
    },
    importVoucherOfReturnID: (args, context) => {
      const id = needed('importId', rules.importId);
      return imported(book, 'importVoucherOfReturnID', args, context).map(id);
    },
    findVoucher: ([company, year, month]) =>
      needed('find', rules.find)(book.find({ companyNumber: String(company), periodYear: Number(year), periodNumber: Number(month) })),
    // The reference calls this part an id; the mock knows a company by its number only.
    exploreVoucher: ([company, year, month, type, number]) =>
      needed('explore', rules.explore)(one({ ...headOf(company, year, month), voucherType: String(type), number: String(number) })),
    checkVoucher: ([company, year, month, number, amount]) =>
      needed('check', rules.check)(one({ ...headOf(company, year, month), number: String(number) }), Number(amount)),
    deleteVoucher: ([company, period, number]) => {
      const written = rules.periodText ?? ((voucher: StoredVoucher) => `${voucher.periodYear}${String(voucher.periodNumber).padStart(2, '0')}`); // mock-defined
      return remove(book.find({ companyNumber: String(company), number: String(number) }).find((voucher) => written(voucher) === period));
    },
    deleteVoucherByID: ([company, id]) => remove(book.find({ companyNumber: String(company) }).find((voucher) => voucher.id === id)),
  };
}

function headOf(company: Value | undefined, year: Value | undefined, month: Value | undefined) {
  return { companyNumber: String(company), periodYear: Number(year), periodNumber: Number(month) };
}

function imported(book: VoucherBook, operation: string, [rows, ...flags]: readonly Value[], { userName }: FacadeContext): VoucherOutcome[] {
  return book.import((rows ?? []) as readonly BeanValue[], { via: `${GL_SERVICE}.${operation}`, flags, userName });
}

function readFunctions({ rows = {}, rowCap = ROW_CAP }: VoucherRules): Partial<Record<GlOperation, TypedFunction>> {
  return Object.fromEntries(
    READS.map((name): [GlRead, TypedFunction] => {
      const paged = GL_SIGNATURES[name].parts.some((part) => part.name === 'fromRow');
      return [
        name,
        (args) => {
          const source = needed(`rows.${name}`, rows[name]);
          const all: readonly Strings[] = typeof source === 'function' ? source(args) : source;
          return paged ? page(all, Number(args.at(-2)), Number(args.at(-1)), rowCap) : all;
        },
      ];
    }),
  );
}

/** From `fromRow` to before `toRow`; `0, 0` asks for everything. That the end is left out is mock-defined. */
function page(all: readonly Strings[], fromRow: number, toRow: number, rowCap: number): readonly Strings[] {
  const asked = fromRow === 0 && toRow === 0 ? all : all.slice(fromRow, toRow);
  return asked.slice(0, rowCap);
}
