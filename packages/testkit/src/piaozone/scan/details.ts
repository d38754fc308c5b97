import type { CustomerAnswer } from '../../common/customer-client.js';
import { exactParse, units } from '../../common/exact-parse.js';
import { readXml, type XmlElement } from '../../eas/xml-read.js';
import { ExactNumber } from '../../erp/exact-json.js';
import { isObject } from '../call.js';
import type { Values } from './sales-order.js';

export interface OrderDetails {
  readonly lines: readonly Values[];
  readonly buyer: Values;
  readonly totalDiscount: bigint;
  readonly remark: string;
}

/** Why the customer's answer cannot be used. The texts are mock-defined. */
export class DetailsRefused extends Error {}

/** Names of standard-edition §6.5, as printed there: `qrty`, `mount`, `zeroRaxFlag`. */
const HEAD = ['code', 'msg', 'result', 'success', 'data', 'buyerInfo', 'totalDiscount', 'remark'];
const REQUIRED_LINE = ['name', 'qrty', 'mount', 'character', 'taxFlag', 'taxRate', 'taxNumber'];
const LINE = [...REQUIRED_LINE, 'spec', 'unit', 'ownNumber', 'zeroRaxFlag', 'prePolicy', 'vatException'];
const BUYER = [
  ...['buyerName', 'buyerTaxNo', 'buyerAddress', 'buyerFixedTelephone', 'buyerAccount', 'buyerMobilePhone'],
  ...['buyerBank', 'buyerEmail'],
];

/** Reads what the customer serves, JSON or XML, and checks it by the rules of standard-edition §6.5. */
export function readDetails(answer: CustomerAnswer, unknownFields: Set<string>): OrderDetails {
  if (answer.status !== 200) throw new DetailsRefused(`查询开票明细 HTTP ${answer.status}`);
  const head = readBody(answer);
  if (head === undefined) throw new DetailsRefused('查询开票明细的响应无法解析');
  note(head, HEAD, 'details', unknownFields);
  for (const name of ['code', 'msg', 'result', 'success', 'data']) if (!(name in head)) throw new DetailsRefused(`查询开票明细缺少${name}`);
  if (text(head['code']) !== '0') throw new DetailsRefused(`查询开票明细失败：${text(head['msg'])}`);
  const lines = Array.isArray(head['data']) ? (head['data'] as unknown[]).filter(isObject) : [];
  if (lines.length === 0) throw new DetailsRefused('data不能为空');
  lines.forEach((line, index) => {
    note(line, LINE, 'details.data', unknownFields);
    checkLine(line, lines[index - 1], lines[index + 1], `第${index + 1}行`);
  });
  const buyer = isObject(head['buyerInfo']) ? head['buyerInfo'] : {};
  note(buyer, BUYER, 'details.buyerInfo', unknownFields);
  const remark = text(head['remark']);
  if ([...remark].length > 200) throw new DetailsRefused('remark超过200');
  return { lines, buyer, totalDiscount: decimal(head['totalDiscount'], 'totalDiscount', true), remark };
}

function checkLine(line: Values, previous: Values | undefined, next: Values | undefined, where: string): void {
  for (const name of REQUIRED_LINE) if (text(line[name]) === '') throw new DetailsRefused(`${where}${name}不能为空`);
  const amount = decimal(line['mount'], `${where}mount`);
  const kind = text(line['character']);
  if (!['0', '1', '2'].includes(kind)) throw new DetailsRefused(`${where}character的值不支持`);
  if (!['0', '1'].includes(text(line['taxFlag']))) throw new DetailsRefused(`${where}taxFlag的值不支持`);
  if (kind === '1' && text(previous?.['character']) !== '2') throw new DetailsRefused(`${where}折扣行上一行不为该行的被折扣行`);
  if (kind === '2' && text(next?.['character']) !== '1') throw new DetailsRefused(`${where}被折扣行之后没有折扣行`);
  if (kind === '1' ? amount >= 0n : amount <= 0n) throw new DetailsRefused(`${where}mount的正负与character不符`);
  const zeroRate = text(line['zeroRaxFlag']);
  if (!['', '1', '2', '3'].includes(zeroRate)) throw new DetailsRefused(`${where}zeroRaxFlag的值不支持`);
  if (decimal(line['taxRate'], `${where}taxRate`) === 0n && zeroRate === '') throw new DetailsRefused(`${where}税率为零时必须有zeroRaxFlag`);
  if (text(line['prePolicy']) === '1' && text(line['vatException']) === '') throw new DetailsRefused(`${where}prePolicy为1时vatException不能为空`);
}

function readBody({ body, contentType }: CustomerAnswer): Values | undefined {
  try {
    const source = body.toString('utf8');
    const isXml = contentType.includes('xml') || source.trimStart().startsWith('<');
    const value = isXml ? fromXml(readXml(body)) : exactParse(source);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The XML form is not printed: elements named like the fields below any root, one `data` per line or lines inside one `data` (both mock-defined). */
function fromXml(root: XmlElement): Values {
  const values: Record<string, unknown> = {};
  for (const child of root.children) if (child.local !== 'data') values[child.local] = child.children.length > 0 ? leaves(child) : child.text;
  const data = root.children.filter(({ local }) => local === 'data');
  const wrapped = data.length === 1 && data[0]?.children.every(({ children }) => children.length > 0);
  values['data'] = (wrapped ? (data[0]?.children ?? []) : data).map(leaves);
  return values;
}

function leaves({ children }: XmlElement): Values {
  return Object.fromEntries(children.map((child) => [child.local, child.text]));
}

export function text(value: unknown): string {
  if (value instanceof ExactNumber) return value.text;
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? value.trim() : '';
}

export function decimal(value: unknown, name: string, optional = false): bigint {
  if (optional && text(value) === '') return 0n;
  const amount = units(value instanceof ExactNumber ? value : text(value));
  if (amount === undefined) throw new DetailsRefused(`${name}不是金额`);
  return amount;
}

function note(values: Values, known: readonly string[], where: string, unknownFields: Set<string>): void {
  for (const name of Object.keys(values)) if (!known.includes(name)) unknownFields.add(`${where}.${name}`);
}
