import { createHash } from 'node:crypto';
import { getEventListeners } from 'node:events';
import { createInboxWorker, createNonDurableInbox, type InboxStore, onCallback } from '@piaozone/core';
import { AssistantChannel, assistantPushProfile, type ChannelIncident, type ChannelOptions, type PushMessage } from '@piaozone/standard';
import { beforeEach, describe, expect, it } from 'vitest';
import { CANARY } from '../../../core/test/support/canary.js';
import { everythingShown } from '../../../core/test/support/everything.js';
import vectors from '../../../testkit/test/piaozone/vectors.json' with { type: 'json' };
import { CLIENT_ID, CLIENT_SECRET, connect, ExpenseCloud, elapse, type Reaction, refused, type Seen, TAX_NO } from '../support/expense-cloud.js';

const POLL = '/polling/fpzs/invoice/data/v2';
const TOKEN = '/base/fpzs/polling/oauth/token';
const RECEIPT = '/polling/fpzs/portal/receipt';
const NONE = { errcode: '1307', description: '没有数据' };
const OK = { errcode: '0000', description: '成功' };

let cloud: ExpenseCloud;
let inbox: InboxStore;
let incidents: ChannelIncident[];
let end: AbortController;
let polls: Reaction[];
let receipts: Reaction[];
let tokens: number;

beforeEach(() => {
  cloud = new ExpenseCloud();
  inbox = createNonDurableInbox({ runtime: cloud.runtime });
  incidents = [];
  end = new AbortController();
  polls = [];
  receipts = [];
  tokens = 0;
  cloud.react = ({ path }) => {
    if (path === TOKEN) return { errcode: '0000', access_token: `${CANARY}-${++tokens}` };
    if (path === RECEIPT) return receipts.shift() ?? OK;
    return polls.shift() ?? 'hang';
  };
});

function open(more: Partial<ChannelOptions> = {}): { readonly got: PushMessage[]; readonly done: Promise<void> } {
  const channel = new AssistantChannel(connect(cloud), {
    taxNo: TAX_NO,
    userId: 'user-1',
    linkKey: 'demo-link-key',
    inbox,
    onIncident: (incident) => incidents.push(incident),
    ...more,
  });
  const got: PushMessage[] = [];
  const done = (async () => {
    for await (const message of channel.messages({ signal: end.signal })) got.push(message);
  })();
  done.catch(() => {});
  return { got, done };
}

async function close(done: Promise<void>): Promise<void> {
  end.abort();
  await done;
  expect(cloud.runtime.pending).toBe(0);
}

function push(msgId: string, data: object = {}, deliveryTimes = 1): object {
  const said = { invoiceSerialNos: 'S1,S2', data: [{ fid: 'S1', invoiceNo: '1' }], billnumber: 'BX', bxd_key: 'b', userid: 'user-1', ...data };
  return {
    ...OK,
    data: { deliveryTimes, createTime: 1719220813807, msgId, from: 'f', key: 'k', data: { eventType: 'push-invoice', type: 'saveBill', data: said } },
  };
}

const pollsSeen = (): Seen[] => cloud.seen.filter(({ path }) => path === POLL);
const gaps = (): number[] =>
  pollsSeen()
    .map(({ at }) => at)
    .map((at, index, all) => at - (all[index - 1] ?? at))
    .slice(1);

describe('the wire', () => {
  it('fetches its own token, signed with MD5, and polls with MD5(linkKey)', async () => {
    const { done } = open();
    await elapse(cloud.runtime, 0);
    const [token, poll] = cloud.seen;
    const timestamp = token?.query['timestamp'] ?? '';
    expect(token).toMatchObject({ method: 'GET', path: TOKEN, text: '' });
    expect(token?.query).toEqual({
      client_id: CLIENT_ID,
      tin: TAX_NO,
      sign: createHash('md5').update(`${CLIENT_ID}${CLIENT_SECRET}${timestamp}`).digest('hex'),
      timestamp,
      eid: 'user-1',
      encType: '0',
    });
    expect(poll).toMatchObject({ method: 'GET', path: POLL });
    expect(poll?.query).toEqual({ access_token: `${CANARY}-1`, key: 'dd657245f4483978c169863543f6dce1' });
    await close(done);
  });

  it.each(vectors.filter(({ kind }) => kind === 'polling-key').map(({ name, input, expected }) => [name, input, expected] as const))(
    'key of vector %s',
    async (_name, input, expected) => {
      const { done } = open({ linkKey: (input as unknown as { linkKey: string }).linkKey });
      await elapse(cloud.runtime, 0);
      expect(pollsSeen()[0]?.query['key']).toBe((expected as unknown as { key: string }).key);
      await close(done);
    },
  );

  it('has the other path by setting, the receipt its own', async () => {
    const { done } = open({ path: '/polling/fpzs/portal/invoice/data/v2' });
    await elapse(cloud.runtime, 0);
    expect(cloud.paths).toContain('/polling/fpzs/portal/invoice/data/v2');
    await close(done);
  });
});

