import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { type Attributes, context, SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import { ATTEMPT_CHANNEL, type AttemptEvent } from '@piaozone/core';

/**
 * One OpenTelemetry span for every attempt of every client of this process; names of HTTP attributes are OpenTelemetry's, the others begin with `piaozone.`.
 * Spans become children of whatever span is active where the call was made, if a context manager is set up.
 * 每次调用尝试生成一个 span；HTTP 属性用 OpenTelemetry 的名称，其余以 piaozone. 开头。
 * @returns ends it
 */
export function traceAttempts(tracer: Tracer): () => void {
  const onAttempt = (message: unknown) => record(tracer, message as AttemptEvent);
  subscribe(ATTEMPT_CHANNEL, onAttempt);
  return () => {
    unsubscribe(ATTEMPT_CHANNEL, onAttempt);
  };
}

function record(tracer: Tracer, event: AttemptEvent): void {
  const { startedAt, durationMs, errorCode } = event;
  const options = { kind: SpanKind.CLIENT, startTime: startedAt, attributes: attributesOf(event) };
  const span = tracer.startSpan(`piaozone ${event.operation}`, options, context.active());
  // The event's words only: an error's text may quote what the other side said.
  if (errorCode !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: errorCode });
  span.end(startedAt + durationMs);
}

function attributesOf(event: AttemptEvent): Attributes {
  const { hostname, pathname } = new URL(event.target);
  const attributes: Attributes = {
    'http.request.method': event.method,
    'http.request.resend_count': event.attempt - 1,
    'http.request.body.size': event.requestBytes,
    'server.address': hostname,
    'url.path': pathname,
    'piaozone.operation': event.operation,
    'piaozone.request_id': event.requestId,
    'piaozone.attempt': event.attempt,
    'piaozone.outcome': event.outcome,
  };
  const known = {
    'http.response.status_code': event.status,
    'http.response.body.size': event.responseBytes,
    'error.type': event.errorCode,
    'piaozone.reason': event.reason,
    'piaozone.upstream_code': event.upstreamCode,
    'piaozone.tenant': event.tenant,
  };
  for (const [name, value] of Object.entries(known)) if (value !== undefined) attributes[name] = value;
  return attributes;
}
