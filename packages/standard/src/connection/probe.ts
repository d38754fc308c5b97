import {
  type AnswerContext,
  type Call,
  clockFinding,
  clockLine,
  evidenceOf,
  type Finding,
  findingFor,
  findingOfError,
  isNetworkFailure,
  isPiaozoneError,
  isTlsFailure,
  joinUrl,
  okFinding,
  type Piaozone,
  type PiaozoneError,
  readJsonAnswer,
  skippedFinding,
  stringifyExact,
  type Verdict,
  type WireResponse,
} from '@piaozone/core';
import { readEnvelope } from '../envelope.js';
import { TOKEN_PATH } from '../token.js';
import { REACHABLE, TLS } from './lines.js';

/** What the token endpoint said to a request without an id. */
export interface Probe {
  /** The last answer, whoever gave it. */
  readonly response: WireResponse | undefined;
  /** Epoch milliseconds here as it ended. */
  readonly at: number;
  /** Why it was no answer of the invoice cloud. */
  readonly error: PiaozoneError | undefined;
  /** It was JSON, but not theirs. */
  readonly foreign: boolean;
}

/**
 * Asks the token endpoint with an empty id: a documented refusal (`1200`, standard-edition §4) that needs no key, proves that it is the invoice cloud
 * that answers, and brings its clock along.
 */
export async function probeCloud(piaozone: Piaozone, call: Call): Promise<Probe> {
  const { http, environment, runtime, locale } = piaozone;
  const context: AnswerContext = { operation: 'doctor.reach', effect: 'read', requestId: piaozone.newRequestId(), locale };
  let response: WireResponse | undefined;
  const classify = (answer: WireResponse): Verdict<boolean> => {
    response = answer;
    const json = readJsonAnswer(answer, context);
    return json.kind === 'ok' ? { kind: 'ok', value: readEnvelope(json.value) === undefined } : json;
  };
  try {
    const foreign = await http.call({
      ...context,
      request: {
        method: 'POST',
        url: joinUrl(environment.baseUrl, TOKEN_PATH),
        headers: { 'content-type': 'application/json' },
        body: Buffer.from(stringifyExact({ client_id: '', timestamp: String(runtime.now()) }), 'utf8'),
      },
      classify,
      ...(call.signal === undefined ? {} : { signal: call.signal }),
    });
    return { response, at: runtime.now(), error: undefined, foreign };
  } catch (error) {
    if (!isPiaozoneError(error) || error.code === 'aborted' || error.code === 'closed') throw error;
    return { response, at: runtime.now(), error, foreign: false };
  }
}

/** True when what answered is the invoice cloud, so that its other answers can be believed. */
export function isCloud({ error, foreign }: Probe): boolean {
  return !foreign && (error === undefined || error.code === 'rate_limited');
}

export function reachableFinding(piaozone: Piaozone, { error, foreign, response }: Probe): Finding {
  const { environment, locale } = piaozone;
  const where = `${environment.kind} ${environment.baseUrl}`;
  const at = (finding: Finding): Finding => ({ ...finding, evidence: `${where}: ${finding.evidence ?? ''}` });
  if (foreign) return findingFor(REACHABLE, 'ANSWER_NOT_FROM_CLOUD', `${where}: HTTP ${response?.status ?? ''}`);
  if (error === undefined || error.code === 'rate_limited' || isTlsFailure(error)) return okFinding(REACHABLE, where);
  if (isNetworkFailure(error)) return at(findingOfError(REACHABLE, error, locale, 'HOST_UNREACHABLE'));
  return findingFor(REACHABLE, 'ANSWER_NOT_FROM_CLOUD', `${where}: ${evidenceOf(error, locale)}`);
}

export function tlsFinding({ environment, locale }: Piaozone, { error, response }: Probe): Finding {
  if (environment.baseUrl.toLowerCase().startsWith('http:')) {
    return skippedFinding(TLS, {
      zh: '地址为 http，没有 TLS：仅限内网或经 nginx 转发',
      en: 'plain http, no TLS: for inner networks or behind nginx only',
    });
  }
  if (error !== undefined && isTlsFailure(error)) return findingOfError(TLS, error, locale);
  return response === undefined ? skippedFinding(TLS) : okFinding(TLS);
}

export function clockOf({ locale }: Piaozone, { response, at, error, foreign }: Probe): Finding {
  // Whoever else answered may have a clock of its own.
  return response === undefined || foreign || (error !== undefined && error.code !== 'rate_limited')
    ? skippedFinding(clockLine)
    : clockFinding(response, at, locale);
}