describe('messages', () => {
  it('are stored, acknowledged, handed out, in this order', async () => {
    const order: string[] = [];
    const { put } = inbox;
    inbox.put = async (...given) => {
      order.push('store');
      return put.apply(inbox, given);
    };
    const react = cloud.react;
    cloud.react = (seen, count) => {
      if (seen.path === RECEIPT) order.push('receipt');
      return react(seen, count);
    };
    polls = [push('M1')];
    const { got, done } = open();
    await elapse(cloud.runtime, 0);
    expect(order).toEqual(['store', 'receipt']);
    expect(got).toHaveLength(1);
    expect(got[0]).toMatchObject({
      msgId: 'M1',
      type: 'saveBill',
      eventType: 'push-invoice',
      billId: 'b',
      billNumber: 'BX',
      userId: 'user-1',
      deliveryTimes: 1,
    });
    expect(got[0]?.serialNos).toEqual(['S1', 'S2']);
    expect(cloud.seen.find(({ path }) => path === RECEIPT)?.query).toEqual({
      access_token: `${CANARY}-1`,
      key: 'dd657245f4483978c169863543f6dce1',
      msgId: 'M1',
    });
    await close(done);
  });

  it('come once, their repeats are acknowledged too', async () => {
    receipts = [refused()];
    polls = [push('M1'), push('M1', {}, 2), push('M2')];
    const { got, done } = open();
    await elapse(cloud.runtime, 0);
    expect(got.map(({ msgId }) => msgId)).toEqual(['M1', 'M2']);
    expect(cloud.seen.filter(({ path }) => path === RECEIPT).map(({ query }) => query['msgId'])).toEqual(['M1', 'M1', 'M2']);
    expect(incidents).toMatchObject([{ reason: 'receipt', waitMs: 0, error: { code: 'connection' } }]);
    await close(done);
  });

  it('are neither acknowledged nor handed out when they could not be stored, and come again', async () => {
    const { put } = inbox;
    let broken = true;
    inbox.put = async (...given) => {
      if (broken) throw new Error('disk full');
      return put.apply(inbox, given);
    };
    polls = [push('M1'), push('M1', {}, 2)];
    const { got, done } = open();
    await elapse(cloud.runtime, 29_999);
    expect([got.length, cloud.paths.includes(RECEIPT), pollsSeen().length]).toEqual([0, false, 1]);
    broken = false;
    await elapse(cloud.runtime, 1);
    expect(got.map(({ msgId }) => msgId)).toEqual(['M1']);
    expect(incidents).toMatchObject([{ reason: 'store', waitMs: 30_000 }]);
    await close(done);
  });

  it('of 智能差旅 have their invoices one level deeper; data may be a text', async () => {
    polls = [push('M1', { invoiceSerialNos: '', data: [{ invoiceData: [{ fid: 'T1' }, { serialNo: 'T2' }] }] })];
    const asText = push('M2') as { data: { data: unknown } };
    asText.data.data = JSON.stringify(asText.data.data);
    polls.push(asText);
    const { got, done } = open();
    await elapse(cloud.runtime, 0);
    expect(got[0]?.serialNos).toEqual(['T1', 'T2']);
    expect(got[0]?.invoices).toHaveLength(2);
    expect(got[1]).toMatchObject({ type: 'saveBill', serialNos: ['S1', 'S2'] });
    await close(done);
  });

  it('are worked off from the inbox, exact to the last digit, also by somebody else', async () => {
    polls = ['{"errcode":"0000","data":{"msgId":"M1","data":{"type":"saveBill","data":{"invoicesAmount":27040.10,"bxd_key":12345678901234567890}}}}'];
    const { done } = open();
    await elapse(cloud.runtime, 0);
    await close(done);
    const worked: PushMessage[] = [];
    const worker = createInboxWorker({
      inbox,
      runtime: cloud.runtime,
      handlers: [
        onCallback(assistantPushProfile, async ({ payload }) => {
          worked.push(payload);
          return { result: 'done' };
        }),
      ],
    });
    worker.wake();
    await elapse(cloud.runtime, 0);
    for (let i = 0; i < 50 && worked.length === 0; i += 1) await new Promise((resolve) => setImmediate(resolve));
    await cloud.runtime.runUntil(worker.stop());
    expect(worked).toMatchObject([{ msgId: 'M1', invoicesAmount: '27040.10', billId: '12345678901234567890' }]);
  });

  it('without msgId are told of, and polled for again after 30 s', async () => {
    polls = [
      { ...OK, data: { data: {} } },
      { ...OK, data: null },
    ];
    const { got, done } = open();
    await elapse(cloud.runtime, 60_000);
    expect(got).toEqual([]);
    expect(incidents.map(({ reason }) => reason)).toEqual(['unreadable', 'unreadable']);
    expect(gaps()).toEqual([30_000, 30_000]);
    await close(done);
  });
});

