import { createHash } from 'node:crypto';
import { IMAGING_SOURCES, type ImagingLogin, ImagingService } from '@piaozone/standard';
import { describe, expect, it } from 'vitest';
import { CANARY } from '../../../core/test/support/canary.js';
import { everythingShown } from '../../../core/test/support/everything.js';
import { CLIENT_ID, CLIENT_SECRET, callOf, connect, ExpenseCloud, TAX_NO } from '../support/expense-cloud.js';

const login: ImagingLogin = { taxNo: TAX_NO, source: 'eas', userName: '张三', phoneNumber: '13800000000', easUserId: 'u1', language: 'fr-FR' };

function cloudWith(data: unknown): ExpenseCloud {
  const cloud = new ExpenseCloud();
  cloud.react = () => ({ errcode: '0000', description: '操作成功', data });
  return cloud;
}

describe('imaging login', () => {
  it('signs with MD5 whatever the client signs with elsewhere; the token prints as nothing', async () => {
    const cloud = cloudWith({ accessToken: `${CANARY}-t`, expiresTime: 72000, topic: 'T', more: 1 });
    const token = await new ImagingService(connect(cloud, { encType: 1 })).loginToken(login, callOf());
    expect(token).toMatchObject({ remainingMs: 72_000, topic: 'T' });
    expect(String(token.raw['more'])).toBe('1');
    expect(token.accessToken.reveal()).toBe(`${CANARY}-t`);
    expect(everythingShown(token)).not.toContain(CANARY);
    const { timestamp, ...body } = cloud.seen[0]?.body ?? {};
    expect(typeof timestamp).toBe('number');
    expect(body).toEqual({
      clientId: CLIENT_ID,
      sign: createHash('md5').update(`${CLIENT_ID}${CLIENT_SECRET}${timestamp}`).digest('hex'),
      encType: 0,
      fsource: '2',
      fuserName: '张三',
      fphoneNumber: '13800000000',
      feasUid: 'u1',
      ftaxNo: TAX_NO,
      language: 'fr-FR',
    });
    expect(cloud.seen[0]).toMatchObject({ method: 'POST', path: '/archivebase/scan/login/token', query: {} });
  });

  it('speaks Chinese unless told otherwise, and leaves out what is not given', async () => {
    const cloud = cloudWith({ accessToken: 't' });
    const { easUserId: _, language: __, ...least } = login;
    const token = await new ImagingService(connect(cloud)).loginToken(least, callOf());
    expect(token).toMatchObject({ remainingMs: undefined, topic: undefined });
    expect(cloud.seen[0]?.body).toMatchObject({ language: 'zh-CN' });
    expect(cloud.seen[0]?.body).not.toHaveProperty('feasUid');
  });

  it('has the codes of all sources', () => {
    expect(Object.values(IMAGING_SOURCES)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '15', '99']);
  });

  it('may stand elsewhere', async () => {
    const cloud = cloudWith({ accessToken: 't' });
    await new ImagingService(connect(cloud), { baseUrl: 'https://kdimage-demo.piaozone.com/x/' }).loginToken(login, callOf());
    expect(cloud.paths).toEqual(['/x/archivebase/scan/login/token']);
    expect(() => new ImagingService(connect(cloud), { baseUrl: 'kdimage' })).toThrow(/baseUrl/);
  });

  it.each([{ accessToken: '' }, { accessToken: 'a b' }, {}, null, 'x'])('takes %j for no token', async (data) => {
    await expect(new ImagingService(connect(cloudWith(data))).loginToken(login, callOf())).rejects.toMatchObject({ code: 'response_invalid' });
  });

  it('refuses every wrong part at once, before anything is sent', async () => {
    const cloud = cloudWith({ accessToken: 't' });
    const wrong = { taxNo: '', source: 'sap', userName: ' ', phoneNumber: '', language: 'ja-JP' } as never;
    await expect(new ImagingService(connect(cloud)).loginToken(wrong, callOf())).rejects.toMatchObject({
      code: 'request_invalid',
      outcome: 'not-sent',
      problems: [{ path: 'taxNo' }, { path: 'userName' }, { path: 'phoneNumber' }, { path: 'source' }, { path: 'language' }],
    });
    expect(cloud.seen).toEqual([]);
  });

  it('a refused sign is one of the credentials', async () => {
    const cloud = new ExpenseCloud();
    cloud.react = () => ({ errcode: '1', description: '签名认证不通过' });
    await expect(new ImagingService(connect(cloud)).loginToken(login, callOf())).rejects.toMatchObject({ code: 'credentials_rejected' });
  });
});
