import { asText, type InvoiceClaim, type JsonObject, jsonCallbackProfile } from '@piaozone/core';

/*
 * How a sender is described. This one is invented: {"serialNo": "…", "status": "ISSUED" | "FAILED", "invoiceNo": 20 digits, "pushedAt": …}, one message or an
 * array of them, acknowledged by {"success":true}. The profiles of real senders come with their editions.
 */
export const exampleProfile = jsonCallbackProfile({
  id: 'example',
  // What makes a message different from every other. Not `pushedAt`: it changes when the same message is delivered again.
  identify: ({ serialNo, status, invoiceNo }) => [asText(serialNo), asText(status), asText(invoiceNo)],
  // What it says about one of our invoices. Nobody signed it, so it only decides what the cloud is asked.
  claim: claimOf,
  accepted: { status: 200, headers: { 'content-type': 'application/json' }, body: '{"success":true}' },
});

function claimOf({ serialNo, status, invoiceNo }: JsonObject): InvoiceClaim | undefined {
  const known = asText(serialNo);
  if (known === undefined) return undefined;
  const number = asText(invoiceNo);
  return {
    serialNo: known,
    ...(status === 'ISSUED' ? { says: 'issued' } : status === 'FAILED' ? { says: 'failed' } : {}),
    ...(number === undefined ? {} : { invoiceNumber: number }),
  };
}
