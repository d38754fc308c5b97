import { type Call, type CreatedVoucher, isPiaozoneError, type Voucher, type VoucherSearch } from '@piaozone/core/adapter';
import { GlFacade } from '../gl/gl-facade.js';
import type { EasCaller, EasCallOptions } from '../session/eas-caller.js';
import type { VoucherSettings } from '../settings/voucher-types.js';
import { VoucherService } from '../voucher/voucher-service.js';
import { type AnswerItem, itemsOf, judgeImport } from './judge.js';
import { lookUp } from './lookup.js';
import { voucherRows } from './rows.js';

const DEFAULT_TIMEOUT_MS = 300_000;
const GL_FLAGS = { isSubmit: 1, isVerify: 0, isCashflow: 0 } as const;

/** EAS' general ledger: one voucher per import, and the reads that show it. */
export class EasLedger {
  readonly #settings: VoucherSettings;
  readonly #caller: EasCaller;
  readonly #gl: GlFacade;
  readonly #redact: (text: string) => string;

  constructor(caller: EasCaller, settings: VoucherSettings, redact: (text: string) => string) {
    this.#caller = caller;
    this.#settings = settings;
    this.#gl = new GlFacade(caller, { writeTimeoutMs: settings.timeoutMs ?? DEFAULT_TIMEOUT_MS });
    this.#redact = redact;
  }

  /** Sends it once. @throws PiaozoneError; its outcome is `unknown` unless EAS surely made none */
  create(voucher: Voucher, call: Call): Promise<CreatedVoucher> {
    const name = 'eas.createVoucher';
    return this.#caller.named(name, { requestId: call.requestId }, async () => {
      try {
        return judgeImport(await this.#import(voucher, optionsOf(call)), this.#settings.result, this.#redact);
      } catch (error) {
        throw isPiaozoneError(error) ? error.with({ operation: name, requestId: call.requestId }) : error;
      }
    });
  }

  find(voucher: Voucher, call: Call): Promise<VoucherSearch> {
    return lookUp(this.#gl, this.#settings.lookup, voucher, optionsOf(call));
  }

  async #import(voucher: Voucher, options: EasCallOptions): Promise<readonly AnswerItem[]> {
    const { import: how, timeoutMs = DEFAULT_TIMEOUT_MS } = this.#settings;
    const rows = voucherRows(voucher, this.#settings);
    if (how.service === 'WSGLWebServiceFacade') {
      return itemsOf(await this.#gl.importVoucher({ col: rows, ...(how.flags ?? GL_FLAGS) }, options));
    }
    const { namespace, flags } = how;
    const service = new VoucherService(this.#caller, { writeTimeoutMs: timeoutMs, ...(namespace === undefined ? {} : { namespace }) });
    return itemsOf(await service.importVoucher({ voucherCols: rows, ...flags }, options));
  }
}

function optionsOf({ requestId, signal }: Call): EasCallOptions {
  return { requestId, ...(signal === undefined ? {} : { signal }) };
}
