import {
  asText,
  type Call,
  type Credential,
  configError,
  isObject,
  type JsonObject,
  type JsonValue,
  type Piaozone,
  stringifyExact,
} from '@piaozone/core';
import { classifyEnvelope, type Envelope } from '../envelope.js';
import { type LongLinkParts, longLinkAddress } from './address.js';
import { type LongLinkOperation, longLinkOperation } from './operations.js';

/** How this client's long link is addressed; tax number and client id come with the call. */
export type LongLinkSettings = Omit<LongLinkParts, 'taxNo' | 'clientId' | 'requestPath'>;

/** One checked call with a body that no public source holds. */
export interface LongLinkCall<T> {
  /** `czlx`, one of `LONG_LINK_OPERATIONS`. */
  readonly czlx: string;
  /** Tax number the call acts for. */
  readonly taxNo: string;
  /** `sjd`, written by exact-number JSON. Only 115 is published (standard-edition §6.2). */
  readonly body: JsonObject | Readonly<Record<string, unknown>>;
  /** @default the answer's `data` as it came */
  readonly read?: (data: JsonValue | undefined) => T;
}

/** Links to the files of an issued invoice; `raw` is the answer as it came. */
export interface RefreshedFiles {
  readonly pdfUrl: string | undefined;
  readonly snapshotUrl: string | undefined;
  readonly raw: JsonObject;
}

/** 数电 long link v3: `POST {base}/bill-websocket/v3/invoicewebsocket/push?taxNo=&clientId=` with `{czlx, sfrz, sjd}`; no token, plain JSON (standard-edition §6.2). */
export class LongLinkService {
  readonly #piaozone: Piaozone;
  readonly #settings: LongLinkSettings;

  /** @throws config_invalid at the first call, when the settings do not fit the environment */
  constructor(piaozone: Piaozone, settings: LongLinkSettings = {}) {
    this.#piaozone = piaozone;
    this.#settings = settings;
  }

  /**
   * Any operation of the menu. A write is sent once; its `outcome` says what is known.
   * @throws config_invalid for a code the menu does not have; business_rejected, business_unrecognised, person_action_required; what the transport throws
   */
  async call<T = JsonValue | undefined>(input: LongLinkCall<T>, call: Call): Promise<T> {
    const operation = longLinkOperation(input.czlx);
    if (operation === undefined) throw unknownOperation(input.czlx);
    const credential = await this.#piaozone.authorization.credentialFor({ level: 'enterprise', taxNo: input.taxNo, operation: nameOf(operation) });
    const read = input.read ?? ((data: JsonValue | undefined) => data as T);
    return this.#send(operation, input, credential, ({ data }) => read(data), call);
  }

  /** 2.04 刷新PDF (czlx 115): the links of an issued invoice, found by request serial number, code and number. Repeatable. */
  async refreshPdf(
    invoice: { readonly taxNo: string; readonly serialNo: string; readonly code: string; readonly number: string },
    call: Call,
  ): Promise<RefreshedFiles> {
    const { taxNo, serialNo, code, number } = invoice;
    return this.call(
      {
        czlx: '115',
        taxNo,
        body: { fpqqlsh: serialNo, fpdm: code, fphm: number },
        read: (data) => {
          const raw = isObject(data) ? data : {};
          return { pdfUrl: asText(raw['pdfurl']), snapshotUrl: asText(raw['snapshoturl']), raw };
        },
      },
      call,
    );
  }

  #send<T>(operation: LongLinkOperation, input: LongLinkCall<T>, credential: Credential, read: (envelope: Envelope) => T, call: Call): Promise<T> {
    const { environment, http } = this.#piaozone;
    const { requestId, signal } = call;
    const context = { operation: nameOf(operation), effect: operation.effect, requestId };
    const address = longLinkAddress(environment, { ...this.#settings, taxNo: input.taxNo, clientId: credential.clientId });
    const body = { czlx: operation.czlx, sfrz: { client_id: credential.clientId }, sjd: input.body };
    return http.call({
      ...context,
      tenant: input.taxNo,
      request: {
        method: 'POST',
        url: `${address}&reqid=${requestId}`,
        headers: { 'content-type': 'application/json' },
        body: Buffer.from(stringifyExact(body), 'utf8'),
      },
      classify: (response) => classifyEnvelope(response, context, undefined, read),
      ...(signal === undefined ? undefined : { signal }),
    });
  }
}

function nameOf({ czlx }: LongLinkOperation): string {
  return `longLink.${czlx}`;
}

function unknownOperation(czlx: string) {
  return configError([
    {
      path: 'czlx',
      message: { zh: `操作类型 ${czlx} 不在菜单中，见 LONG_LINK_OPERATIONS`, en: `there is no operation ${czlx}; see LONG_LINK_OPERATIONS` },
    },
  ]);
}
