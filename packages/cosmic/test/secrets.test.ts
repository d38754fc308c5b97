import { inspect } from 'node:util';
import { isPiaozoneError } from '@piaozone/core/adapter';
import { describe, expect, it } from 'vitest';
import { cosmicAdapter } from '../src/index.js';
import { connect, failureOf, newCall, PRODUCT, settingsFor, startContext, startMock, UNITS } from './support/harness.js';

const SECRET = 'canary-app-secret-0001';
const IDENTITY = 'Y2FuYXJ5LWdhdGV3YXk=';

function printed(value: unknown): string {
  const json = isPiaozoneError(value) ? JSON.stringify(value) : '';
  return `${inspect(value, { depth: 20, showHidden: true })}${String(value)}${json}`;
}

describe('secrets', () => {
  it('are shown by no adapter, connection or context', async () => {
    const mock = await startMock({ appSecret: SECRET, gatewayIdentity: IDENTITY });
    const settings = settingsFor(mock);
    const context = startContext();
    const adapter = cosmicAdapter(PRODUCT, settings);
    const connection = await connect(settings, { context });
    await connection.listBusinessUnits({}, newCall());
    const token = mock.journal.to(UNITS)[0]?.headers['accesstoken'] ?? '';
    expect(token).not.toBe('');
    for (const value of [adapter, connection]) {
      for (const secret of [SECRET, IDENTITY, token]) {
        expect(printed(value)).not.toContain(secret);
        expect(JSON.stringify(value)).not.toContain(secret);
      }
    }
    expect(inspect(connection)).toContain(mock.accountId);
  });

  it('are shown by no error, finding or log line, even where the ERP echoes them', async () => {
    const mock = await startMock({ appSecret: SECRET, gatewayIdentity: IDENTITY });
    const seen: unknown[] = [];
    const context = startContext({ logger: { warn: (...line) => seen.push(line) }, onEvent: (event) => seen.push(event) });
    const connection = await connect(settingsFor(mock), { context });
    await connection.listBusinessUnits({}, newCall());
    const token = mock.journal.to(UNITS)[0]?.headers['accesstoken'] ?? '';
    const echo = `you sent ${SECRET}, ${IDENTITY} and ${token}`;
    for (const errorCode of ['401', '603', '2501']) {
      mock.faults.next(UNITS, { kind: 'answer', status: 200, body: JSON.stringify({ errorCode, message: echo }) }, { times: 2 });
      seen.push(await failureOf(connection.listBusinessUnits({}, newCall())), await connection.check(newCall()));
    }
    mock.tokens.killAll();
    mock.faults.next(
      'getAppToken.do',
      { kind: 'answer', status: 200, body: JSON.stringify({ data: { success: false, error_desc: echo, error_code: '1' } }) },
      { times: 2 },
    );
    seen.push(await failureOf(connection.listBusinessUnits({}, newCall())), await connection.check(newCall()));
    await mock.close();
    seen.push(await failureOf(connection.listBusinessUnits({}, newCall())));
    const text = seen.map(printed).join('\n');
    expect(text).toContain('you sent ***');
    for (const secret of [SECRET, IDENTITY, token]) expect(text).not.toContain(secret);
  });
});
