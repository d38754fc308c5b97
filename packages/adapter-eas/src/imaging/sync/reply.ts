import {
  asText,
  configError,
  isObject,
  type JsonObject,
  type JsonValue,
  PiaozoneError,
  type Problem,
  parseExact,
  stringifyExact,
} from '@piaozone/core/adapter';

/** An organization as imaging reads it; told by its field names, because the published page shows the samples of both lists in each other's place. */
export interface SyncOrganization {
  readonly orgID: string;
  readonly orgNumber: string;
  readonly orgName: string;
  readonly isLeaf: boolean;
  /** Depth in the tree; the first level's number is that of the ERP. */
  readonly level: number;
  /** Empty for the top. */
  readonly parentID: string;
}

/** A user. The published list of fields ends in "…": others go to `more` under their own names. */
export interface SyncUser {
  readonly userID: string;
  readonly userNumber: string;
  readonly userName: string;
  readonly personID: string;
  readonly more?: JsonObject;
}

export type SyncReply =
  | { readonly kind: 'organizations'; readonly organizations: readonly SyncOrganization[] }
  | { readonly kind: 'users'; readonly users: readonly SyncUser[] }
  /** An empty list shows no field to tell it by. */
  | { readonly kind: 'empty' };

const ORGANIZATION_TEXTS = ['orgID', 'orgNumber', 'orgName'] as const;
const USER_TEXTS = ['userID', 'userNumber', 'userName', 'personID'] as const;

/** @throws config_invalid for an organization without id, number or name, one given twice, and one whose parent is itself */
export function writeOrganizations(organizations: readonly SyncOrganization[]): string {
  const problems = checkIds(organizations, ORGANIZATION_TEXTS);
  for (const [index, { orgID, parentID, level }] of organizations.entries()) {
    if (orgID === parentID) problems.push({ path: `[${index}].parentID`, message: { zh: '上级是它自己', en: 'is the organization itself' } });
    if (!Number.isSafeInteger(level)) problems.push({ path: `[${index}].level`, message: { zh: '须为整数', en: 'must be a whole number' } });
  }
  if (problems.length > 0) throw configError(problems);
  const rows = organizations.map(({ orgID, orgNumber, orgName, isLeaf, level, parentID }) => {
    return { orgID, orgNumber, orgName, isLeaf: isLeaf ? '1' : '0', level, parentID };
  });
  return stringifyExact(rows);
}

/** @throws config_invalid for a user without id, number or name, and one given twice */
export function writeUsers(users: readonly SyncUser[]): string {
  const problems = checkIds(users, ['userID', 'userNumber', 'userName']);
  if (problems.length > 0) throw configError(problems);
  return stringifyExact(users.map(({ userID, userNumber, userName, personID, more = {} }) => ({ ...more, userID, userNumber, userName, personID })));
}

/** Reads what a facade answers, to try it out. @throws response_invalid for anything else than one of the two lists */
export function readSyncReply(json: string): SyncReply {
  const rows = parse(json);
  if (!Array.isArray(rows) || !rows.every(isObject)) throw notOurs();
  if (rows.length === 0) return { kind: 'empty' };
  if (rows.every((row) => has(row, ORGANIZATION_TEXTS))) return { kind: 'organizations', organizations: rows.map(readOrganization) };
  if (rows.every((row) => has(row, USER_TEXTS))) return { kind: 'users', users: rows.map(readUser) };
  throw notOurs();
}

function readOrganization(row: JsonObject): SyncOrganization {
  const [isLeaf, level] = [asText(row['isLeaf']), asText(row['level']) ?? ''];
  if ((isLeaf !== '0' && isLeaf !== '1') || !/^-?\d{1,9}$/.test(level)) throw notOurs();
  return {
    orgID: textOf(row, 'orgID'),
    orgNumber: textOf(row, 'orgNumber'),
    orgName: textOf(row, 'orgName'),
    isLeaf: isLeaf === '1',
    level: Number(level),
    parentID: textOf(row, 'parentID'),
  };
}

function readUser({ userID, userNumber, userName, personID, ...more }: JsonObject): SyncUser {
  const text = (value: JsonValue | undefined) => asText(value) ?? '';
  return {
    userID: text(userID),
    userNumber: text(userNumber),
    userName: text(userName),
    personID: text(personID),
    ...(Object.keys(more).length === 0 ? {} : { more }),
  };
}

function parse(json: string): JsonValue | undefined {
  try {
    return parseExact(json);
  } catch {
    return undefined;
  }
}

function has(row: JsonObject, names: readonly string[]): boolean {
  return names.every((name) => Object.hasOwn(row, name));
}

function textOf(row: JsonObject, name: string): string {
  return asText(row[name]) ?? '';
}

/** The first field is the id. */
function checkIds<T>(rows: readonly T[], fields: readonly (keyof T & string)[]): Problem[] {
  const problems: Problem[] = [];
  const seen = new Set<unknown>();
  for (const [index, row] of rows.entries()) {
    for (const field of fields) {
      if (typeof row[field] !== 'string' || row[field] === '')
        problems.push({ path: `[${index}].${field}`, message: { zh: '未填写', en: 'is missing or empty' } });
    }
    const [id] = fields.map((field) => row[field]);
    if (seen.has(id)) problems.push({ path: `[${index}].${fields[0]}`, message: { zh: '重复', en: 'stands here for the second time' } });
    seen.add(id);
  }
  return problems;
}

function notOurs(): PiaozoneError {
  return new PiaozoneError({
    code: 'response_invalid',
    outcome: 'unknown',
    message: { zh: '应答不是组织或用户的列表', en: 'the reply is neither a list of organizations nor one of users' },
  });
}
