import { describe, expect, it } from 'vitest';
import { type ErrorCode, type FailureOutcome, PiaozoneError } from '../../src/errors.js';
import { describeFailure } from '../../src/transport/describe-failure.js';
import { type Evidence, evidenceOf, QUERY_FIRST, repeatOf, withAdvice, withoutAdvice } from '../../src/transport/outcome.js';
import { type FailureFacts, SendFailure, type SendFailureKind } from '../../src/transport/types.js';

/** Evidence, and what may happen then to a read, a keyed write, a write: the table of reliability §5. */
const TABLE: readonly (readonly [Evidence, string, string, string])[] = [
  ['not-sent', 'after-pause', 'after-pause', 'after-pause'],
  ['not-sent-for-good', 'no', 'no', 'no'],
  ['stale-connection', 'at-once', 'no', 'no'],
  ['unknown', 'after-pause', 'no', 'no'],
  ['throttled', 'after-pause', 'no', 'no'],
  ['throttled-not-processed', 'after-pause', 'after-pause', 'after-pause'],
  ['rejected', 'no', 'no', 'no'],
  ['unrecognised', 'no', 'no', 'no'],
  ['ended', 'no', 'no', 'no'],
];

describe('what may be repeated', () => {
  it.each(TABLE)('%s: read %s, keyed write %s, write %s', (evidence, read, keyed, write) => {
    expect([repeatOf(evidence, 'read'), repeatOf(evidence, 'keyed-write'), repeatOf(evidence, 'write')]).toEqual([read, keyed, write]);
  });
});

describe('evidence of what the sender met', () => {
  const rows: readonly (readonly [SendFailureKind, boolean, string, FailureFacts, Evidence])[] = [
    ['connection', true, 'ENOTFOUND', { reason: 'dns', stage: 'dns' }, 'not-sent'],
    ['connection', true, 'ECONNREFUSED', { reason: 'refused', stage: 'connect' }, 'not-sent'],
    ['connection', true, 'ERR_SOCKET_CONNECTION_TIMEOUT', { stage: 'connect' }, 'not-sent'],
    ['tls', true, 'ECONNRESET', { reason: 'tls', stage: 'tls' }, 'not-sent'],
    ['tls', true, 'CERT_HAS_EXPIRED', { reason: 'tls-expired', stage: 'tls' }, 'not-sent-for-good'],
    ['tls', true, 'DEPTH_ZERO_SELF_SIGNED_CERT', { reason: 'tls-untrusted', stage: 'tls' }, 'not-sent-for-good'],
    ['tls', true, 'ERR_TLS_CERT_ALTNAME_INVALID', { reason: 'tls-host', stage: 'tls' }, 'not-sent-for-good'],
    ['tls', true, 'ERR_SSL_ALERT', { reason: 'tls-client-certificate', stage: 'tls' }, 'not-sent-for-good'],
    ['connection', true, 'ERR_INVALID_URL', {}, 'not-sent-for-good'],
    ['connection', true, 'x', { reason: 'public-address' }, 'not-sent-for-good'],
    ['proxy', true, 'ECONNREFUSED', { reason: 'unreachable' }, 'not-sent'],
    ['proxy', true, 'ECONNRESET', { reason: 'closed' }, 'not-sent'],
    ['proxy', true, 'CONNECT_TIMEOUT', { reason: 'timeout' }, 'not-sent'],
    ['proxy', true, 'CONNECT_407', { reason: 'authentication' }, 'not-sent-for-good'],
    ['proxy', true, 'CONNECT_403', { reason: 'refused' }, 'not-sent-for-good'],
    ['proxy', true, 'x', { reason: 'garbage' }, 'not-sent-for-good'],
    ['proxy', true, 'x', { reason: 'html' }, 'not-sent-for-good'],
    ['proxy', false, 'HTTP_407', { reason: 'authentication' }, 'unrecognised'],
    ['connection', false, 'ECONNRESET', { reason: 'reset', stage: 'answer' }, 'unknown'],
    ['connection', false, 'ECONNRESET', { reason: 'reset', stage: 'answer', keptConnection: true }, 'stale-connection'],
    ['tls', false, 'ERR_SSL_X', { reason: 'tls', stage: 'answer', keptConnection: true }, 'unknown'],
    ['response_invalid', false, 'INCOMPLETE', {}, 'unknown'],
    ['response_too_large', false, 'MORE_THAN_9_BYTES', {}, 'unrecognised'],
    ['aborted', false, 'ABORT_ERR', { stage: 'answer' }, 'ended'],
    ['aborted', true, 'ABORT_ERR', { stage: 'queue' }, 'ended'],
  ];
  it.each(rows)('%s, unsent %s, %s %j: %s', (kind, unsent, detail, facts, evidence) => {
    const failure = new SendFailure(kind, unsent, detail, facts);
    const error = new PiaozoneError({ ...describeFailure(failure), outcome: unsent ? 'not-sent' : 'unknown' });
    expect(evidenceOf(error, failure)).toBe(evidence);
  });
});

