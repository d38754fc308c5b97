import type { EasFacade, FacadeContext, TypedOperation } from '../options.js';
import type { BeanValue, Value } from '../part-types.js';
import { VOUCHER_SERVICE, VOUCHER_SERVICE_NAMESPACE, VOUCHER_SIGNATURES } from '../signatures.js';
import { answerNImport, readNImport } from './n-import.js';
import type { VoucherBook, VoucherOutcome } from './voucher-book.js';
import { needed, type VoucherRules } from './voucher-rules.js';

/** WSWSVoucher over a voucher book: both forms of importVoucher, and nImportVoucher (eas-and-imaging §4.4). */
export function voucherFacade(book: VoucherBook, rules: VoucherRules): EasFacade {
  const imported = ([rows, ...flags]: readonly Value[], { userName }: FacadeContext): VoucherOutcome[] =>
    book.import((rows ?? []) as readonly BeanValue[], { via: `${VOUCHER_SERVICE}.importVoucher`, flags, userName });
  const withRows: TypedOperation = {
    ...VOUCHER_SIGNATURES.importVoucher,
    answer: (args, context) => {
      const row = needed('importRow', rules.importRow);
      return imported(args, context).map(row);
    },
  };
  const withInfo: TypedOperation = {
    ...VOUCHER_SIGNATURES.importVoucherWithInfo,
    answer: (args, context) => {
      const info = needed('importInfo', rules.importInfo);
      return imported(args, context).map((outcome) => ({ ...headOf(outcome), ...info(outcome) }));
    },
  };
  const nImportVoucher: TypedOperation = {
    ...VOUCHER_SIGNATURES.nImportVoucher,
    answer: ([params, rows], { userName }) => {
      const maps = needed('importMaps', rules.importMaps);
      const request = readNImport(params, rows);
      const outcomes = book.import(request.rows, { via: `${VOUCHER_SERVICE}.nImportVoucher`, flags: [request.params], userName });
      return answerNImport(maps(outcomes), request.compressed);
    },
  };
  return {
    service: VOUCHER_SERVICE,
    namespace: VOUCHER_SERVICE_NAMESPACE,
    typeNamespace: 'urn:client.wsvoucher',
    operations: { importVoucher: [withRows, withInfo], nImportVoucher },
  };
}

function headOf({ sent, stored }: VoucherOutcome): BeanValue {
  const { sentNumber, periodNumber, periodYear, voucherType } = sent;
  return { number: sentNumber, easNumber: stored?.number ?? null, period: periodNumber, year: periodYear, voucherType };
}
