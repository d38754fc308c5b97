import { describe, expect, it } from 'vitest';
import { diagnose } from '../src/index.js';
import { entries, findings } from './support/data.js';

/** What a person or a program says that none of the catalogue's texts is. */
const UNRELATED = [
  '',
  ' \n\t',
  '。',
  'null',
  'undefined',
  '[object Object]',
  'ok',
  'success',
  '操作成功',
  '处理完成',
  '今天天气很好，我们去公园散步吧',
  '请在下周三之前提交会议纪要',
  '发票',
  '开票',
  '电子税局',
  '登录',
  '账号',
  '查询成功，共 3 条',
  '发票已开具，号码 24442000000012345678',
  '用户张三于 2025-11-22 登录系统',
  '税率 13%，税额 1,300.00，价税合计 11,300.00',
  '合同编号 HT-2025-0098 已归档',
  '床前明月光，疑是地上霜。举头望明月，低头思故乡。',
  'The quick brown fox jumps over the lazy dog',
  'Error: something went wrong',
  'TypeError: Cannot read properties of undefined (reading "length")\n    at Object.<anonymous> (/srv/app/index.js:10:5)',
  'ORA-00001: unique constraint (APP.PK_ORDERS) violated',
  'duplicate key value violates unique constraint "orders_pkey"',
  'SQLITE_BUSY: database is locked',
  'npm ERR! code E404',
  'fatal: not a git repository (or any of the parent directories): .git',
  'Killed',
  'Segmentation fault (core dumped)',
  'No space left on device',
  'Permission denied',
  'HTTP/1.1 200 OK',
  '<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>',
  '<html><head><title>Welcome to nginx!</title></head></html>',
  '{"errcode":"0000","description":"成功","data":{"total":"10"}}',
  '{"errcode":"0000","description":"操作成功","data":null}',
  '{"code":0,"msg":"","data":[]}',
  '{"status":true,"errorCode":"0","data":{}}',
  '<soapenv:Envelope><soapenv:Body><ns:loginResponse/></soapenv:Body></soapenv:Envelope>',
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAUA',
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc',
  '1',
  '42',
  '-1',
  '0000',
  '3.14',
  '2025-11-22',
  '13:37:00',
  '15012341099',
  '91440300MA5F123456',
  '150****1099',
  '***',
  'XXX',
  '{taxNo}',
  '微信支付失败：余额不足',
  '支付宝：交易已关闭',
  '短信发送成功',
  '您的快递已到达菜鸟驿站，取件码 1-2-3456',
  '高铁票 G1234 次 08:00 开',
  'ERP 凭证 记-0001 已过账',
  '库存不足，无法出库',
  '审批流程已提交，等待部门经理审核',
  '打印机缺纸',
  '會議室已預訂',
  'サーバーエラーが発生しました',
  'Ошибка подключения',
  '\u0000\u0001\u0002',
  '🧾🧾🧾',
] as const;

describe('what is not in the table', () => {
  it.each(UNRELATED)('%j matches nothing', (text) => {
    expect(diagnose(text)).toBeUndefined();
  });

  it('includes every upstream code alone: codes are reused', () => {
    const codes = [...new Set(entries.flatMap(({ upstreamCodes = [] }) => upstreamCodes))];
    expect(codes.length).toBeGreaterThan(60);
    // Fault codes of Axis are words that no other software uses.
    const numbers = codes.filter((code) => /^\d+$/.test(code) || /^[A-Z]+\d+$/.test(code));
    for (const code of numbers) {
      for (const text of [code, `返回码：${code}`, `[${code}]`, `{"errcode":"${code}","description":""}`, `{"code":${code},"msg":"未知"}`]) {
        expect({ text, found: diagnose(text)?.code }).toEqual({ text, found: undefined });
        expect(diagnose('未知的提示', text)).toBeUndefined();
      }
      expect(diagnose({ name: 'PiaozoneError', code: 'business_unrecognised', upstreamCode: code })).toBeUndefined();
      expect(diagnose({ name: 'PiaozoneError', code: 'business_unrecognised', upstreamCode: code, upstreamMessage: '未知的提示' })).toBeUndefined();
    }
  });

  it('includes our own names and advice', () => {
    for (const { code, title } of findings) {
      expect(diagnose(code)).toBeUndefined();
      if (title !== undefined) expect([title.zh, title.en].map((text) => diagnose(text)?.code)).toEqual([undefined, undefined]);
    }
    for (const { code } of entries) expect(diagnose(code)).toBeUndefined();
  });

  it('includes a text that stands beyond what is looked at', () => {
    expect(diagnose(`${'x'.repeat(5000)}非法的客户ID`)).toBeUndefined();
    expect(diagnose(`${'x'.repeat(3000)}非法的客户ID${'x'.repeat(100_000)}`)?.code).toBe('INVALID_CLIENT_ID');
  });
});
