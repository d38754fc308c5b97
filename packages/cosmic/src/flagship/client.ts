import { type Call, type Effect, type JsonValue, type Locale, PiaozoneError, type Problem } from '@piaozone/core';
import type { AdapterContext } from '@piaozone/core/adapter';
import type { CosmicClient } from '../connection/cosmic-client.js';
import { encryptingCodec, type PayloadCodec, plainCodec } from './codec.js';
import { type FamilyContext, type FlagshipAnswer, readFamily } from './envelope.js';
import type { Family } from './refusals.js';
import { type CheckedFlagshipSettings, type FlagshipClientSettings, readFlagshipSettings } from './settings.js';

/** What every invoice call says about itself. */
interface FlagshipCall {
  /** Written by exact-number JSON; undefined members are left out. An object or a list. */
  readonly data: unknown;
  readonly effect: Effect;
  /** Whose limits and breaker count. */
  readonly taxNo?: string;
  /** Sent once, yet leaves nothing open at the other side: every refusal is final. */
  readonly refusalIsFinal?: boolean;
  /** What of `data` is secret; taken out of everything the other side quotes. */
  readonly secret?: string;
}

export interface SimCall extends FlagshipCall {
  /** E.g. `BILL.PUSH`. */
  readonly interfaceCode: string;
  /** Default: the setting. `YYPT.ADD.ORG` wants `BUSINESS_SYSTEM`. */
  readonly businessSystemCode?: string;
  /** `data` of the answer may also be a bare text, e.g. a serial number (flagship-and-cosmic §16): what is not encoded is then handed on as it came. */
  readonly opaqueAnswer?: boolean;
}

export interface MessageCall extends FlagshipCall {
  /** E.g. `invoiceCheck`. */
  readonly messageType: string;
}

export interface DeductionCall extends FlagshipCall {
  /** E.g. `taxLogin`. */
  readonly interfaceCode: string;
  /** Codes besides `0000` that are answers, e.g. `6910` (task still running); such an answer has no data. */
  readonly accepted?: readonly string[];
}

/** A plain call of another invoice path, whose body and success code the caller knows: `/kapi/app/rim/invoiceImport`, `/kapi/app/rim/queryCover`, `/kapi/app/bds/…`. */
export interface PlainCall extends Omit<FlagshipCall, 'data'> {
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly success: '0' | '0000';
}

/** The three families of invoice interfaces. What services are built on; a test may stand in for it. */
export interface FlagshipCalls {
  sim(input: SimCall, call: Call): Promise<FlagshipAnswer>;
  message(input: MessageCall, call: Call): Promise<FlagshipAnswer>;
  deduction(input: DeductionCall, call: Call): Promise<FlagshipAnswer>;
}

const PATHS: Readonly<Record<Family, string>> = {
  sim: '/kapi/app/sim/openApi',
  message: '/kapi/app/rim/message',
  deduction: '/kapi/app/rim/deduction',
};
/** flagship-and-cosmic §5. */
const SUCCESS: Readonly<Record<Family, '0' | '0000'>> = { sim: '0', message: '0000', deduction: '0000' };

/** Calls of the flagship edition over one platform session. Holds no socket and no session of its own. */
export class FlagshipClient implements FlagshipCalls {
  readonly settings: CheckedFlagshipSettings;
  readonly #client: CosmicClient;
  readonly #context: Pick<AdapterContext, 'runtime' | 'newRequestId' | 'locale'>;
  readonly #codecs: Readonly<Record<Family, PayloadCodec | undefined>>;
  /** Calls whose id was sent already: a poll or a page of the same call needs another one. */
  readonly #named = new WeakSet<Call>();

  /** @throws config_invalid */
  constructor(client: CosmicClient, settings: FlagshipClientSettings, context: Pick<AdapterContext, 'runtime' | 'newRequestId' | 'locale'>) {
    this.settings = readFlagshipSettings(settings, context.locale);
    this.#client = client;
    this.#context = context;
    const { encryption } = this.settings;
    const sealed = encryption === undefined ? plainCodec : encryptingCodec(encryption.password);
    const codecOf = (family: 'sim' | 'deduction') => (encryption?.families.includes(family) === true ? sealed : plainCodec);
    this.#codecs = { sim: codecOf('sim'), deduction: codecOf('deduction'), message: undefined };
  }

  get locale(): Locale {
    return this.#context.locale;
  }

  get runtime(): AdapterContext['runtime'] {
    return this.#context.runtime;
  }

