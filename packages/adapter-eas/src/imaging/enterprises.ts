import type { Secret } from '@piaozone/core/adapter';
import { type Complaints, sameSecret } from './plain-values.js';

/** Checked; prints without secrets. */
export interface CheckedEnterprise {
  readonly taxNo: string;
  readonly name: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
  readonly encryptKey: Secret;
}

type Triple = Omit<CheckedEnterprise, 'name'>;

const NOT_THE_SAME = 'IMAGING_CLIENT_NOT_AUTHORIZED';
const TRIPLE = ['taxNo', 'clientId', 'clientSecret', 'encryptKey'] as const;

/** 企业授权: every row whole, no tax number twice. */
export function readEnterprises(value: unknown, path: string, complaints: Complaints): CheckedEnterprise[] {
  const rows = readList(value, path, complaints, (row, at) => {
    const triple = readTriple(row, at, ['name', ...TRIPLE], complaints);
    const name = complaints.text(readMember(row, 'name'), `${at}.name`);
    return triple === undefined || name === '' ? undefined : { ...triple, name };
  });
  return rows;
}

/** 企业授权 and 收票 must hold the same triple for the same tax number. */
export function checkSameAsReceiving(value: unknown, path: string, enterprises: readonly CheckedEnterprise[], complaints: Complaints): void {
  const received = readList(value, path, complaints, (row, at) => readTriple(row, at, TRIPLE, complaints));
  for (const { taxNo, clientId, clientSecret, encryptKey } of enterprises) {
    const other = received.find((each) => each.taxNo === taxNo);
    const at = `${path}[taxNo=${taxNo}]`;
    if (other === undefined) {
      complaints.add(at, '企业授权中的该税号没有收票授权', '企业授权 holds this tax number, 收票 does not', NOT_THE_SAME);
      continue;
    }
    const different = [
      ...(other.clientId === clientId ? [] : ['授权客户ID']),
      ...(sameSecret(other.clientSecret, clientSecret) ? [] : ['secret']),
      ...(sameSecret(other.encryptKey, encryptKey) ? [] : ['encrypt_key']),
    ];
    if (different.length === 0) continue;
    const names = different.join('、');
    complaints.add(
      at,
      `企业授权的 ${names} 与收票不一致，以授权邮件为准`,
      `企业授权 and 收票 differ in ${names}; the authorization mail wins`,
      NOT_THE_SAME,
    );
  }
}

function readTriple(row: unknown, at: string, keys: readonly string[], complaints: Complaints): Triple | undefined {
  const known = complaints.object(row, at, keys);
  if (known === undefined) return undefined;
  const taxNo = complaints.token(known['taxNo'], `${at}.taxNo`);
  const clientId = complaints.clientId(known['clientId'], `${at}.clientId`);
  const clientSecret = complaints.secret(known['clientSecret'], `${at}.clientSecret`);
  const encryptKey = complaints.encryptKey(known['encryptKey'], `${at}.encryptKey`);
  if (taxNo === '' || clientId === '' || clientSecret === undefined || encryptKey === undefined) return undefined;
  return { taxNo, clientId, clientSecret, encryptKey };
}

function readList<T extends { readonly taxNo: string }>(
  value: unknown,
  path: string,
  complaints: Complaints,
  read: (row: unknown, at: string) => T | undefined,
): T[] {
  if (!Array.isArray(value) || value.length === 0) {
    complaints.add(path, '至少要有一家企业', 'must name at least one enterprise');
    return [];
  }
  const rows: T[] = [];
  for (const [index, each] of value.entries()) {
    const row = read(each, `${path}[${index}]`);
    if (row === undefined) continue;
    if (rows.some(({ taxNo }) => taxNo === row.taxNo)) complaints.add(`${path}[${index}].taxNo`, '企业税号重复', 'repeats a tax number');
    else rows.push(row);
  }
  return rows;
}

function readMember(row: unknown, name: string): unknown {
  return typeof row === 'object' && row !== null ? (row as Readonly<Record<string, unknown>>)[name] : undefined;
}
