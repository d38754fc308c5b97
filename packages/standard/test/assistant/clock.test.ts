import type { Sender, WireRequest, WireResponse } from '@piaozone/core';
import { InvoiceAssistant } from '@piaozone/standard';
import { describe, expect, it } from 'vitest';
import { callOf, connect, ExpenseCloud, TAX_NO } from '../support/expense-cloud.js';

const bill = { taxNo: TAX_NO, userId: 'u', billId: 'b', billNumber: 'n' };

/** A cloud whose clock is an hour ahead, and whose refusal says so. */
class Ahead extends ExpenseCloud implements Sender {
  description = '签名认证不通过';
  override async send(request: WireRequest): Promise<WireResponse> {
    const body = JSON.parse(request.body?.toString() ?? '{}') as { timestamp: number };
    this.seen.push({ method: request.method, path: '', query: {}, body, text: '', at: 0 });
    const here = this.runtime.now() + 3_600_000;
    const good = Math.abs(body.timestamp - here) < 60_000;
    const answer = good ? { errcode: '0000', description: 'ok' } : { errcode: '9', description: this.description };
    const headers = { 'content-type': 'application/json', date: new Date(here).toUTCString() };
    return { status: 200, headers, body: Buffer.from(JSON.stringify(answer)) };
  }
}

describe('a clock that is wrong', () => {
  it('is corrected once, for what was refused', async () => {
    const cloud = new Ahead();
    await new InvoiceAssistant(connect(cloud)).deleteBill(bill, callOf());
    expect(cloud.seen).toHaveLength(2);
  });

  it('is no reason to send an open write again', async () => {
    const cloud = new Ahead();
    cloud.description = '处理中';
    await expect(new InvoiceAssistant(connect(cloud)).deleteBill(bill, callOf())).rejects.toMatchObject({ outcome: 'unknown' });
    expect(cloud.seen).toHaveLength(1);
  });
});
