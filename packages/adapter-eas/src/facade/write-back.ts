import { type Call, PiaozoneError, type WriteBack } from '@piaozone/core/adapter';
import type { WriteBackSettings, WriteBackSource } from '../settings/types.js';
import type { Facade } from './facade.js';
import type { Values } from './request.js';
import { textAt } from './values.js';

/**
 * Writes one invoice into its bill, once: whatever is not answered clearly goes up as unknown, and the next run writes again, which the facade must take
 * as `already written`.
 * @throws erp_rejected when EAS refuses; business_unrecognised when the settings do not know the answer
 */
export async function writeBackTo(
  facade: Facade,
  operation: WriteBackSettings,
  result: WriteBack,
  call: Call,
): Promise<'written' | 'already-written'> {
  const name = 'eas.writeBack';
  const answer = await facade.call({ name, operation, values: valuesOf(result), effect: 'write' }, call);
  const { path, written, alreadyWritten, rejected = [] } = operation.result;
  const state = textAt(answer, path) ?? '';
  if (written.includes(state)) return 'written';
  if (alreadyWritten.includes(state)) return 'already-written';
  const refused = rejected.includes(state);
  const text = facade.explain(answer, operation);
  const { number } = result.bill;
  throw new PiaozoneError({
    code: refused ? 'erp_rejected' : 'business_unrecognised',
    outcome: refused ? 'rejected' : 'unknown',
    operation: name,
    requestId: call.requestId,
    upstreamCode: state.slice(0, 80),
    message: refused
      ? { zh: `EAS 拒绝回写单据 ${number}：${text}`, en: `EAS refused the write-back into bill ${number}: ${text}` }
      : {
          zh: `单据 ${number} 的回写结果不在 writeBack.result 的设置中：${text}`,
          en: `the result of the write-back into bill ${number} is not among those of writeBack.result: ${text}`,
        },
  });
}

function valuesOf({ bill, serialNo, invoice }: WriteBack): Values<WriteBackSource> {
  const { totals } = invoice;
  const all: Record<WriteBackSource, string | undefined> = {
    'bill.id': bill.id,
    'bill.number': bill.number,
    'bill.type': bill.type,
    serialNo,
    'invoice.number': invoice.number,
    'invoice.code': invoice.code,
    'invoice.color': invoice.color,
    'invoice.issuedAt': invoice.issuedAt,
    'invoice.sellerTaxNo': invoice.sellerTaxNo,
    'invoice.buyerName': invoice.buyerName,
    'invoice.buyerTaxNo': invoice.buyerTaxNo,
    'invoice.totals.amount': totals?.amount,
    'invoice.totals.taxAmount': totals?.taxAmount,
    'invoice.totals.totalAmount': totals?.totalAmount,
    'invoice.pdfUrl': invoice.pdfUrl,
    'invoice.state': invoice.state,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Values<WriteBackSource>;
}
