import { describe, expect, it } from 'vitest';
import { readJsonAnswer } from '../../src/protocol/answer.js';

const context = { operation: 'hosted.create', requestId: 'r1', effect: 'write', locale: 'en' } as const;
const judge = (status: number, body: string, type = 'application/json') =>
  readJsonAnswer({ status, headers: { 'content-type': type }, body: Buffer.from(body) }, context);

/** Status, body → code and outcome, or `ok` for what the envelope decides (reliability §5). */
describe('answers that no envelope explains', () => {
  it.each<[number, string, string]>([
    [200, '{"errcode":"0000"}', 'ok'],
    [200, '\ufeff {"errcode":"0000"}', 'ok'],
    [400, '{"errcode":"1"}', 'ok'],
    [429, '{"errcode":"1"}', 'ok'],
    [200, '[1]', 'ok'],
    [200, '{"errcode"', 'response_invalid/unknown'],
    [200, '"0000"', 'response_invalid/unknown'],
    [200, '', 'response_invalid/unknown'],
    [200, '<html></html>', 'response_invalid/unknown'],
    [302, '<html></html>', 'response_invalid/unknown'],
    [403, 'no', 'response_invalid/unknown'],
    [404, 'no', 'server/rejected'],
    [407, 'no', 'proxy/unknown'],
    [407, '{"errcode":"0000"}', 'proxy/unknown'],
    [429, 'slow down', 'rate_limited/unknown'],
    [500, '{"errcode":"0000"}', 'server/unknown'],
    [502, '<html></html>', 'server/unknown'],
    [503, '', 'server/unknown'],
    [504, '', 'server/unknown'],
  ])('%d %s: %s', (status, body, expected) => {
    const verdict = judge(status, body);
    expect(verdict.kind === 'ok' ? 'ok' : `${verdict.error.code}/${verdict.error.outcome}`).toBe(expected);
    if (verdict.kind !== 'ok') expect(verdict.error).toMatchObject({ status, requestId: 'r1', operation: 'hosted.create' });
  });

  it('say what came, never what stood in it', () => {
    const verdict = judge(200, '<html>SECRET</html>', 'text/html; charset=utf-8');
    expect(verdict).toMatchObject({ error: { message: expect.stringContaining('HTTP 200, an HTML page, 19 bytes') } });
    expect(JSON.stringify(verdict)).not.toContain('SECRET');
  });
});
