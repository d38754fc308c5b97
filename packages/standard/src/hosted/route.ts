import {
  type IssuingCapabilities,
  type IssuingRoute,
  type IssuingRouteFactory,
  localize,
  type Piaozone,
  type PreparedRequest,
  type Problem,
} from '@piaozone/core';
import { checkHosted } from './check.js';
import { unpublishedRules } from './limits.js';
import { registerQuotaProbe } from './quota-probe.js';
import { kindsOf, unmapped } from './request-body.js';
import { HostedService } from './service.js';
import type { HostedSettings } from './settings.js';

/** A blue serial number shorter than this cannot be reversed by 红冲(流水号) (standard-edition §6.1). */
const MIN_SERIAL_LENGTH = 20;
/** Length of `serialNo` in the common tail of stored invoices (standard-edition §8). */
const MAX_SERIAL_LENGTH = 36;

/** 托管电票 as an issuing route. Needs the enterprise authorization of `createPiaozone`; open points are {@link HostedSettings}. */
export function hostedIssuing(settings: HostedSettings = {}): IssuingRouteFactory {
  return { id: 'hosted', connect: (piaozone) => connectHosted(piaozone, settings) };
}

function connectHosted(piaozone: Piaozone, settings: HostedSettings): IssuingRoute {
  const service = new HostedService(piaozone, settings);
  registerQuotaProbe(piaozone, service, settings);
  if (settings.level === 'tenant') {
    piaozone.logger.warn(localize(TENANT_LEVEL, piaozone.locale));
  }
  return {
    id: 'hosted',
    capabilities: capabilitiesOf(settings),
    validate: (request) => validate(request, settings),
    submit: (request, call) => service.create(request, call),
    red: (request, call) => service.red(request, call),
    query: (key, call) => service.query(key, call),
    check: (call, request) => checkHosted(piaozone, service, call, { ...request, level: settings.level }),
  };
}

function capabilitiesOf({ dedup, ...rest }: HostedSettings): IssuingCapabilities {
  return {
    dedup: dedup ?? 'unknown',
    keyField: 'serialNo',
    kinds: kindsOf(rest),
    sources: {
      dedup: dedup === undefined ? 'default: standard-edition §6.1 and business-rules §11 disagree' : 'setting',
      keyField: 'standard-edition §6.1',
      kinds: 'standard-edition §8',
    },
  };
}

function validate(request: PreparedRequest, settings: HostedSettings): { errors: Problem[]; warnings: Problem[] } {
  const errors = unmapped(request, settings);
  const warnings: Problem[] = [];
  const { serialNo, red } = request;
  if (serialNo.length > MAX_SERIAL_LENGTH) {
    errors.push({
      path: 'serialNo',
      message: {
        zh: `流水号 ${serialNo.length} 位，超过 ${MAX_SERIAL_LENGTH} 位`,
        en: `the serial number has ${serialNo.length} characters, more than ${MAX_SERIAL_LENGTH}`,
      },
    });
  }
  if (serialNo.length < MIN_SERIAL_LENGTH) {
    warnings.push({
      path: 'serialNo',
      message: {
        zh: `流水号不足 ${MIN_SERIAL_LENGTH} 位，将来无法按流水号红冲`,
        en: `shorter than ${MIN_SERIAL_LENGTH} characters: it can never be reversed by serial number`,
      },
    });
  }
  if (request.color === 'red' && red?.originalSerialNo === undefined) {
    errors.push({
      path: 'red.originalSerialNo',
      message: {
        zh: '托管红冲只按蓝票流水号：请给出原蓝字单据号或原流水号',
        en: 'hosted reversal goes by the serial number of the blue invoice: give the blue bill number or its serial number',
      },
    });
  }
  (settings.unpublishedRules === 'error' ? errors : warnings).push(...unpublishedRules(request));
  return { errors, warnings };
}

const TENANT_LEVEL = {
  zh: 'hostedIssuing 使用租户级授权；公开资料对该接口的授权级别说法不一',
  en: 'hostedIssuing uses the tenant authorization; the sources disagree on the level this interface wants',
};