describe('waits', () => {
  it('none after a held poll, one second where the cloud does not hold', async () => {
    polls = [{ afterMs: 30_000, answer: NONE }, { afterMs: 400, answer: NONE }, NONE];
    const { done } = open();
    await elapse(cloud.runtime, 33_000);
    expect(gaps()).toEqual([30_000, 1_000, 1_000]);
    expect(incidents).toEqual([]);
    await close(done);
  });

  it('1300: 30 s and a new token; another code: 30 s and the same', async () => {
    polls = [
      { errcode: '1300', description: '令牌失效' },
      { errcode: '0025710000007400', description: '参数不完整' },
    ];
    const { done } = open();
    await elapse(cloud.runtime, 60_000);
    expect(gaps()).toEqual([30_000, 30_000]);
    expect(pollsSeen().map(({ query }) => query['access_token'])).toEqual([`${CANARY}-1`, `${CANARY}-2`, `${CANARY}-2`]);
    expect(incidents.map(({ reason, waitMs }) => [reason, waitMs])).toEqual([
      ['token', 30_000],
      ['refused', 30_000],
    ]);
    await close(done);
  });

  it('network: 12 s; a poll that hangs ends after 50 s', async () => {
    polls = [refused(), '<html>', 'hang'];
    const { done } = open();
    await elapse(cloud.runtime, 12_000 + 12_000 + 50_000 + 12_000);
    expect(gaps()).toEqual([12_000, 12_000, 62_000]);
    expect(incidents.map(({ reason, error }) => [reason, error?.code])).toEqual([
      ['network', 'connection'],
      ['network', 'response_invalid'],
      ['network', 'timeout'],
    ]);
    await close(done);
  });

  it('a receipt that is refused with 1300 takes a new token along', async () => {
    receipts = [{ errcode: '1300', description: '令牌失效' }];
    polls = [push('M1'), push('M1', {}, 2)];
    const { got, done } = open();
    await elapse(cloud.runtime, 0);
    expect(got).toHaveLength(1);
    expect(tokens).toBe(2);
    expect(incidents).toMatchObject([{ reason: 'receipt', error: { upstreamCode: '1300' } }]);
    await close(done);
  });
});

describe('several channels of one client', () => {
  it('have a token per user, and held polls take no places of other calls', async () => {
    const piaozone = connect(cloud, { limits: { inFlightPerTenant: 1 } });
    const listen = async (userId: string, linkKey: string) => {
      const channel = new AssistantChannel(piaozone, { taxNo: TAX_NO, userId, linkKey, inbox });
      for await (const _ of channel.messages({ signal: end.signal }));
    };
    const all = Promise.all([listen('user-1', 'a'), listen('user-1', 'b'), listen('user-2', 'c')]);
    await elapse(cloud.runtime, 0);
    expect(pollsSeen()).toHaveLength(3);
    expect(new Set(pollsSeen().map(({ query }) => query['access_token'])).size).toBe(2);
    await close(all.then(() => {}));
  });

  it('leave no listener behind on the signal', async () => {
    polls = Array(5).fill(refused());
    const { done } = open();
    await elapse(cloud.runtime, 5 * 12_000);
    expect(getEventListeners(end.signal, 'abort').length).toBeLessThan(3);
    await close(done);
  });
});

describe('the end', () => {
  it('comes by the signal at once, in a poll and in a wait, without an error and without a timer left', async () => {
    const held = open();
    await elapse(cloud.runtime, 0);
    await close(held.done);
    end = new AbortController();
    polls = [refused()];
    const waiting = open();
    await elapse(cloud.runtime, 5_000);
    await close(waiting.done);
    await open().done;
  });

  it('comes by an error where waiting is no help', async () => {
    cloud.react = () => ({ errcode: '1', description: '基础授权信息有误，请联系管理员！' });
    await expect(open().done).rejects.toMatchObject({ code: 'credentials_rejected' });
  });

  it('a token that is none is tried again', async () => {
    cloud.react = ({ path }) => (path === TOKEN ? (++tokens === 1 ? { errcode: '0000' } : { errcode: '0000', access_token: 'good' }) : 'hang');
    const { done } = open();
    await elapse(cloud.runtime, 12_000);
    expect(pollsSeen().map(({ query }) => query['access_token'])).toEqual(['good']);
    await close(done);
  });

  it('shows no token, not even in incidents, and listeners disturb nothing', async () => {
    polls = [refused(), push('M1')];
    const { got, done } = open({
      onIncident: (incident) => {
        incidents.push(incident);
        throw new Error('listener');
      },
    });
    await elapse(cloud.runtime, 12_000);
    expect(got).toHaveLength(1);
    expect(everythingShown([incidents, got])).not.toContain(CANARY);
    await close(done);
  });
});
