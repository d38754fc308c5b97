import { createHash } from 'node:crypto';
import { type Call, type CredentialQuery, isPiaozoneError, type Piaozone, type PiaozoneError } from '@piaozone/core';
import type { Envelope } from '../envelope.js';
import { type StandardCall, StandardClient } from '../standard-client.js';
import { CROSSED_INVOICE, verdictOf } from './codes.js';
import { DailyChecks, endOfDay, invoiceId, type Target } from './daily-checks.js';
import { checkElements, elementsBody, type InvoiceElements } from './elements.js';
import { type InvoiceFile, type ReadFile, readInvoiceFile } from './file-input.js';
import { chooseBoundary, multipartFile } from './multipart.js';
import {
  decodeAnswer,
  encodeAnswer,
  invoicesIn,
  type KeptAnswer,
  keptAnswer,
  type Recognition,
  readRecognition,
  readVerification,
  type Verification,
} from './result.js';
import { type ReadSettings, readSettings, type VerificationSettings } from './settings.js';

/** For whom a call is made. */
export interface CheckOptions {
  /** Tax number whose credential and entitlement are used; absent = the main configuration. */
  readonly taxNo?: string;
}

type Request = Pick<StandardCall<KeptAnswer>, 'path' | 'query' | 'body' | 'bytes' | 'contentType'>;

/** One verification, before it is sent. */
interface Check {
  readonly operation: string;
  readonly target: Target;
  /** What makes two checks the same, beside operation and credential. */
  readonly identity: readonly string[];
  readonly asked?: string;
  readonly request: () => Request;
}

/**
 * 查验识别 (standard-edition §6.8). A verification is sent once: repeating it by itself would use up the five of the day. Recognition is repeated as reads are.
 * A passed verification answers the same question again for the rest of the Shanghai day; nothing else is kept.
 */
export class VerificationService {
  readonly #client: StandardClient;
  readonly #piaozone: Piaozone;
  readonly #settings: ReadSettings;
  readonly #daily: DailyChecks;
  readonly #underWay = new Map<string, Promise<KeptAnswer>>();

  /** @throws config_invalid */
  constructor(piaozone: Piaozone, settings: VerificationSettings = {}) {
    this.#piaozone = piaozone;
    this.#client = new StandardClient(piaozone);
    this.#settings = readSettings(settings, piaozone.locale);
    this.#daily = new DailyChecks(this.#settings.ledger, this.#settings.checksPerDay, piaozone.environment.baseUrl);
  }

  /**
   * 查验 by what is printed on the invoice.
   * @throws request_invalid; rate_limited with reason `daily-limit`; business_rejected where the answer speaks of the request and not of the invoice; what the transport throws
   */
  async byElements(elements: InvoiceElements, options: CheckOptions & { readonly createUrl?: boolean }, call: Call): Promise<Verification> {
    const { runtime, locale } = this.#piaozone;
    for (const warning of checkElements(elements, this.#settings.elementRules, runtime.now(), locale)) call.warn(warning);
    const body = elementsBody(elements, options.createUrl ?? true);
    return this.#verify(
      {
        operation: 'verification.byElements',
        target: { invoice: invoiceId(elements.invoiceCode, elements.invoiceNo) },
        identity: Object.entries(body).map(([name, value]) => `${name}=${value ?? ''}`),
        asked: elements.invoiceDate,
        request: () => ({ path: this.#settings.elementsPath, body }),
      },
      options,
      call,
    );
  }

  /** 识别+查验(单张): the first invoice of the file. 数电 only from the original file. @throws as {@link byElements} */
  async checkFile(file: InvoiceFile, options: CheckOptions, call: Call): Promise<Verification> {
    const read = await this.#read(file, call);
    return this.#verify(fileCheck('verification.checkFile', '/m3/bill/invoice/img/Check/info', read, []), options, call);
  }

  /** 识别+查验(多张). `compliance` = 合规性配置校验 (`checkFlag`). 数电 has an interface of its own whose path is not published. @throws as {@link byElements} */
  async checkFileOfMany(file: InvoiceFile, options: CheckOptions & { readonly compliance?: boolean }, call: Call): Promise<Verification> {
    const read = await this.#read(file, call);
    const flag = ['checkFlag', String(options.compliance ?? false)] as const;
    return this.#verify(fileCheck('verification.checkFileOfMany', '/m3/bill/invoice/img/analyze/multiple/check', read, [flag]), options, call);
  }

  /** 查验 PDF, the older interface (multipart). @throws as {@link byElements} */
  async checkPdf(file: InvoiceFile, options: CheckOptions, call: Call): Promise<Verification> {
    const read = await this.#read(file, call);
    const boundary = chooseBoundary(read.bytes, call.requestId);
    return this.#verify(
      {
        ...fileCheck('verification.checkPdf', '', read, []),
        request: () => ({
          path: '/m3/bill/invoice/pdf/check',
          body: undefined,
          bytes: multipartFile('file', read.name === '' ? `invoice.${read.type}` : read.name, read.bytes, boundary),
          contentType: `multipart/form-data; boundary=${boundary}`,
        }),
      },
      options,
      call,
    );
  }

  /** 识别(多张), without verification. Codes `0000` and `10300` bring data. @throws business_rejected and what the transport throws */
  async recognize(file: InvoiceFile, options: CheckOptions, call: Call): Promise<Recognition> {
    const read = await this.#read(file, call);
    const { runtime } = this.#piaozone;
    const keep = (envelope: Envelope) => keptAnswer(envelope, runtime.now());
    const answer = await this.#client.call(
      {
        ...fileRequest('/m3/bill/invoice/img/analyze/multiple/info', read, []),
        operation: 'recognition.file',
        effect: 'read',
        encrypted: false,
        feature: 'recognition',
        credential: this.#credential(options),
        read: keep,
        accept: (envelope) => (envelope.code === CROSSED_INVOICE && hasInvoices(envelope) ? keep(envelope) : undefined),
      },
      call,
    );
    return readRecognition(answer);
  }

  async #read(file: InvoiceFile, call: Call): Promise<ReadFile> {
    const read = await readInvoiceFile(file, this.#settings.maxFileBytes);
    for (const warning of read.warnings) call.warn(warning);
    return read;
  }

  /** Cache, then a check of the same that is under way, then the count of the day, then the network. */
  async #verify(check: Check, options: CheckOptions, call: Call): Promise<Verification> {
    const { cache, codes } = this.#settings;
    const { runtime } = this.#piaozone;
    const from = check.asked === undefined ? {} : { asked: check.asked };
    const key = await this.#identity(check, options);
    const kept = await cache?.get(key, runtime.now());
    const known = kept === undefined ? undefined : decodeAnswer(kept);
    if (known !== undefined) return readVerification(known, codes, { ...from, cached: true });
    for (;;) {
      const other = this.#underWay.get(key);
      if (other === undefined) break;
      // Its own caller may have given it up; that is no answer to us.
      const answer = await other.catch((error: unknown) =>
        isPiaozoneError(error, 'aborted') && call.signal?.aborted !== true ? undefined : fail(error),
      );
      if (answer !== undefined) return readVerification(answer, codes, { ...from, cached: true });
    }
    const sending = this.#send(check, key, options, call);
    this.#underWay.set(key, sending);
    try {
      return readVerification(await sending, codes, { ...from, cached: false });
    } finally {
      this.#underWay.delete(key);
    }
  }

