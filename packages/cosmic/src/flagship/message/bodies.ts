import { exactNumber } from '@piaozone/core';
import type { WriteAmount } from '../amounts.js';
import type { CheckedInvoice, Cover, EditedInvoice, RecognitionRequest, SavedDocument } from './requests.js';
import { FILE_TYPE_CODES } from './requests.js';

type Body = Readonly<Record<string, unknown>>;

export function base64Of(file: Uint8Array): string {
  return Buffer.from(file.buffer, file.byteOffset, file.byteLength).toString('base64');
}

export function checkBody({ taxNo: _, invoiceAmount, ...elements }: CheckedInvoice): Body {
  return { ...elements, invoiceAmount: invoiceAmount === undefined ? undefined : exactNumber(invoiceAmount) };
}

export function recognitionBody({ file, fileType, ...fields }: RecognitionRequest): Body {
  return { base64: file === undefined ? undefined : base64Of(file), ...fields, fileType: FILE_TYPE_CODES[fileType] };
}

export function editBody({ totalAmount, ...fields }: EditedInvoice): Body {
  return { ...fields, totalAmount: totalAmount === undefined ? undefined : exactNumber(totalAmount) };
}

export function documentBody({ invoiceData, cover, ...fields }: SavedDocument, write: WriteAmount): Body {
  return {
    ...fields,
    invoiceData: invoiceData.map(({ amount, deductionTaxAmount, outputAmount, ...rest }) => ({
      ...rest,
      amount: write(amount),
      deductionTaxAmount: write(deductionTaxAmount),
      outputAmount: write(outputAmount),
    })),
    coverData: cover === undefined ? undefined : coverBody(cover),
  };
}

/** `coveNo` and `coveType` are the interface's own spelling. */
function coverBody({ file, number, type }: Cover): Body {
  return { base64: base64Of(file), coveNo: number, coveType: FILE_TYPE_CODES[type] };
}
