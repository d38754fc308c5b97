import { isPiaozoneError, parseExact } from '@piaozone/core';
import { describe, expect, it } from 'vitest';
import { CANARY } from '../../../core/test/support/canary.js';
import {
  organizationSync,
  readSyncReply,
  readSyncRequest,
  type SyncOrganization,
  type SyncUser,
  userSync,
  writeOrganizations,
  writeSyncRequest,
  writeUsers,
} from '../../src/imaging.js';

/** The published sample. */
const SAMPLE = '<?xml version="1.0" encoding="utf-8"?><DATA><beginTime>20201220164501</beginTime><endTime>20211220164501</endTime></DATA>';
const TIMES = { beginTime: '20201220164501', endTime: '20211220164501' };
const ORGANIZATION: SyncOrganization = { orgID: 'o1', orgNumber: '01', orgName: '总部', isLeaf: false, level: 1, parentID: '' };
const USER: SyncUser = { userID: 'u1', userNumber: 'zhang', userName: '张三', personID: 'p1' };

async function problemsOf(work: () => unknown): Promise<[string, string[]]> {
  try {
    await work();
  } catch (error) {
    if (isPiaozoneError(error)) return [error.code, error.problems.map(({ path }) => path)];
    throw error;
  }
  return ['none', []];
}

describe('the request of imaging', () => {
  it('is written as published and reads back', async () => {
    expect(writeSyncRequest(TIMES)).toBe(SAMPLE);
    expect(await readSyncRequest(SAMPLE)).toEqual(TIMES);
    expect(await readSyncRequest(Buffer.from(SAMPLE))).toEqual(TIMES);
  });

  it('may be printed prettily', async () => {
    expect(await readSyncRequest(SAMPLE.replaceAll('><', '>\n  <').replace('20201220164501', ' 20201220164501\n'))).toEqual(TIMES);
  });

  it.each([
    ['no XML', 'hello'],
    ['a web page', '<html><body>502</body></html>'],
    ['nothing', ''],
    ['a DOCTYPE', SAMPLE.replace('<DATA>', '<!DOCTYPE DATA [<!ENTITY a "b">]><DATA>')],
    ['another root', SAMPLE.replaceAll('DATA', 'data')],
    ['a namespace', SAMPLE.replace('<DATA>', '<DATA xmlns="urn:x">')],
    ['no end', SAMPLE.replace('<endTime>20211220164501</endTime>', '')],
    ['two ends', SAMPLE.replace('</DATA>', '<endTime>20211220164501</endTime></DATA>')],
    ['a time of another form', SAMPLE.replace('20201220164501', '2020-12-20 16:45:01')],
    ['a day that does not exist', SAMPLE.replace('20201220164501', '20200230000000')],
    ['an end before the beginning', SAMPLE.replace('20211220164501', '20191220164501')],
    ['64 KB of blanks', SAMPLE.replace('<beginTime>', `${' '.repeat(65_536)}<beginTime>`)],
  ])('is refused for %s', async (_, xml) => {
    const [code, problems] = await problemsOf(() => readSyncRequest(xml));
    expect([code, problems.length > 0]).toEqual(['request_invalid', true]);
  });

  it('is never repeated in an error', async () => {
    const error = await readSyncRequest(SAMPLE.replace('20201220164501', CANARY)).catch((thrown: unknown) => thrown);
    expect(JSON.stringify(error) + String(error)).not.toContain(CANARY);
  });

  it('is not written with times that are none', async () => {
    expect(await problemsOf(() => writeSyncRequest({ beginTime: '2020', endTime: '' }))).toEqual(['config_invalid', ['beginTime', 'endTime']]);
    expect(await problemsOf(() => writeSyncRequest({ beginTime: TIMES.endTime, endTime: TIMES.beginTime }))).toEqual(['config_invalid', ['endTime']]);
  });
});

