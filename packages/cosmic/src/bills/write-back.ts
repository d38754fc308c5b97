import { type Call, isPiaozoneError, type JsonValue, PiaozoneError, readField, type WriteBack } from '@piaozone/core/adapter';
import type { CosmicClient } from '../connection/cosmic-client.js';
import { REPEAT_CODES } from '../protocol/codes.js';
import { textsAt } from '../protocol/rows.js';
import { queryPage } from '../query/query-pages.js';
import type { FieldMatch, ReadBackSettings, WriteBackSettings } from '../settings/types.js';
import { idempotencyKey, mapSources, writeBackBody } from './write-back-body.js';

/**
 * Puts the invoice into the bill. A repeat that the ERP only reports (601, 604) proves nothing: 604 also follows a first try that failed,
 * 601 also another invoice. It counts as done where the settings say so or where `readBack` finds this very invoice in the bill.
 * @throws erp_rejected; outcome `unknown` where the bill may carry the invoice by now. The next run repeats with the same key.
 */
export async function writeBack(
  client: CosmicClient,
  settings: WriteBackSettings,
  accountSet: string,
  result: WriteBack,
  call: Call,
): Promise<'written' | 'already-written'> {
  const keyed = settings.idempotencyKey ?? true;
  const post = {
    name: 'write-back',
    path: settings.path,
    body: writeBackBody(settings, result, client.locale),
    ...(keyed
      ? { effect: 'keyed-write' as const, headers: { 'idempotency-key': idempotencyKey(accountSet, result) } }
      : { effect: 'write' as const }),
  };
  const { alreadyWritten, confirmedBy } = settings;
  let answer: JsonValue | undefined;
  try {
    answer = await client.post(post, call);
  } catch (error) {
    const code = isPiaozoneError(error) ? error.upstreamCode : undefined;
    if (code === undefined) throw error;
    if (alreadyWritten?.codes?.includes(code)) return 'already-written';
    if (settings.readBack === undefined || !REPEAT_CODES.has(code)) throw error;
    const carried = await carriedInvoice(client, settings.readBack, result, call);
    if (carried === undefined) throw error;
    if (carried !== result.invoice.number) throw conflict(client, carried, result, call);
    return 'already-written';
  }
  if (alreadyWritten?.answer !== undefined && matches(answer, alreadyWritten.answer)) return 'already-written';
  if (confirmedBy !== undefined && !matches(answer, confirmedBy)) throw unconfirmed(client, confirmedBy, result, call);
  return 'written';
}

/** Number of the invoice the bill carries; `undefined` when it carries none or cannot be read, which proves nothing. */
async function carriedInvoice(client: CosmicClient, settings: ReadBackSettings, result: WriteBack, call: Call): Promise<string | undefined> {
  try {
    const plan = { name: 'read-back', path: settings.path, data: mapSources(settings.data, result, client.locale), maxPages: 1 };
    const { items } = await queryPage(client, plan, {}, call);
    // A condition that the API's design ignores would bring other bills, so the number decides.
    const row = items.find((one) => readField(one, settings.fields.number) === result.bill.number);
    return readField(row, settings.fields.invoiceNumber);
  } catch {
    // What the caller must learn is that the write is open, not that looking failed.
    return undefined;
  }
}

function conflict(client: CosmicClient, carried: string, { bill, invoice }: WriteBack, call: Call): PiaozoneError {
  return new PiaozoneError({
    code: 'erp_rejected',
    outcome: 'rejected',
    operation: client.operation('write-back'),
    requestId: call.requestId,
    locale: client.locale,
    message: {
      zh: `单据 ${bill.number} 在 ERP 中已有另一张发票 ${carried}，没有写入 ${invoice.number}`,
      en: `bill ${bill.number} already carries another invoice ${carried} in the ERP; ${invoice.number} was not written`,
    },
    hint: { zh: '请人工核对两张发票，可能重复开票', en: 'let a person compare the two invoices: the bill may have been issued twice' },
  });
}

function matches(answer: JsonValue | undefined, { path, values }: FieldMatch): boolean {
  return textsAt(answer, path).some((text) => values.includes(text));
}

function unconfirmed(client: CosmicClient, { path }: FieldMatch, { bill }: WriteBack, call: Call): PiaozoneError {
  return new PiaozoneError({
    code: 'erp_rejected',
    outcome: 'unknown',
    operation: client.operation('write-back'),
    requestId: call.requestId,
    locale: client.locale,
    message: {
      zh: `单据 ${bill.number} 的回写应答没有确认成功（data.${path}）`,
      en: `the answer does not confirm that bill ${bill.number} was written (data.${path})`,
    },
    hint: { zh: '在 ERP 查看该单据与接口日志', en: 'look at the bill and at the log of the API in the ERP' },
  });
}