  /**
   * `POST /kapi/app/sim/openApi`. Accepted is not issued.
   * @throws business_rejected, business_unrecognised, person_action_required, request_invalid, response_invalid, and what session and network throw
   */
  async sim(input: SimCall, call: Call): Promise<FlagshipAnswer> {
    const { interfaceCode, data, opaqueAnswer = false, businessSystemCode = this.settings.businessSystemCode } = input;
    this.#check('interfaceCode', interfaceCode, data, call);
    const body = { requestId: this.#requestId(call), businessSystemCode, interfaceCode, data: this.#codec('sim').encode(data) };
    return this.#send('sim', interfaceCode, body, input, { opaqueAnswer }, call);
  }

  /** `POST /kapi/app/rim/message`, plain. @throws as {@link sim} */
  async message(input: MessageCall, call: Call): Promise<FlagshipAnswer> {
    const { messageType, data } = input;
    this.#check('messageType', messageType, data, call);
    return this.#send('message', messageType, { messageType, messageId: this.#messageId(), data }, input, {}, call);
  }

  /** `POST /kapi/app/rim/deduction`. @throws as {@link sim} */
  async deduction(input: DeductionCall, call: Call): Promise<FlagshipAnswer> {
    const { interfaceCode, data, accepted = [] } = input;
    const { businessSystemCode } = this.settings;
    this.#check('interfaceCode', interfaceCode, data, call);
    const body = { requestId: this.#requestId(call), businessSystemCode, interfaceCode, data: this.#codec('deduction').encode(data) };
    return this.#send('deduction', interfaceCode, body, input, { accepted }, call);
  }

  /** A path of the invoice apps that no reference describes. Not retried unless `effect` is `read`. @throws as {@link sim} */
  async plain({ path, body, success, ...input }: PlainCall, call: Call): Promise<FlagshipAnswer> {
    if (!/^\/kapi\/app\/[A-Za-z0-9_]+(?:\/[A-Za-z0-9_]+)+$/.test(path)) {
      throw this.#invalid(call, [
        { path: 'path', message: { zh: '须为 /kapi/app/应用/接口 的形式', en: 'must be of the form /kapi/app/<app>/<interface>' } },
      ]);
    }
    const family = 'message';
    return this.#exchange(
      { name: path.slice('/kapi/app/'.length).replaceAll('/', '.'), path, body, family, success },
      { ...input, data: body },
      {},
      call,
    );
  }

  #send(
    family: Family,
    code: string,
    body: Readonly<Record<string, unknown>>,
    input: FlagshipCall,
    reading: Reading,
    call: Call,
  ): Promise<FlagshipAnswer> {
    return this.#exchange({ name: `${family}.${code}`, path: PATHS[family], body, family, success: SUCCESS[family] }, input, reading, call);
  }

  #exchange(wire: Wire, input: FlagshipCall, { opaqueAnswer = false, accepted = [] }: Reading, call: Call): Promise<FlagshipAnswer> {
    const { name, path, body, family, success } = wire;
    const { data, effect, taxNo, refusalIsFinal = false, secret } = input;
    const scrub = secret === undefined ? undefined : scrubber([secret, body['data']]);
    const several = Array.isArray(data) && data.length > 1;
    const codec = this.#codecs[family];
    const decode = (value: JsonValue | undefined) => decodeData(value, codec, opaqueAnswer);
    const rules: Pick<FamilyContext, 'family' | 'success' | 'accepted' | 'several' | 'refusalIsFinal' | 'decode'> = {
      family,
      success,
      accepted,
      several,
      refusalIsFinal,
      decode,
    };
    return this.#client.exchange(
      { name, path, body, effect, ...(taxNo === undefined ? {} : { tenant: taxNo }) },
      (response, context) =>
        readFamily(response, { ...context, ...rules, scrub: (text) => (scrub === undefined ? context.scrub(text) : scrub(context.scrub(text))) }),
      call,
    );
  }

  #codec(family: 'sim' | 'deduction'): PayloadCodec {
    return this.#codecs[family] ?? plainCodec;
  }

  #check(name: string, code: string, data: unknown, call: Call): void {
    const problems: Problem[] = [];
    if (typeof code !== 'string' || !/^[\x21-\x7e]+$/.test(code)) {
      problems.push({ path: name, message: { zh: '须为非空的半角字符，且不含空格', en: 'must be ASCII text without blanks, not empty' } });
    }
    if (typeof data !== 'object' || data === null) {
      problems.push({ path: 'data', message: { zh: '须为对象或列表', en: 'must be an object or a list' } });
    }
    if (problems.length > 0) throw this.#invalid(call, problems);
  }

  #invalid({ requestId }: Call, problems: readonly Problem[]): PiaozoneError {
    const { locale } = this;
    const message = { zh: `请求有 ${problems.length} 处问题`, en: `${problems.length} problem(s) in the request` };
    return new PiaozoneError({ code: 'request_invalid', outcome: 'not-sent', requestId, locale, message, problems });
  }

  /** 13-digit milliseconds and 3 digits (§5), another one for every message. The first of a call is the call's own, so that log and cloud name the same id. */
  #requestId(call: Call): string {
    if (this.#named.has(call) || !/^\d{16}$/.test(call.requestId)) return this.#context.newRequestId();
    this.#named.add(call);
    return call.requestId;
  }

  /** A uuid, as clients send. It finds a message again and guards nothing, so ordinary randomness does. */
  #messageId(): string {
    const { runtime } = this.#context;
    const digits = (count: number) => Array.from({ length: count }, () => Math.floor(runtime.random() * 16).toString(16)).join('');
    return `${digits(8)}-${digits(4)}-4${digits(3)}-${'89ab'.charAt(Math.floor(runtime.random() * 4))}${digits(3)}-${digits(12)}`;
  }
}

interface Wire {
  readonly name: string;
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly family: Family;
  readonly success: '0' | '0000';
}

interface Reading {
  readonly opaqueAnswer?: boolean;
  readonly accepted?: readonly string[];
}

/** Documentation shows `data` decoded, servers send it encoded: what is no text is taken as it is (§16). */
function decodeData(data: JsonValue | undefined, codec: PayloadCodec | undefined, opaque: boolean): JsonValue | undefined {
  if (data === undefined || data === null || data === '') return undefined;
  if (codec === undefined || typeof data !== 'string') return data;
  try {
    return codec.decode(data);
  } catch (error) {
    if (opaque) return data;
    throw error;
  }
}

/** Some servers quote what they were sent. */
function scrubber(secrets: readonly unknown[]): (text: string) => string {
  const texts = secrets.filter((secret): secret is string => typeof secret === 'string' && secret !== '');
  return (text) => texts.reduce((clean, secret) => clean.replaceAll(secret, '***'), text);
}
