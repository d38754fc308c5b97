import { describe, expect, it } from 'vitest';
import { enterprise, startMock } from '../harness.js';
import { postJson, rawSign } from '../raw-client.js';

async function started() {
  const mock = await startMock({ enterprises: [{ entitlements: ['影像'] }] });
  const scanner = enterprise(mock);
  const login = (change: Record<string, unknown> = {}) => {
    const timestamp = 1_700_000_000;
    const body = {
      clientId: scanner.clientId,
      sign: rawSign(scanner, timestamp),
      timestamp,
      fsource: '2',
      fuserName: '张三',
      fphoneNumber: '13800000000',
    };
    return postJson(`${mock.baseUrl}/archivebase/scan/login/token`, JSON.stringify({ ...body, ...change }));
  };
  return { mock, scanner, login };
}

describe('影像 token', () => {
  it('gives token, remaining milliseconds and topic, for a 10-digit timestamp too', async () => {
    const { mock, scanner, login } = await started();
    const { errcode, data } = await login({ ftaxNo: scanner.taxNo, language: 'en-US', feasUid: 'u' });
    expect(errcode).toBe('0000');
    expect(data).toEqual({ accessToken: expect.stringMatching(/^[0-9a-f]{32}$/), expiresTime: 72_000, topic: expect.any(String) });
    expect(mock.expense.view()['imagingLogins']).toMatchObject([{ user: '张三', phone: '13800000000' }]);
    expect(mock.unknownFields).toEqual([]);
  });

  it.each([
    [{ clientId: '' }, '1200'],
    [{ clientId: 'nobody' }, '1101'],
    [{ sign: 'x' }, '1101'],
    [{ fsource: '11' }, 'MOCK_INVALID'],
    [{ fsource: undefined }, 'MOCK_INVALID'],
    [{ language: 'zh' }, 'MOCK_INVALID'],
    [{ ftaxNo: '91440300MCK000099X' }, 'MOCK_SELLER'],
  ])('refuses %o', async (change, errcode) => {
    const { login } = await started();
    expect((await login(change)).errcode).toBe(errcode);
  });

  it('refuses a tenant grant and an enterprise without 影像', async () => {
    const { mock, scanner, login } = await started();
    const { clientId } = mock.tenant;
    expect((await login({ clientId, sign: rawSign(mock.tenant, 1_700_000_000) })).errcode).toBe('1101');
    mock.setEntitlements(scanner.taxNo, ['开票管理']);
    expect((await login()).errcode).toBe('A0300');
    mock.settings.imagingProduct = undefined;
    expect((await login()).errcode).toBe('0000');
  });
});
