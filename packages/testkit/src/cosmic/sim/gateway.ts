import { exactParse } from '../../common/exact-parse.js';
import type { Row } from '../../erp/bill-table.js';
import { exactJson } from '../../erp/exact-json.js';
import type { MockReply, MockRequest } from '../../server/http-server.js';
import type { BusinessSystem } from '../business-systems.js';
import { encodeFor } from '../callbacks/wire.js';
import { decodePayload } from '../codec.js';
import { RawData } from './direct.js';
import { isRow } from './fields.js';
import { ORGANIZATION_SYSTEM, SIM_INTERFACES } from './interfaces.js';
import { refuse, SIM_TEXTS, SimRefusal } from './refusal.js';
import type { SimAnswer } from './settings.js';
import type { SimState } from './state.js';

const ENVELOPE_FIELDS = new Set(['requestId', 'businessSystemCode', 'interfaceCode', 'data']);

interface OpenCall {
  readonly system: BusinessSystem;
  readonly interfaceCode: string;
  readonly data: unknown;
}

type PeekedCall = Pick<OpenCall, 'interfaceCode' | 'data'>;

/** `/kapi/app/sim/openApi` (flagship-and-cosmic §5): the envelope around every interface. */
export class SimGateway {
  /** interfaceCodes nobody knows, as they were asked for. A test should end with this empty. */
  readonly unknownCodes: string[] = [];
  readonly #state: SimState;
  /** Every planned fault looks at every request: it is decoded once. */
  readonly #peeked = new WeakMap<MockRequest, { readonly call: PeekedCall | undefined }>();
  readonly #refusals: { readonly interfaceCode: string; readonly answer: SimAnswer; times: number }[] = [];

  constructor(state: SimState) {
    this.#state = state;
  }

  refuseNext(interfaceCode: string, answer: SimAnswer, times: number): void {
    this.#refusals.push({ interfaceCode, answer, times });
  }

  handle(request: MockRequest): MockReply {
    let system: BusinessSystem | undefined;
    try {
      const body = bodyOf(request);
      const call = this.#open(body, (found) => {
        system = found;
      });
      const refusal = this.#refusals.find(({ interfaceCode, times }) => times > 0 && interfaceCode === call.interfaceCode);
      if (refusal !== undefined) {
        refusal.times -= 1;
        return this.#reply(refusal.answer, call.system);
      }
      const run = SIM_INTERFACES.get(call.interfaceCode);
      if (run === undefined) {
        this.unknownCodes.push(call.interfaceCode);
        return refuse(`mock: no such interfaceCode: ${call.interfaceCode}`); // mock-defined text
      }
      return this.#reply(run({ state: this.#state, system: call.system }, call.data), call.system);
    } catch (error) {
      if (!(error instanceof SimRefusal)) throw error;
      return this.#reply({ errorCode: error.errorCode ?? this.#state.settings.refusalCode, message: error.message }, system);
    }
  }

  /** What a request says, without any effect; `undefined` when it cannot be read. */
  peek(request: MockRequest): PeekedCall | undefined {
    const seen = this.#peeked.get(request);
    if (seen !== undefined) return seen.call;
    const call = this.#read(request);
    this.#peeked.set(request, { call });
    return call;
  }

  #read(request: MockRequest): PeekedCall | undefined {
    try {
      return this.#open(bodyOf(request), () => undefined, new Set());
    } catch {
      return undefined;
    }
  }

  #open(body: Row, known: (system: BusinessSystem) => void, unknownFields = this.#state.context.unknownFields): OpenCall {
    for (const name of Object.keys(body)) if (!ENVELOPE_FIELDS.has(name)) unknownFields.add(`sim.${name}`);
    const { businessSystemCode, interfaceCode, data } = body;
    const system = this.#system(businessSystemCode);
    known(system);
    if (typeof interfaceCode !== 'string' || interfaceCode === '') return refuse('interfaceCode不能为空'); // mock-defined text
    return { system, interfaceCode, data: this.#decoded(data, system) };
  }

  #system(code: unknown): BusinessSystem {
    const { businessSystems } = this.#state.context;
    const own = code === ORGANIZATION_SYSTEM ? { code: ORGANIZATION_SYSTEM } : undefined;
    return businessSystems.find(code) ?? own ?? refuse(SIM_TEXTS.unknownSystem);
  }

  /** One encoded string; a raw object and everything else that does not decode has one text (§5). */
  #decoded(data: unknown, system: BusinessSystem): unknown {
    if (typeof data !== 'string') return refuse(SIM_TEXTS.dataUnreadable);
    try {
      return exactParse(decodePayload(data, this.#state.context.businessSystems.encryptionOf(system)));
    } catch {
      return refuse(SIM_TEXTS.dataUnreadable);
    }
  }

  #reply({ errorCode = '0', message, data }: SimAnswer, system: BusinessSystem | undefined): MockReply {
    const { successFields } = this.#state.settings;
    const succeeded = errorCode === '0';
    const body = {
      ...(data === undefined || system === undefined ? {} : { data: this.#encoded(data, system) }),
      errorCode,
      message: message ?? (succeeded ? '请求成功' : ''),
      ...(successFields === 'success' ? {} : { status: succeeded }),
      ...(successFields === 'status' ? {} : { success: succeeded }),
    };
    return { body: JSON.stringify(body) };
  }

  #encoded(data: unknown, system: BusinessSystem): string {
    if (data instanceof RawData) return data.text;
    return encodeFor(this.#state.context, system, exactJson(data));
  }
}

function bodyOf(request: MockRequest): Row {
  try {
    const body = exactParse(request.body.toString('utf8'));
    if (isRow(body)) return body;
  } catch {
    // Falls through to the one text for everything that cannot be read.
  }
  return refuse(SIM_TEXTS.dataUnreadable); // that this text serves for the envelope too is mock-defined
}
