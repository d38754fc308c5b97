import type { WireResponse } from '@piaozone/core/adapter';
import { describe, expect, it } from 'vitest';
import { type AnswerReading, readAnswer } from '../src/wire/answers.js';
import { allOf, quoted } from '../src/wire/client.js';

function judge(body: string, change: Partial<AnswerReading> = {}, status = 200) {
  const response: WireResponse = { status, headers: { 'content-type': 'application/json' }, body: Buffer.from(body) };
  return readAnswer(response, {
    operation: 'k3cloud.test',
    requestId: '1',
    effect: 'read',
    sessionless: false,
    redact: (text) => text.replaceAll('hush', '[secret]'),
    ...change,
  });
}

const status = (more: string) => `{"Result":{"ResponseStatus":{"ErrorCode":500,"IsSuccess":false,"SuccessEntitys":[],${more}}}}`;
const FIELD = '元数据中标识为FIssueType的字段不存在';
const LOST = status('"Errors":[{"Message":"会话信息已丢失，请重新登录"}],"MsgCode":1');

describe('answers', () => {
  it.each([
    ['rows', '[["CT-0001",12]]'],
    ['no rows', '[]'],
    ['a success', '{"Result":{"ResponseStatus":{"IsSuccess":true},"Id":1}}'],
    ['a success said as text', '{"Result":{"ResponseStatus":{"IsSuccess":"True"}}}'],
    ['a list of data centres', '[{"Id":"1","Number":"2","Name":"3"}]'],
    ['a row that begins with null', '[[null,1]]'],
  ])('takes %s', (_, body) => {
    expect(judge(body).kind).toBe('ok');
  });

  it.each([
    ['a failure that looks like a row', `[[${status(`"Errors":[{"FieldName":null,"Message":"${FIELD}","DIndex":0}],"MsgCode":9`)}]]`, '9'],
    ['a failure in a list', `[${status(`"Errors":[{"Message":"${FIELD}"}],"MsgCode":9`)}]`, '9'],
    ['a failure as it is', status(`"Errors":[{"Message":"${FIELD}"}],"MsgCode":9`), '9'],
    ['a failure without code', `[{"FieldName":null,"Message":"${FIELD}","DIndex":0}]`, ''],
    ['an exception', `response_error:{"Message":"${FIELD}","InnerExWrapper":null,"InnerException":null}`, ''],
    ['an exception as an object', `{"Message":"${FIELD}","InnerExWrapper":null}`, ''],
  ])('takes %s for a refusal, with its text and what to do', (_, body, upstreamCode) => {
    expect(judge(body)).toMatchObject({
      kind: 'failed',
      error: { code: 'erp_rejected', outcome: 'rejected', upstreamCode, upstreamMessage: FIELD, hint: expect.stringContaining('字段') },
    });
  });

  it('tells of the interceptor', () => {
    const body = '[{"actionname":"showConfirm","params":[{"msg":"请求参数存在可疑数据,当前请求已经被拦截规则[r]阻止!"}]}]';
    expect(judge(body)).toMatchObject({ kind: 'failed', error: { code: 'erp_rejected', hint: expect.stringContaining('waiting') } });
  });

  it('renews a lost session for a read only', () => {
    expect(judge(LOST)).toMatchObject({ kind: 'session-rejected', error: { code: 'erp_session_expired' } });
    expect(judge(`[[${LOST}]]`)).toMatchObject({ kind: 'session-rejected' });
    expect(judge(LOST, { effect: 'write' })).toMatchObject({ kind: 'failed', error: { code: 'erp_session_expired', outcome: 'unknown' } });
    expect(judge(LOST, { sessionless: true })).toMatchObject({ kind: 'failed', error: { code: 'credentials_rejected' } });
    expect(judge('[{"Message":"会话信息已丢失，请重新登录"}]')).toMatchObject({ kind: 'session-rejected' });
  });

  it('holds back where the ERP limits calls, but repeats no write', () => {
    const limited = status('"Errors":[{"Message":"x"}],"MsgCode":14');
    expect(judge(limited)).toMatchObject({ error: { code: 'rate_limited' } });
    expect(judge(limited, { effect: 'write' })).toMatchObject({ error: { code: 'erp_rejected', outcome: 'rejected' } });
  });

  it.each([
    ['4002', 'credentials_rejected', 'rejected'],
    ['4006', 'credentials_rejected', 'rejected'],
    ['5001', 'server', 'rejected'],
    ['9999', 'server', 'unknown'],
  ])('takes code %s of the gateway for %s', (errcode, code, outcome) => {
    expect(judge(`{"errcode":${errcode},"description_cn":"x"}`, { effect: 'write' }, 519)).toMatchObject({
      kind: 'failed',
      error: { code, outcome, status: 519 },
    });
    expect(judge('<html>', {}, 519)).toMatchObject({ error: { code: 'server', outcome: 'unknown' } });
  });

  it.each(['<html><head><title>文档已移动</title></head></html>', '', 'true', 'Additional text found in JSON string'])(
    'takes %j for no answer',
    (body) => {
      expect(judge(body)).toMatchObject({ kind: 'failed', error: { code: 'response_invalid' } });
    },
  );

  it('shows no secret the server quotes', () => {
    const verdict = judge(status('"Errors":[{"Message":"hush"}],"MsgCode":0'));
    expect(JSON.stringify(verdict)).not.toContain('hush');
  });
});

describe('filters', () => {
  it('doubles quotes', () => {
    expect(quoted("O'Neil' OR '1'='1")).toBe("'O''Neil'' OR ''1''=''1'");
  });

  it('joins what is given', () => {
    expect([allOf(''), allOf('A=1', ''), allOf("A=1 OR B='x'", 'C=2')]).toEqual(['', 'A=1', "(A=1 OR B='x') AND (C=2)"]);
  });
});