describe('the reply', () => {
  it('of organizations has the published fields', () => {
    const text = writeOrganizations([ORGANIZATION, { ...ORGANIZATION, orgID: 'o2', isLeaf: true, level: 2, parentID: 'o1' }]);
    expect(text).toBe(
      '[{"orgID":"o1","orgNumber":"01","orgName":"总部","isLeaf":"0","level":1,"parentID":""},' +
        '{"orgID":"o2","orgNumber":"01","orgName":"总部","isLeaf":"1","level":2,"parentID":"o1"}]',
    );
  });

  it('of users has the published fields and those of the caller', () => {
    expect(writeUsers([{ ...USER, more: { phone: '13800000001', userID: 'ignored' } }])).toBe(
      '[{"phone":"13800000001","userID":"u1","userNumber":"zhang","userName":"张三","personID":"p1"}]',
    );
  });

  it('reads back, told by its field names', () => {
    const more = { phone: '13800000001', no: parseExact('12345678901234567890') };
    const organizations = [ORGANIZATION, { ...ORGANIZATION, orgID: 'o2', isLeaf: true, parentID: 'o1' }];
    expect(readSyncReply(writeOrganizations(organizations))).toEqual({ kind: 'organizations', organizations });
    const users = readSyncReply(writeUsers([{ ...USER, more }]));
    expect(users.kind === 'users' && writeUsers(users.users)).toBe(writeUsers([{ ...USER, more }]));
    expect(readSyncReply(writeUsers([USER]))).toEqual({ kind: 'users', users: [USER] });
    expect(readSyncReply('[]')).toEqual({ kind: 'empty' });
  });

  it('takes a level that is a text', () => {
    expect(readSyncReply(writeOrganizations([ORGANIZATION]).replace('"level":1', '"level":"1"'))).toEqual({
      kind: 'organizations',
      organizations: [ORGANIZATION],
    });
  });

  it.each([
    ['no JSON', '<DATA/>'],
    ['an object', '{"orgID":"o1"}'],
    ['a list of texts', '["o1"]'],
    ['neither list', '[{"a":1}]'],
    ['both lists in one', `[${writeOrganizations([ORGANIZATION]).slice(1, -1)},${writeUsers([USER]).slice(1)}`],
    ['a leaf that is neither', writeOrganizations([ORGANIZATION]).replace('"isLeaf":"0"', '"isLeaf":"x"')],
    ['no level', writeOrganizations([ORGANIZATION]).replace('"level":1', '"level":null')],
  ])('is refused for %s', async (_, json) => {
    expect(await problemsOf(() => readSyncReply(json))).toEqual(['response_invalid', []]);
  });

  it.each([
    ['an organization without name', () => writeOrganizations([{ ...ORGANIZATION, orgName: '' }]), ['[0].orgName']],
    ['an organization twice', () => writeOrganizations([ORGANIZATION, ORGANIZATION]), ['[1].orgID']],
    ['an organization below itself', () => writeOrganizations([{ ...ORGANIZATION, parentID: 'o1' }]), ['[0].parentID']],
    ['half a level', () => writeOrganizations([{ ...ORGANIZATION, level: 1.5 }]), ['[0].level']],
    ['a user without number', () => writeUsers([{ ...USER, userNumber: '' }]), ['[0].userNumber']],
    ['a user twice', () => writeUsers([USER, USER]), ['[1].userID']],
  ])('is not written with %s', async (_, write, paths) => {
    expect(await problemsOf(write)).toEqual(['config_invalid', paths]);
  });
});

describe('a handler', () => {
  it('looks up what was asked for', async () => {
    const asked: unknown[] = [];
    const organizations = organizationSync(async (request) => {
      asked.push(request);
      return [ORGANIZATION];
    });
    const users = userSync(async (request) => {
      asked.push(request);
      return [USER];
    });
    expect(await organizations(SAMPLE)).toBe(writeOrganizations([ORGANIZATION]));
    expect(await users(SAMPLE)).toBe(writeUsers([USER]));
    expect(asked).toEqual([TIMES, TIMES]);
  });

  it('looks nothing up for a message that is none', async () => {
    let asked = 0;
    const handler = userSync(async () => {
      asked += 1;
      return [];
    });
    expect((await problemsOf(() => handler('<x/>')))[0]).toBe('request_invalid');
    expect(asked).toBe(0);
  });
});
