import { describe, expect, it } from 'vitest';
import { checkEnterprises, type Enterprise, type EnterpriseComparison, type EnterpriseRecord, type Finding } from '../../src/index.js';

const TAX_NO = '91440300MCK0000198';
const NAME = '深圳示例（旗舰）贸易有限公司';
const record = (more: Partial<EnterpriseRecord> = {}): EnterpriseRecord => ({ number: 'QJ01', name: NAME, taxNo: TAX_NO, ...more });
const enterprise = (more: Partial<Enterprise> = {}): Enterprise => ({ taxNo: TAX_NO, name: NAME, unitNumbers: [], ...more });
const LICENSED = enterprise({ licences: [{ group: 'issuing', state: 'authorized' }] });

const check = (records: EnterpriseRecord[], comparison: EnterpriseComparison = { authorized: [enterprise()] }) =>
  checkEnterprises(records, comparison, 'zh-CN').map(({ status, diagnosis, evidence }) => [status, diagnosis, evidence] as const);
const codes = (records: EnterpriseRecord[], comparison?: EnterpriseComparison) => check(records, comparison).map(([status, code]) => [status, code]);

describe('checkEnterprises', () => {
  it('passes what agrees to the character', () => {
    expect(check([record()])).toEqual([['ok', undefined, '比对了 1 条企业信息']]);
    expect(checkEnterprises([record()], { authorized: [enterprise()] }, 'en')[0]?.evidence).toBe('1 record(s) compared');
    expect(check([record()], {})[0]).toEqual(['ok', undefined, expect.stringContaining('没有给出企业目录')]);
  });

  it.each([
    ['blanks', record({ name: `${NAME} ` }), '空格'],
    ['a zero-width character', record({ taxNo: `${TAX_NO}\u200b` }), '不可见字符'],
    ['narrow brackets', record({ name: '深圳示例(旗舰)贸易有限公司' }), '全角与半角'],
    ['full-width digits', record({ taxNo: '９1440300MCK0000198' }), '全角与半角'],
    ['lower case', record({ taxNo: TAX_NO.toLowerCase() }), '大小写'],
    ['another name', record({ name: '别家公司' }), '内容不同'],
  ])('tells %s', (_, wrong, how) => {
    const found = check([wrong]).filter(([, code]) => code === 'ENTERPRISE_DIFFERS_FROM_AUTHORIZATION');
    expect(found).toHaveLength(1);
    expect(found[0]?.[0]).toBe('failed');
    expect(found[0]?.[2]).toContain(how);
    expect(found[0]?.[2]).toContain('QJ01');
  });

  it('finds whom a record with another tax number means by its unit, or by its name', () => {
    const other = record({ taxNo: '91440300MCK000000B' });
    expect(codes([other], { authorized: [enterprise({ unitNumbers: ['QJ01'], name: '别家公司' })] })).toContainEqual([
      'failed',
      'ENTERPRISE_DIFFERS_FROM_AUTHORIZATION',
    ]);
    expect(check([other])[0]?.[2]).toContain('91440300MCK000000B');
    expect(codes([record({ taxNo: '91440300MCK000000B', name: '谁也不是' })])).toEqual([['warning', 'TAX_NO_NOT_IN_TENANT']]);
  });

  it('calls a difference a change where the enterprise is licensed, by the record or by the directory', () => {
    const wrong = record({ name: '改了名' });
    expect(codes([{ ...wrong, licensed: true }])).toEqual([['failed', 'ENTERPRISE_CHANGED_AFTER_LICENSING']]);
    expect(codes([wrong], { authorized: [LICENSED] })).toEqual([['failed', 'ENTERPRISE_CHANGED_AFTER_LICENSING']]);
    expect(codes([record()], { authorized: [LICENSED] })).toEqual([['ok', undefined]]);
    const [finding] = checkEnterprises([{ ...wrong, licensed: true }], { authorized: [enterprise()] }, 'zh-CN') as [Finding];
    expect(finding.remedy?.zh).toContain('60 天');
    expect(finding.remedy?.en).toContain('60 days');
  });

  it('sees a change against an earlier reading, of licensed records only', () => {
    const before = record({ licensed: true });
    expect(codes([record({ name: '新名' })], { previous: [before] })).toEqual([['failed', 'ENTERPRISE_CHANGED_AFTER_LICENSING']]);
    expect(codes([record({ taxNo: '91440300MCK000000B' })], { previous: [before] })).toEqual([['failed', 'ENTERPRISE_CHANGED_AFTER_LICENSING']]);
    expect(codes([record({ name: '新名' })], { previous: [record()] })).toEqual([['ok', undefined]]);
    expect(codes([before], { previous: [before] })).toEqual([['ok', undefined]]);
  });

  it('wants name and tax number, the latter in its form', () => {
    const { name: _, ...nameless } = record();
    const { taxNo: __, ...taxless } = record();
    expect(codes([nameless])).toEqual([['failed', 'ENTERPRISE_INFORMATION_INCOMPLETE']]);
    expect(codes([taxless])).toEqual([['failed', 'ENTERPRISE_INFORMATION_INCOMPLETE']]);
    expect(codes([record({ taxNo: '123' })], {})).toEqual([['failed', 'ENTERPRISE_INFORMATION_INCOMPLETE']]);
  });

  it('tells two names under one tax number, not two organizations of one company', () => {
    expect(codes([record(), record({ number: 'QJ02' })], {})).toEqual([['ok', undefined]]);
    expect(codes([record(), record({ number: 'QJ02', name: '乙' })], {})).toEqual([['failed', 'ENTERPRISE_DIFFERS_FROM_AUTHORIZATION']]);
  });

  it.each(['e-tax', '新电子服务平台', '新电子发票服务平台', '乐企', '乐企平台', '乐企平台（联用）', '乐企联用', 'leqi-joint'])(
    'knows the channel %s',
    (channel) => {
      expect(codes([record({ issuingChannel: channel, receivingChannel: channel })])).toEqual([['ok', undefined]]);
    },
  );

  it.each(['', '税控', 'A'])('warns of the channel “%s”', (channel) => {
    expect(codes([record({ receivingChannel: channel })])).toEqual([['warning', 'TAX_CHANNEL_UNKNOWN']]);
  });

  it('warns of another channel than the declared one, and of no licence', () => {
    const authorized = [enterprise({ taxChannel: 'leqi' })];
    expect(codes([record({ issuingChannel: '乐企' })], { authorized })).toEqual([['ok', undefined]]);
    expect(codes([record({ issuingChannel: '新电子服务平台' })], { authorized })).toEqual([['warning', 'ENTERPRISE_DIFFERS_FROM_AUTHORIZATION']]);
    expect(codes([record({ licensed: false })])).toEqual([['warning', 'ENTITLEMENT_NOT_LICENSED']]);
  });

  it('says thousands in one line, naming the first', () => {
    const many = Array.from({ length: 3000 }, (_, index) => record({ number: `N${index}`, taxNo: '123' }));
    const found = check(many, {});
    expect(found).toHaveLength(1);
    expect(found[0]?.[2]).toContain('(3000)');
    expect(found[0]?.[2]?.length).toBeLessThan(2000);
  });
});
