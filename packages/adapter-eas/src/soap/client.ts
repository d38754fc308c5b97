import { type Authorizer, type Effect, type HttpClient, joinUrl, loadXml, type WireRequest } from '@piaozone/core/adapter';
import { classifySoap } from './answer.js';
import { SOAP_HEADERS, type SoapRequest, writeEnvelope } from './envelope.js';
import type { FaultPhrase } from './fault.js';
import type { SoapValue } from './reply.js';

export interface SoapClientOptions {
  readonly http: HttpClient;
  /** `http://host:port/ormrpc/services`, with or without trailing slash. */
  readonly servicesUrl: string;
  readonly sessionFaults: readonly FaultPhrase[];
  readonly redact: (text: string) => string;
}

export interface SoapCall {
  /** Name for events and errors, e.g. `eas.login`. */
  readonly name: string;
  /** Last part of the address, e.g. `EASLogin`. */
  readonly service: string;
  readonly request: SoapRequest | RawRequest;
  readonly effect: Effect;
  readonly requestId: string;
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  /** Absent = without session. */
  readonly session?: SessionSource;
}

/** An envelope somebody else wrote; its session header goes in with each attempt. */
export interface RawRequest {
  /** Name of the SOAP operation, to know its answer by. */
  readonly operation: string;
  write(sessionId: string | undefined): Buffer;
}

/** The session a call travels with. */
export interface SessionSource extends Omit<Authorizer, 'apply'> {
  /** Id for the SOAP header and headers such as the cluster's cookie. */
  open(session: string): { readonly sessionId: string; readonly headers: Readonly<Record<string, string>> };
}

export interface SoapAnswer {
  readonly value: SoapValue | undefined;
  /** As the transport gives it: cookies parted by newline. */
  readonly setCookie: string | undefined;
  /** The reply as it came. */
  readonly body: Buffer;
}

/** SOAP 1.1 over the lent transport. Holds no state between calls. */
export class SoapClient {
  readonly #options: SoapClientOptions;

  constructor(options: SoapClientOptions) {
    this.#options = options;
  }

  /** @throws PiaozoneError only */
  async call({ name, service, request, effect, requestId, signal, timeoutMs, session }: SoapCall): Promise<SoapAnswer> {
    const { http, servicesUrl, sessionFaults, redact } = this.#options;
    const xml = await loadXml();
    const wire: WireRequest = { method: 'POST', url: joinUrl(servicesUrl, service), headers: SOAP_HEADERS };
    const context = { operation: name, requestId, effect, xml, soapOperation: request.operation, sessionFaults, redact };
    return http.call<SoapAnswer>({
      operation: name,
      effect,
      requestId,
      request: session === undefined ? { ...wire, body: envelope(request) } : wire,
      ...(session === undefined ? {} : { authorize: authorizer(session, request) }),
      ...(signal === undefined ? {} : { signal }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      classify(response) {
        const verdict = classifySoap(response, context);
        if (verdict.kind !== 'ok') return verdict;
        return { kind: 'ok', value: { value: verdict.value, setCookie: response.headers['set-cookie'], body: response.body } };
      },
    });
  }
}

/** The session stands inside the body, so each attempt writes its own. */
function authorizer(session: SessionSource, request: SoapRequest | RawRequest): Authorizer {
  return {
    ...session,
    apply(wire, value) {
      const { sessionId, headers } = session.open(value);
      return { ...wire, headers: { ...wire.headers, ...headers }, body: envelope(request, sessionId) };
    },
  };
}

function envelope(request: SoapRequest | RawRequest, sessionId?: string): Buffer {
  return 'write' in request ? request.write(sessionId) : writeEnvelope(request, sessionId);
}
