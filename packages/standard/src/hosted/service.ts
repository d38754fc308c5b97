import {
  asText,
  type Call,
  type CredentialQuery,
  type Invoice,
  isObject,
  isPiaozoneError,
  type JsonObject,
  type JsonValue,
  type Piaozone,
  PiaozoneError,
  type PreparedRedRequest,
  type PreparedRequest,
  type QueryResult,
  type SubmitResult,
} from '@piaozone/core';
import type { Envelope } from '../envelope.js';
import { isDuplicateSerial } from '../refusals.js';
import { StandardClient } from '../standard-client.js';
import { type HostedInvoiceDetails, hostedInvoiceDetails } from './details.js';
import { readInvoice } from './invoice.js';
import { createBody, RED_REASONS } from './request-body.js';
import type { HostedSettings } from './settings.js';

/** Links of an issued invoice; alive about 60 days. */
export interface InvoiceFiles {
  readonly pdfUrl: string | undefined;
  readonly snapshotUrl: string | undefined;
  readonly raw: JsonObject;
}

/** Whom an issued invoice is sent to. */
export interface HostedMail {
  /** 数电 invoices have no code. */
  readonly invoice: Pick<Invoice, 'code' | 'number'>;
  readonly email: string;
  /** Needs the setting `phoneField`. */
  readonly mobile?: string;
}

const QUERY_PATH = '/m7/bill/invoice/serialno/query';

/** 托管电票 (standard-edition §6.1): every call of the interface whose names are held. */
export class HostedService {
  readonly #client: StandardClient;
  readonly #settings: HostedSettings;

  constructor(piaozone: Piaozone, settings: HostedSettings = {}) {
    this.#client = new StandardClient(piaozone);
    this.#settings = settings;
  }

  /** 托管开票. Sent once; `duplicate` when the cloud knows the serial number already. @throws PiaozoneError, `outcome` says whether it may be issued */
  async create(request: PreparedRequest, call: Call): Promise<SubmitResult> {
    return this.#submit('hosted.create', '/m5/bill/invoice/create', createBody(request, this.#settings), request, call);
  }

  /** 红冲(流水号): reverses the whole blue invoice. Our own serial number travels as `originalSerialNo`, the number the red invoice gets. @throws as `create` */
  async red(request: PreparedRedRequest, call: Call): Promise<SubmitResult> {
    const body = {
      serialNo: request.red.originalSerialNo,
      originalSerialNo: request.serialNo,
      redReason: RED_REASONS[request.red.reason],
    };
    return this.#submit('hosted.red', '/m5/bill/invoice/invalid', body, request, call);
  }

