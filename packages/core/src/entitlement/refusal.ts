import { finding } from '@piaozone/diagnosis';
import { PiaozoneError } from '../errors.js';
import type { Bilingual, Locale } from '../i18n/locale.js';
import type { Denial, EntitlementSource } from './decision.js';
import { ENTITLED_FEATURES, type EntitledFeature } from './products.js';

const SOURCES: Readonly<Record<EntitlementSource, Bilingual>> = {
  declared: { zh: '依据：企业目录', en: 'source: the enterprise directory' },
  probed: { zh: '依据：向发票云查询的余量', en: 'source: what the invoice cloud said is left' },
  learned: { zh: '依据：发票云刚才的拒绝', en: 'source: a refusal of the invoice cloud a moment ago' },
};

interface RefusedCall {
  readonly taxNo: string;
  readonly feature: EntitledFeature;
  readonly operation: string;
  readonly requestId: string;
  readonly locale: Locale;
}

/** `reason` of the error is the denial's. */
export function deniedError({ taxNo, feature, ...call }: RefusedCall, denial: Denial): PiaozoneError {
  const { label } = ENTITLED_FEATURES[feature];
  const { cause, remedy, source, until, diagnosis } = denial;
  const from = SOURCES[source];
  const end = until === undefined ? { zh: '', en: '' } : { zh: `，到 ${until}（北京时间）为止`, en: `, until ${until} (Asia/Shanghai)` };
  return new PiaozoneError({
    ...call,
    code: 'entitlement_denied',
    outcome: 'not-sent',
    reason: denial.reason,
    message: {
      zh: `税号 ${taxNo} 没有可用的${label.zh}权益，没有发送：${cause.zh}（${from.zh}${end.zh}）`,
      en: `tax number ${taxNo} has no entitlement for ${label.en}, nothing was sent: ${cause.en} (${from.en}${end.en})`,
    },
    hint: remedy,
    diagnosis,
  });
}

/** Strict clients send nothing they do not know to be allowed. */
export function unknownError({ taxNo, feature, ...call }: RefusedCall, cause: Bilingual): PiaozoneError {
  const { label } = ENTITLED_FEATURES[feature];
  return new PiaozoneError({
    ...call,
    code: 'entitlement_denied',
    outcome: 'not-sent',
    reason: 'unknown',
    message: {
      zh: `不知道税号 ${taxNo} 有没有${label.zh}权益，没有发送：${cause.zh}`,
      en: `it is not known whether tax number ${taxNo} may use ${label.en}, nothing was sent: ${cause.en}`,
    },
    diagnosis: finding('ENTITLEMENT_UNKNOWN'),
  });
}
