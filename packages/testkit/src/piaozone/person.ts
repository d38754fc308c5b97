import { type Answer, Refusal } from './answers.js';
import type { SeededRandom } from './seeded-random.js';

/** What a person must do before issuing goes on: log in to the tax bureau again, or have the face scanned. */
export type PersonActionKind = 'login' | 'face';

/** How the person is told (business-rules §5): notice sent now, sent within the last hour, a link, or the local client. */
export type PersonActionChannel = 'notice-now' | 'notice-before' | 'link' | 'client';

export interface PersonActionOptions {
  /** Default `notice-now`. */
  readonly channel?: PersonActionChannel;
  /** Account that must act, default a synthetic mobile number; the answer masks it. */
  readonly account?: string;
}

interface PendingAction {
  readonly kind: PersonActionKind;
  readonly channel: PersonActionChannel;
  readonly account: string;
  readonly linkToken: string;
}

/** Path of the page behind the link; opening it means that the person has acted. */
export const PERSON_LINK_PATH = '/fpdk-gov/fpdk/etax/login/';

/** Issuing calls that wait for a person; `'*'` stands for every serial number. */
export class PersonDesk {
  readonly #pending = new Map<string, PendingAction>();
  readonly #random: SeededRandom;

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  require(serialNo: string, kind: PersonActionKind, options: PersonActionOptions = {}): void {
    const { channel = 'notice-now', account = '13800000000' } = options;
    this.#pending.set(serialNo, { kind, channel, account, linkToken: this.#random.hex(32) });
  }

  /** The person has acted: for one serial (or `'*'`), or for all of them. */
  acted(serialNo?: string): void {
    if (serialNo === undefined) this.#pending.clear();
    else this.#pending.delete(serialNo);
  }

  /** `false` when the link belongs to no pending action. */
  actedByLink(linkToken: string): boolean {
    for (const [serialNo, action] of this.#pending) if (action.linkToken === linkToken) return this.#pending.delete(serialNo);
    return false;
  }

  /** Refuses the call while a person must act for `serialNo`. */
  check(serialNo: string, baseUrl: string): void {
    const action = this.#pending.get(serialNo) ?? this.#pending.get('*');
    if (action === undefined) return;
    const url = `${baseUrl}${PERSON_LINK_PATH}${action.linkToken}`;
    throw new Refusal(personAnswer(action, url), personData(action, url));
  }

  /** Serial numbers that wait. */
  waiting(): string[] {
    return [...this.#pending.keys()];
  }
}

/** business-rules §5: 11 digits keep 3 and 4, 18 characters keep 3 and 4. */
function masked(account: string): string {
  if (/^\d{11}$/.test(account)) return `${account.slice(0, 3)}****${account.slice(-4)}`;
  return account.length === 18 ? `${account.slice(0, 3)}${'*'.repeat(11)}${account.slice(-4)}` : account;
}

/** Codes and texts: business-rules §5. */
function personAnswer({ kind, channel, account }: PendingAction, url: string): Answer {
  const errcode = kind === 'login' ? '91300' : '91400';
  const action = kind === 'login' ? '登录' : '扫脸认证';
  const who = masked(account);
  switch (channel) {
    case 'notice-now':
      return {
        errcode,
        description: `账号${who}在电子税局${action}已失效，已向用户${who}绑定的微信用户推送服务号消息，请通知该用户在金蝶发票云公众号中完成${action}操作。`,
      };
    case 'notice-before':
      return { errcode, description: `账号${who}在电子税局${action}已失效，请通知该用户在金蝶发票云公众号中完成${action}操作。` };
    case 'link':
      return { errcode, description: `电子税局${action}已失效，请用浏览器打开该地址：${url}，完成${action}后重新操作！` };
    case 'client':
      return { errcode, description: `电子税局${action}已失效，请在客户端${action}后重新操作！` };
  }
}

function personData({ channel }: PendingAction, url: string): unknown {
  if (channel === 'link') return { scanFaceCheckUrl: url };
  return channel === 'client' ? { isLocalClient: true } : undefined; // that the flag stands in `data` is mock-defined
}
