import {
  asText,
  type Call,
  type Credential,
  configError,
  isObject,
  type JsonObject,
  type JsonValue,
  type Piaozone,
  type Problem,
  stringifyExact,
  withCredential,
} from '@piaozone/core';
import { classifyEnvelope, type Envelope } from '../envelope.js';
import { type LongLinkParts, longLinkAddress } from './address.js';
import { type LongLinkOperation, longLinkOperation } from './operations.js';
import { TAX_DISK_LINK, taxDiskLinkAddress } from './tax-disk.js';

/** How this client's long link is addressed; tax number and client id come with the call. */
export type LongLinkSettings = Omit<LongLinkParts, 'taxNo' | 'clientId' | 'requestPath'> & {
  /** 单机版 products with a tax disk: calls go by the older link instead, and nothing else of these settings applies to it. */
  readonly taxDisk?: TaxDiskLink;
};

/** The older long link (standard-edition §1, §6.2). */
export interface TaxDiskLink {
  /** 盘号 (分盘号); hyphens are taken out. */
  readonly diskNo: string;
  /** Default {@link TAX_DISK_LINK}. Demanded where the client has an environment of its own: a client of a mock must never reach the real disks. */
  readonly link?: string;
}

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
   * In the test environment a write wants `simulate` said: without `debugOpenInvoice` it makes a real invoice there too (standard-edition §6.2).
   * @throws config_invalid for a code the menu does not have and for settings that do not fit the environment; entitlement_denied; business_rejected,
   * business_unrecognised, person_action_required; what the transport throws
   */
  async call<T = JsonValue | undefined>(input: LongLinkCall<T>, call: Call): Promise<T> {
    const operation = longLinkOperation(input.czlx);
    if (operation === undefined) throw unknownOperation(input.czlx);
    const problems = unfit(operation, this.#settings, this.#piaozone);
    if (problems.length > 0) throw configError(problems, this.#piaozone.locale);
    const read = input.read ?? ((data: JsonValue | undefined) => data as T);
    const { authorization, entitlements, runtime, timeoutMs, locale } = this.#piaozone;
    const { taxNo } = input;
    const { requestId, signal } = call;
    const name = nameOf(operation);
    const feature = operation.effect === 'read' ? undefined : 'issuing';
    return entitlements.guard({ operation: name, effect: operation.effect, feature, taxNo }, call, () => {
      const slot = authorization.slotFor({ level: 'enterprise', taxNo, operation: name });
      const use = { runtime, timeoutMs, locale, operation: name, requestId, ...(signal === undefined ? undefined : { signal }) };
      return withCredential(slot, use, (credential, left) => this.#send(operation, input, credential, left, ({ data }) => read(data), call));
    });
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

  #send<T>(
    operation: LongLinkOperation,
    input: LongLinkCall<T>,
    credential: Credential,
    timeoutMs: number,
    read: (envelope: Envelope) => T,
    call: Call,
  ): Promise<T> {
    const { http } = this.#piaozone;
    const { requestId, signal } = call;
    const context = { operation: nameOf(operation), effect: operation.effect, requestId };
    const body = { czlx: operation.czlx, sfrz: { client_id: credential.clientId }, sjd: input.body };
    return http.call({
      ...context,
      tenant: input.taxNo,
      request: {
        method: 'POST',
        url: `${this.#address(input.taxNo, credential)}&reqid=${requestId}`,
        headers: { 'content-type': 'application/json' },
        body: Buffer.from(stringifyExact(body), 'utf8'),
      },
      classify: (response) => classifyEnvelope(response, context, undefined, read),
      timeoutMs,
      ...(signal === undefined ? undefined : { signal }),
    });
  }

  /** With its query. That of a tax disk holds the client secret, so it goes nowhere but into the request. */
  #address(taxNo: string, { clientId, clientSecret }: Credential): string {
    const { taxDisk, ...parts } = this.#settings;
    if (taxDisk !== undefined) return taxDiskLinkAddress(clientSecret, taxDisk.diskNo, taxDisk.link).reveal();
    return longLinkAddress(this.#piaozone.environment, { ...parts, taxNo, clientId });
  }
}

function unfit({ effect }: LongLinkOperation, { taxDisk, simulate }: LongLinkSettings, { environment }: Piaozone): Problem[] {
  if (taxDisk !== undefined) {
    if (taxDisk.link !== undefined || environment.kind !== 'custom') return [];
    return [
      {
        path: 'taxDisk.link',
        message: {
          zh: `自定义环境须写明长连接地址，否则会连到真实的 ${TAX_DISK_LINK}`,
          en: `an environment of your own needs it: without it calls would reach the real ${TAX_DISK_LINK}`,
        },
      },
    ];
  }
  if (environment.kind !== 'test' || effect === 'read' || simulate !== undefined) return [];
  return [
    {
      path: 'simulate',
      message: {
        zh: '测试环境开票须写明：true 为模拟开票（debugOpenInvoice=1）；false 会开出真实发票',
        en: 'must be said in the test environment: true simulates (debugOpenInvoice=1), false issues a real invoice',
      },
    },
  ];
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