describe('evidence of what was answered', () => {
  const rows: readonly (readonly [ErrorCode, FailureOutcome, Evidence])[] = [
    ['server', 'unknown', 'unknown'],
    ['server', 'rejected', 'rejected'],
    ['response_invalid', 'unknown', 'unknown'],
    ['response_invalid', 'rejected', 'rejected'],
    ['rate_limited', 'unknown', 'throttled'],
    ['rate_limited', 'rejected', 'throttled-not-processed'],
    ['rate_limited', 'not-sent', 'not-sent-for-good'],
    ['circuit_open', 'not-sent', 'not-sent-for-good'],
    ['proxy', 'not-sent', 'not-sent-for-good'],
    ['token_rejected', 'rejected', 'rejected'],
    ['business_rejected', 'rejected', 'rejected'],
    ['business_unrecognised', 'unknown', 'unrecognised'],
    ['erp_rejected', 'unknown', 'unrecognised'],
    ['person_action_required', 'rejected', 'rejected'],
    ['timeout', 'unknown', 'ended'],
    ['timeout', 'not-sent', 'ended'],
  ];
  it.each(rows)('%s, %s: %s', (code, outcome, evidence) => {
    expect(evidenceOf({ code, outcome, reason: undefined })).toBe(evidence);
  });
});

describe('advice for an open write', () => {
  const failure = (outcome: FailureOutcome, hint?: { zh: string; en: string }) =>
    new PiaozoneError({ code: 'connection', outcome, message: { zh: '', en: '' }, ...(hint === undefined ? {} : { hint }) });
  const hint = { zh: '查网络', en: 'check the network' };

  it('comes before other advice, once, and only where a write is open', () => {
    const advised = withAdvice(failure('unknown', hint), 'write');
    expect(advised.hintText).toEqual({ zh: `${QUERY_FIRST.zh}。查网络`, en: `${QUERY_FIRST.en}. check the network` });
    expect(withAdvice(advised, 'keyed-write')).toBe(advised);
    expect(withAdvice(failure('unknown'), 'keyed-write').hintText).toEqual(QUERY_FIRST);
    for (const outcome of ['not-sent', 'rejected'] as const) expect(withAdvice(failure(outcome, hint), 'write').hintText).toEqual(hint);
    expect(withAdvice(failure('unknown', hint), 'read').hintText).toEqual(hint);
  });

  it('is taken off again without a trace', () => {
    expect(withoutAdvice(withAdvice(failure('unknown', hint), 'write')).hintText).toEqual(hint);
    expect(withoutAdvice(failure('unknown', hint)).hintText).toEqual(hint);
    expect(withoutAdvice(withAdvice(failure('unknown'), 'write')).hintText?.en).toMatch(/^the login did not finish/);
  });
});
