import { type Call, isPiaozoneError, type Piaozone } from '@piaozone/core';
import { INVOICE_TYPES, type InvoiceElements, type Verification, VerificationService } from '@piaozone/standard';

/** 查验 and 识别 of one invoice in the three ways: by what is printed on it, by its file, and recognition alone. */
export async function verifyOne(piaozone: Piaozone, elements: InvoiceElements, path: string, print: (line: string) => void): Promise<void> {
  const service = new VerificationService(piaozone, { elementRules: 'refuse' });
  const call = (): Call => ({ requestId: piaozone.newRequestId(), warn: ({ message }) => print(`! ${message.zh}`) });
  try {
    print(`按要素 ${described(await service.byElements(elements, {}, call()))}`);
    print(`再查一次 ${described(await service.byElements(elements, {}, call()))}`); // the same day: from the cache, nothing is counted
    print(`按文件 ${described(await service.checkFile({ path }, {}, call()))}`);
  } catch (error) {
    // The sixth check of a day is refused before it leaves; the text says from when on it is possible again.
    if (!isPiaozoneError(error) || error.reason !== 'daily-limit') throw error;
    print(error.message);
  }
  const { invoices } = await service.recognize({ path }, {}, call());
  for (const { invoiceType = '', invoiceNo = '' } of invoices) print(`识别 ${INVOICE_TYPES.get(invoiceType) ?? invoiceType} ${invoiceNo}`);
}

function described({ verdict, cached, sameDay, invoices }: Verification): string {
  const numbers = invoices.map(({ invoice, voided }) => `${invoice.invoiceNo ?? ''}${voided === true ? '（已作废）' : ''}`);
  return [verdict, ...numbers, cached ? '缓存' : '', sameDay ? '次日再查' : ''].filter((part) => part !== '').join(' ');
}