  /** 查询(流水号). Repeatable. @throws PiaozoneError when the query itself failed */
  async query(
    key: { readonly serialNo: string; readonly sellerTaxNo: string | undefined; readonly color: 'blue' | 'red' },
    call: Call,
  ): Promise<QueryResult> {
    const { unknownSerial } = this.#settings;
    try {
      return await this.#client.call<QueryResult>(
        {
          operation: 'hosted.query',
          path: QUERY_PATH,
          effect: 'read',
          encrypted: true,
          body: { serialNo: key.serialNo },
          credential: this.#credential(key.sellerTaxNo),
          read: ({ data }) => {
            const invoice = readInvoice(data, key);
            if (invoice !== undefined) return { state: 'issued', invoice };
            if (isObject(data) && Object.keys(data).length > 0) return { state: 'in-progress' };
            return unknownSerial?.emptyData === true ? { state: 'not-found' } : { state: 'cannot-tell', error: emptyAnswer(call) };
          },
        },
        call,
      );
    } catch (error) {
      if (!isPiaozoneError(error, 'business_rejected')) throw error;
      const known =
        unknownSerial?.codes?.includes(error.upstreamCode ?? '') === true ||
        unknownSerial?.texts?.some((text) => error.upstreamMessage?.includes(text)) === true;
      return known ? { state: 'not-found' } : { state: 'cannot-tell', error };
    }
  }

  /** 查询(流水号) with every field that is held. Repeatable. @throws PiaozoneError, also where the cloud does not know the number */
  async details(key: { readonly serialNo: string; readonly sellerTaxNo?: string }, call: Call): Promise<HostedInvoiceDetails> {
    return this.#client.call(
      {
        operation: 'hosted.query',
        path: QUERY_PATH,
        effect: 'read',
        encrypted: true,
        body: { serialNo: key.serialNo },
        credential: this.#credential(key.sellerTaxNo),
        read: ({ data }) => hostedInvoiceDetails(data),
      },
      call,
    );
  }

  /** 下载pdf(流水号). The answer's field names are undocumented. @throws config_invalid without the setting `pdfFields` */
  async pdf(key: { readonly serialNo: string; readonly sellerTaxNo?: string }, call: Call): Promise<InvoiceFiles> {
    const { pdfFields } = this.#settings;
    if (pdfFields === undefined) throw settingMissing('pdfFields', call);
    return this.#client.call(
      {
        operation: 'hosted.pdf',
        path: '/m7/bill/invoice/serialno/pdf/query',
        effect: 'read',
        encrypted: true,
        body: { serialNo: key.serialNo },
        credential: this.#credential(key.sellerTaxNo),
        read: ({ data }) => {
          const raw = isObject(data) ? data : {};
          const { pdf, snapshot } = pdfFields;
          return { pdfUrl: asText(raw[pdf]), snapshotUrl: snapshot === undefined ? undefined : asText(raw[snapshot]), raw };
        },
      },
      call,
    );
  }

  /** 余量: how many invoices may still be issued. @throws response_invalid when the answer holds no number */
  async remainingQuota(options: { readonly taxNo?: string }, call: Call): Promise<string> {
    const total = await this.#client.call(
      {
        operation: 'hosted.remainingQuota',
        path: '/bill/hx/yl/get',
        effect: 'read',
        encrypted: false,
        body: null,
        credential: this.#credential(options.taxNo),
        read: ({ data }) => (isObject(data) ? asText(data['total']) : undefined),
      },
      call,
    );
    if (total === undefined) throw emptyAnswer(call);
    return total;
  }

  /**
   * 邮件和短信: sends the invoice to an address, and to a phone where the setting `phoneField` names its field. A repeat sends again.
   * Public service: always the main configuration.
   * @throws config_invalid for a `mobile` without `phoneField`
   */
  async sendMail(mail: HostedMail, call: Call): Promise<void> {
    const { phoneField } = this.#settings;
    const { invoice, email, mobile } = mail;
    if (mobile !== undefined && phoneField === undefined) throw settingMissing('phoneField', call);
    await this.#client.call(
      {
        operation: 'hosted.sendMail',
        path: '/m5/bill/invoice/email/and/message/send',
        effect: 'write',
        encrypted: true,
        body: { invoiceCode: invoice.code, invoiceNo: invoice.number, email, ...(phoneField === undefined ? {} : { [phoneField]: mobile }) },
        credential: this.#credential(undefined),
        read: () => undefined,
      },
      call,
    );
  }

  /** 抬头: titles that fit a name. Repeatable; the fields of a title are undocumented, so they come as they are. */
  async titles(options: { readonly name: string; readonly taxNo?: string }, call: Call): Promise<readonly JsonObject[]> {
    return this.#client.call(
      {
        operation: 'hosted.titles',
        path: '/bill/query/querytitles',
        method: 'GET',
        query: [['name', options.name]],
        effect: 'read',
        encrypted: false,
        body: undefined,
        credential: this.#credential(options.taxNo),
        read: ({ data }) => (Array.isArray(data) ? (data as readonly JsonValue[]).filter(isObject) : []),
      },
      call,
    );
  }

  /** Proves the authorization by fetching a token. @throws credentials_rejected and what the transport throws */
  async authorize(options: { readonly taxNo?: string }, call: Call): Promise<void> {
    await this.#client.ensureToken({ ...this.#credential(options.taxNo), operation: 'token' }, call);
  }

  async #submit(operation: string, path: string, body: unknown, request: PreparedRequest, call: Call): Promise<SubmitResult> {
    const { dedup = 'unknown' } = this.#settings;
    try {
      return await this.#client.call<SubmitResult>(
        {
          operation,
          path,
          effect: dedup === 'unknown' ? 'write' : 'keyed-write',
          encrypted: true,
          body,
          credential: this.#credential(request.seller.taxNo),
          feature: 'issuing',
          read: ({ data }: Envelope) => {
            const invoice = readInvoice(data, request);
            return invoice === undefined ? { state: 'accepted' } : { state: 'issued', invoice };
          },
        },
        call,
      );
    } catch (error) {
      if (isPiaozoneError(error) && isDuplicateSerial(error.upstreamMessage ?? '')) return { state: 'duplicate', error };
      throw error;
    }
  }

  /** The sources disagree on the level, so it is the caller's choice. */
  #credential(taxNo: string | undefined): Omit<CredentialQuery, 'operation'> {
    const { level } = this.#settings;
    return { level: 'disputed', ...(level === undefined ? {} : { preferred: level }), ...(taxNo === undefined ? {} : { taxNo }) };
  }
}

function emptyAnswer({ requestId }: Call): PiaozoneError {
  return new PiaozoneError({
    code: 'response_invalid',
    outcome: 'rejected',
    requestId,
    message: { zh: '应答成功但没有数据', en: 'the answer says success but holds no data' },
  });
}

function settingMissing(name: keyof HostedSettings, { requestId }: Call): PiaozoneError {
  return new PiaozoneError({
    code: 'config_invalid',
    outcome: 'not-sent',
    requestId,
    message: { zh: `缺少设置 ${name}`, en: `the setting ${name} is missing` },
    hint: {
      zh: '公开资料没有这个接口的字段名；请从实际应答中确认后在 hostedIssuing 中配置',
      en: 'no public source holds these field names; take them from a real answer and configure them for hostedIssuing',
    },
  });
}
