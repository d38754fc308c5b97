import type { Problem } from '../errors.js';
import { isCalendarDate } from './calendar-date.js';
import { compare, isDecimal, sum } from './decimal.js';
import type { AssistItem, Voucher, VoucherLine } from './voucher.js';

const MAX_KEY = 128;
const MAX_PERIOD = 99;

/** Everything about a voucher that holds in every ERP. All problems at once; never throws for bad content. */
export function checkVoucher(voucher: Voucher): Problem[] {
  const problems: Problem[] = [];
  const add: Add = (path, zh, en) => problems.push({ path, message: { zh, en } });
  if (!isRecord(voucher) || !isRecord(voucher.period) || !Array.isArray(voucher.lines)) {
    add('voucher', '凭证须有 period 与 lines', 'a voucher has period and lines');
    return problems;
  }
  for (const name of ['key', 'company', 'type'] as const) checkName(voucher[name], name, add);
  if (typeof voucher.key === 'string' && voucher.key.length > MAX_KEY) add('key', `最多 ${MAX_KEY} 个字符`, `has at most ${MAX_KEY} characters`);
  if (voucher.number !== undefined) checkName(voucher.number, 'number', add);
  const { year, number } = voucher.period;
  if (!isWhole(year, 1900, 9999)) add('period.year', '须为四位年份', 'must be a year of four digits');
  if (!isWhole(number, 1, MAX_PERIOD)) add('period.number', `须为 1 至 ${MAX_PERIOD} 的整数`, `must be a whole number from 1 to ${MAX_PERIOD}`);
  for (const name of ['date', 'businessDate'] as const) {
    const day = voucher[name];
    if (name === 'businessDate' && day === undefined) continue;
    if (typeof day !== 'string' || !isCalendarDate(day))
      add(name, '须为存在的日期，格式 yyyy-MM-dd', 'must be a day that exists, written yyyy-MM-dd');
  }
  if (voucher.attachments !== undefined && !isWhole(voucher.attachments, 0, 9999)) add('attachments', '须为非负整数', 'must be a whole number');
  if (voucher.lines.length < 2) add('lines', '至少需要两条分录', 'holds fewer than two lines');
  for (const [index, line] of voucher.lines.entries()) checkLine(line, `lines[${index}]`, add);
  if (problems.length === 0) checkBalance(voucher.lines, add);
  return problems;
}

type Add = (path: string, zh: string, en: string) => void;

function checkLine(line: VoucherLine, path: string, add: Add): void {
  if (!isRecord(line)) {
    add(path, '须为对象', 'must be an object');
    return;
  }
  checkName(line.account, `${path}.account`, add);
  if ((line.debit === undefined) === (line.credit === undefined)) add(path, '借方、贷方必须且只能有一个', 'needs either debit or credit');
  for (const name of ['debit', 'credit', 'originalAmount', 'rate'] as const) {
    if (line[name] !== undefined && !isDecimal(line[name]))
      add(`${path}.${name}`, '须为十进制数字文本，例如 600.00', 'must be decimal text such as 600.00');
  }
  for (const name of ['currency', 'invoiceNumber'] as const) {
    if (line[name] !== undefined) checkName(line[name], `${path}.${name}`, add);
  }
  checkAssists(line.assists ?? [], `${path}.assists`, add);
}

function checkAssists(assists: readonly AssistItem[], path: string, add: Add): void {
  const types = new Set<string>();
  for (const [index, { type, number, name }] of assists.entries()) {
    checkName(type, `${path}[${index}].type`, add);
    if (types.has(type)) add(`${path}[${index}].type`, '同一核算项目类型出现两次', 'occurs twice');
    types.add(type);
    if (!number && !name) add(`${path}[${index}]`, '需要编码或名称', 'needs a number or a name');
  }
}

/** Exact: a voucher that is a cent off is refused by the ledger, or worse, taken. */
function checkBalance(lines: readonly VoucherLine[], add: Add): void {
  const debit = sum(lines.flatMap((line) => line.debit ?? []));
  const credit = sum(lines.flatMap((line) => line.credit ?? []));
  if (compare(debit, credit) !== 0) add('lines', `借贷不平：借方 ${debit}，贷方 ${credit}`, `debit ${debit} and credit ${credit} are not equal`);
}

function checkName(value: unknown, path: string, add: Add): void {
  if (typeof value !== 'string' || value === '') add(path, '必填，没有给出', 'is required and missing');
  else if (value !== value.trim() || /\p{Cc}/u.test(value)) add(path, '首尾有空格或含有控制字符', 'has blanks around it or control characters');
}

function isWhole(value: unknown, least: number, most: number): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most;
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
