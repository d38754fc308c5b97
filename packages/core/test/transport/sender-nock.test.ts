import nock from 'nock';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseProxy } from '../../src/transport/proxy.js';
import { context, failureOf, get, post, sender } from './sender-support.js';

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
  nock.restore();
  nock.activate();
});

it.each(['http://cloud.test', 'https://cloud.test', 'https://cloud.test:8443'])('nock answers for %s and sees the exact body', async (origin) => {
  const scope = nock(origin, { reqheaders: { 'x-req': '7' } })
    .post('/create?access_token=t', '{"a": 1}\n')
    .reply(201, '{"errcode":"0000"}', { 'X-Trace': 't1' });
  const response = await sender().send(post(`${origin}/create?access_token=t`, '{"a": 1}\n', { 'x-req': '7' }), context());
  expect(response).toMatchObject({ status: 201, headers: { 'x-trace': 't1' } });
  expect(response.body.toString()).toBe('{"errcode":"0000"}');
  scope.done();
});

it('nock answers one call after the other on the same sender', async () => {
  nock('https://cloud.test').get('/a').reply(200, 'a').get('/b').reply(500, 'b');
  const axios = sender();
  expect((await axios.send(get('https://cloud.test/a'), context())).body.toString()).toBe('a');
  expect(await axios.send(get('https://cloud.test/b'), context())).toMatchObject({ status: 500 });
});

it('nock answers although a proxy is set', async () => {
  nock('https://cloud.test').get('/a').reply(200, 'a');
  const axios = sender({ proxy: parseProxy('127.0.0.1:1') });
  expect((await axios.send(get('https://cloud.test/a'), context())).body.toString()).toBe('a');
});

it('a replayed error becomes a SendFailure with its code', async () => {
  nock('https://cloud.test')
    .get('/a')
    .replyWithError(Object.assign(new Error('canary'), { code: 'ECONNRESET' }));
  const failure = await failureOf(sender().send(get('https://cloud.test/a'), context()));
  expect(failure).toMatchObject({ kind: 'connection', detail: 'ECONNRESET' });
  expect(failure.message).not.toContain('canary');
});
