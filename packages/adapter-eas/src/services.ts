import { type AdapterContext, configError, SettingReader } from '@piaozone/core/adapter';
import { GlFacade } from './gl/gl-facade.js';
import { MAX_PAGE_SIZE } from './gl/rows.js';
import { EasCaller } from './session/eas-caller.js';
import { EasSessions } from './session/eas-sessions.js';
import { type EasLoginSettings, LOGIN_SETTINGS, type LoginConfig, readLoginSettings } from './session/login-settings.js';
import { type FacadeAddress, StringFacade } from './string-facade.js';
import { VoucherService } from './voucher/voucher-service.js';

/** How to reach one EAS and use its web services without the ERP adapter. */
export interface EasServicesSettings extends EasLoginSettings {
  /** Rows asked for at once when a range is walked through. Default 1001, as published clients do. */
  readonly pageSize?: number;
  /** Deadline of imports and deletions in milliseconds. Default 300 000: a voucher import that was given up may still end. */
  readonly writeTimeoutMs?: number;
  /** Namespace of WSWSVoucher's operations. Default: that of the GL facade; Axis does not check it. */
  readonly voucherNamespace?: string;
}

const TOP = [...LOGIN_SETTINGS, 'pageSize', 'writeTimeoutMs', 'voucherNamespace'] as const satisfies readonly (keyof EasServicesSettings)[];
const DEFAULT_WRITE_TIMEOUT_MS = 300_000;
const MAX_TIMEOUT_MS = 3_600_000;

/** The web services of one EAS; all share one session and its rules. */
export class EasServices {
  /** `WSGLWebServiceFacade`. */
  readonly gl: GlFacade;
  /** `WSWSVoucher`. */
  readonly voucher: VoucherService;
  /** For `@piaozone/adapter-eas/wsdl`: raw exchanges in the same session. */
  readonly caller: EasCaller;
  /** 前缀地址 without trailing slash. */
  readonly servicesUrl: string;
  readonly #sessions: EasSessions;

  constructor(context: AdapterContext, config: ServicesConfig) {
    const { pageSize, writeTimeoutMs, voucherNamespace, warnings } = config;
    this.#sessions = new EasSessions(context, config, `services/${context.newRequestId()}/${context.runtime.random()}`);
    this.caller = new EasCaller(this.#sessions, context);
    this.servicesUrl = config.servicesUrl;
    this.gl = new GlFacade(this.caller, { writeTimeoutMs, ...(pageSize === undefined ? {} : { pageSize }) });
    this.voucher = new VoucherService(this.caller, { writeTimeoutMs, ...(voucherNamespace === undefined ? {} : { namespace: voucherNamespace }) });
    for (const warning of warnings) context.logger.warn(warning);
  }

  /** A facade known by its name, with text, JSON or XML arguments. */
  facade(address: FacadeAddress): StringFacade {
    return new StringFacade(this.caller, address);
  }

  /** Logs out where that was wished and a login took place. Safe to call twice. */
  close(): Promise<void> {
    return this.#sessions.close();
  }
}

interface ServicesConfig extends LoginConfig {
  readonly pageSize: number | undefined;
  readonly writeTimeoutMs: number;
  readonly voucherNamespace: string | undefined;
  readonly warnings: readonly string[];
}

/**
 * EAS' web services over a client's transport: `createEasServices(settings, piaozone.adapterContext())`. Logs in at the first call.
 * @throws config_invalid with every problem at once
 */
export function createEasServices(settings: EasServicesSettings, context: AdapterContext): EasServices {
  const reader = new SettingReader();
  const warnings: string[] = [];
  reader.refuseStrayBlanks(settings);
  const given = reader.object(settings, '', TOP) ?? {};
  const config = {
    ...readLoginSettings(reader, given, warnings),
    pageSize: reader.count(given['pageSize'], 'pageSize', MAX_PAGE_SIZE),
    writeTimeoutMs: reader.count(given['writeTimeoutMs'], 'writeTimeoutMs', MAX_TIMEOUT_MS) ?? DEFAULT_WRITE_TIMEOUT_MS,
    voucherNamespace: reader.optionalText(given['voucherNamespace'], 'voucherNamespace'),
    warnings,
  };
  if (reader.problems.length > 0) throw configError(reader.problems, context.locale);
  return new EasServices(context, config);
}
