import {
  type AnswerContext,
  type Bilingual,
  isPiaozoneError,
  PiaozoneError,
  type PiaozoneErrorInit,
  type Verdict,
  type WireResponse,
  type XmlReader,
} from '@piaozone/core/adapter';
import { faultHint } from '../hints.js';
import { joinSurrogates } from './axis-text.js';
import { type FaultKind, type FaultPhrase, faultKind, printableFault, readFault, type SoapFault } from './fault.js';
import { readReply, type SoapValue, soapBody } from './reply.js';

export interface SoapContext extends AnswerContext {
  readonly xml: XmlReader;
  /** Name of the SOAP operation, to know its answer by. */
  readonly soapOperation: string;
  readonly sessionFaults: readonly FaultPhrase[];
  /** Takes passwords and session ids out of a foreign text. */
  readonly redact: (text: string) => string;
}

/** The transport has capped the bytes already (`maxResponseBytes`); balances and vouchers of a thousand rows have a hundred thousand cells. */
const LIMITS = { maxBytes: Number.MAX_SAFE_INTEGER, maxElements: 2_000_000 } as const;

/**
 * Judges one HTTP answer: a reply, a fault, or nothing EAS said. Only what is proved counts: unless the dispatcher refused the call, a write that got no
 * reply may have run (reliability §5).
 */
export function classifySoap(response: WireResponse, context: SoapContext): Verdict<SoapValue | undefined> {
  try {
    // An answer to the request itself: the proxy had its bytes, and only a CONNECT that never succeeded proves that they went no further.
    if (response.status === 407)
      throw plain(context, response, 'unknown', 'proxy', { zh: '代理要求认证（407）', en: 'the proxy demands authentication (407)' });
    const body = readBody(response, context);
    const fault = readFault(body);
    if (fault !== undefined) return faultVerdict(fault, response, context);
    if (response.status >= 300) throw notEas(response, context);
    return { kind: 'ok', value: readReply(body, context.soapOperation) };
  } catch (error) {
    if (!isPiaozoneError(error)) throw error;
    const { code, text: message, outcome, hintText, upstreamCode, upstreamMessage } = error;
    return failed(context, response, { code, message, outcome, ...given({ hint: hintText, upstreamCode, upstreamMessage }) });
  }
}

function readBody(response: WireResponse, context: SoapContext) {
  try {
    return soapBody(context.xml.parse(joinSurrogates(response.body), LIMITS));
  } catch (error) {
    throw response.status >= 300 ? notEas(response, context) : error;
  }
}

/** An answer that is no SOAP comes from something in between, or from another address than EAS' services. */
function notEas(response: WireResponse, context: SoapContext): PiaozoneError {
  const { status } = response;
  const message = {
    zh: `收到的不是 EAS 的 SOAP 应答：HTTP ${status}，${response.body.length} 字节`,
    en: `this is not a SOAP answer of EAS: HTTP ${status}, ${response.body.length} bytes`,
  };
  if (status === 404) return plain(context, response, 'rejected', 'server', message, faultHint.address);
  return plain(
    context,
    response,
    'unknown',
    status === 429 ? 'rate_limited' : status >= 500 ? 'server' : 'response_invalid',
    message,
    faultHint.address,
  );
}

function faultVerdict(fault: SoapFault, response: WireResponse, context: SoapContext): Verdict<never> {
  const kind = faultKind(fault, context.sessionFaults);
  // Before the text is cut: half a secret would not be recognised.
  const upstreamMessage = printableFault({ ...fault, text: context.redact(fault.text) });
  const about = { upstreamCode: context.redact(fault.code).slice(0, 80), upstreamMessage };
  const write = context.effect !== 'read';
  if (kind === 'session') {
    const failure = failed(context, response, {
      ...about,
      code: 'erp_session_expired',
      // A dead session need not stop EAS: it may have fallen back to a remote object and run there (eas-and-imaging §3).
      outcome: write ? 'unknown' : 'rejected',
      message: { zh: `EAS 会话无效：${upstreamMessage}`, en: `EAS did not accept the session: ${upstreamMessage}` },
      hint: faultHint.session,
    });
    return write ? failure : { kind: 'session-rejected', error: failure.error };
  }
  // The same words may come from the method itself: harmless to ask a read again, and a write stays open.
  if (kind === 'collision') {
    const message = { zh: `EAS 的并发调用相互冲突：${upstreamMessage}`, en: `parallel calls collided inside EAS: ${upstreamMessage}` };
    return failed(context, response, { ...about, code: 'server', outcome: 'unknown', message });
  }
  const ran = kind === 'other';
  return failed(context, response, {
    ...about,
    code: 'erp_rejected',
    outcome: ran && write ? 'unknown' : 'rejected',
    message: { zh: `EAS 返回错误：${upstreamMessage}`, en: `EAS answered a fault: ${upstreamMessage}` },
    ...given({ hint: HINTS[kind] }),
  });
}

const HINTS: Readonly<Partial<Record<FaultKind, Bilingual>>> = {
  'no-service': faultHint.service,
  signature: faultHint.signature,
  message: faultHint.message,
};

function plain(
  context: SoapContext,
  response: WireResponse,
  outcome: PiaozoneErrorInit['outcome'],
  code: PiaozoneErrorInit['code'],
  message: Bilingual,
  hint?: Bilingual,
): PiaozoneError {
  return failed(context, response, { code, outcome, message, ...given({ hint }) }).error;
}

function failed(
  { operation, requestId }: SoapContext,
  { status }: WireResponse,
  init: PiaozoneErrorInit,
): { readonly kind: 'failed'; readonly error: PiaozoneError } {
  return { kind: 'failed', error: new PiaozoneError({ ...init, operation, requestId, status }) };
}

function given<T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