  async #send(check: Check, key: string, options: CheckOptions, call: Call): Promise<KeptAnswer> {
    const { cache, codes } = this.#settings;
    const { runtime, locale } = this.#piaozone;
    const from = { cached: false, ...(check.asked === undefined ? {} : { asked: check.asked }) };
    let answer: KeptAnswer | undefined;
    const result = await this.#daily.run(check.target, runtime.now(), locale, async () => {
      answer = await this.#ask(check, options, call);
      return readVerification(answer, codes, from);
    });
    if (answer === undefined) throw new Error('no answer');
    if (result.verdict === 'passed') await cache?.set(key, encodeAnswer(answer), endOfDay(answer.at));
    return answer;
  }

  async #ask({ operation, request }: Check, options: CheckOptions, call: Call): Promise<KeptAnswer> {
    const { runtime } = this.#piaozone;
    const { codes } = this.#settings;
    const keep = (envelope: Envelope) => keptAnswer(envelope, runtime.now());
    return this.#client
      .call(
        {
          ...request(),
          operation,
          effect: 'write',
          refusalIsFinal: true,
          encrypted: false,
          feature: 'verification',
          credential: this.#credential(options),
          read: keep,
          accept: (envelope) =>
            hasInvoices(envelope) || verdictOf(envelope.code, envelope.description, codes).verdict !== undefined ? keep(envelope) : undefined,
        },
        call,
      )
      .catch((error: unknown) => fail(isPiaozoneError(error) ? advised(error) : error));
  }

  #credential({ taxNo }: CheckOptions): Omit<CredentialQuery, 'operation'> {
    const { level } = this.#settings;
    return { level: 'disputed', ...(level === undefined ? {} : { preferred: level }), ...(taxNo === undefined ? {} : { taxNo }) };
  }

  /** A shared cache must not answer one enterprise with what another was told. */
  async #identity({ operation, identity }: Check, options: CheckOptions): Promise<string> {
    const { environment, authorization } = this.#piaozone;
    const { clientId } = await authorization.slotFor({ ...this.#credential(options), operation }).obtain();
    const parts = [environment.baseUrl, clientId, options.taxNo ?? '', operation, ...identity];
    return createHash('sha256')
      .update(parts.map((part) => `${part.length}:${part}`).join(''))
      .digest('hex');
  }
}

function fileCheck(operation: string, path: string, file: ReadFile, query: readonly (readonly [string, string])[]): Check {
  return {
    operation,
    target: { file: file.sha256 },
    identity: [file.sha256, file.type, ...query.flat()],
    request: () => fileRequest(path, file, query),
  };
}

/** Raw Base64 text, neither JSON nor a `data:` URL (standard-edition §6.8). */
function fileRequest(path: string, { bytes, type }: ReadFile, query: readonly (readonly [string, string])[]): Request {
  return { path, query: [['type', type], ...query], body: undefined, bytes: Buffer.from(bytes.toString('base64'), 'latin1') };
}

function hasInvoices({ data = null }: Envelope): boolean {
  return invoicesIn(data).length > 0;
}

function fail(error: unknown): never {
  throw error;
}

/** The advice for open writes speaks of serial numbers, which a check has not. */
function advised(error: PiaozoneError): PiaozoneError {
  if (error.outcome !== 'unknown') return error;
  return error.with({
    hint: {
      zh: '这次查验可能已计入当天的 5 次；可以再查一次，没有其他影响',
      en: 'it may count as one of the five checks of the day; it can be asked again and has no other effect',
    },
  });
}
