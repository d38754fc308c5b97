import {
  type AdapterContext,
  asText,
  type Call,
  type Effect,
  isObject,
  type JsonObject,
  type JsonValue,
  type Locale,
  PiaozoneError,
  stringifyExact,
} from '@piaozone/core/adapter';
import type { K3Access } from '../auth/access.js';
import { readAnswer, resultOf } from './answers.js';
import { type K3Service, serviceRequest } from './services.js';

/** What one ExecuteBillQuery asks for. */
export interface BillQueryPlan {
  /** For events and errors, e.g. `k3cloud.bills`. */
  readonly name: string;
  readonly formId: string;
  readonly keys: readonly string[];
  readonly filter: string;
  /** One key: with several the ERP’s rules for ties are not known. */
  readonly orderBy: string;
  readonly startRow?: number;
  readonly limit: number;
}

/** Cells of a row by their keys; `A.B` stands below `A`. */
export type Row = JsonObject;

/** 金税连接设置 holds the triple of the invoice cloud, so it is never viewed as a whole (k3cloud §7). */
const NEVER_VIEWED = /^iv_gtsetting$/i;

/** Services of the WebAPI in the name of one connection. */
export class K3Client {
  readonly locale: Locale;
  readonly #context: AdapterContext;
  readonly #access: K3Access;
  readonly #baseUrl: string;

  constructor(context: AdapterContext, access: K3Access, baseUrl: string) {
    this.locale = context.locale;
    this.#context = context;
    this.#access = access;
    this.#baseUrl = baseUrl;
  }

  /** Rows in the order asked for. @throws response_invalid where a row has not a cell for every key */
  async query({ name, formId, keys, filter, orderBy, startRow = 0, limit }: BillQueryPlan, call: Call): Promise<readonly Row[]> {
    const query = {
      FormId: formId,
      FieldKeys: keys.join(','),
      FilterString: filter,
      OrderString: `${orderBy} ASC`,
      TopRowCount: 0,
      StartRow: startRow,
      Limit: limit,
    };
    const value = await this.#call('ExecuteBillQuery', name, [stringifyExact(query)], 'read', call);
    if (Array.isArray(value)) {
      const rows = value.map((cells: JsonValue) => rowOf(keys, cells));
      if (rows.every((row) => row !== undefined)) return rows;
    }
    const message = { zh: `${formId} 的查询结果与所查字段不符`, en: `the rows of ${formId} do not fit the keys asked for` };
    throw new PiaozoneError({
      code: 'response_invalid',
      outcome: 'unknown',
      operation: name,
      requestId: call.requestId,
      locale: this.locale,
      message,
    });
  }

  /** The whole bill. @throws erp_rejected when there is none */
  async view(formId: string, id: string, call: Call): Promise<JsonObject> {
    if (NEVER_VIEWED.test(formId)) throw new RangeError(`${formId} holds secrets and is never viewed`);
    const value = await this.#call('View', 'k3cloud.view', [formId, stringifyExact({ CreateOrgId: 0, Number: '', Id: id })], 'read', call);
    const bill = resultOf(value)['Result'];
    return isObject(bill) ? bill : {};
  }

  /** @throws PiaozoneError whose outcome is `unknown` unless the ERP surely saved nothing */
  async save(formId: string, data: Readonly<Record<string, unknown>>, call: Call): Promise<void> {
    const value = await this.#call('Save', 'k3cloud.save', [formId, stringifyExact(data)], 'write', call);
    if (isObject(resultOf(value)['ResponseStatus'])) return;
    const message = { zh: 'Save 的应答没有 ResponseStatus', en: 'the answer of Save has no ResponseStatus' };
    const init = { operation: 'k3cloud.save', requestId: call.requestId, locale: this.locale };
    throw new PiaozoneError({ ...init, code: 'response_invalid', outcome: 'unknown', message });
  }

  /** Keys of all fields of a form. */
  async fieldKeys(formId: string, call: Call): Promise<ReadonlySet<string>> {
    const value = await this.#call('QueryBusinessInfo', 'k3cloud.metadata', [stringifyExact({ FormId: formId })], 'read', call);
    const data = resultOf(value)['NeedReturnData'];
    const entries = isObject(data) && Array.isArray(data['Entrys']) ? (data['Entrys'] as readonly JsonValue[]) : [];
    const fields = entries.flatMap((entry) => (isObject(entry) && Array.isArray(entry['Fields']) ? (entry['Fields'] as readonly JsonValue[]) : []));
    return new Set(fields.flatMap((field) => (isObject(field) && typeof field['Key'] === 'string' ? [field['Key'].toLowerCase()] : [])));
  }

  /** Ids of the data centres; needs no login. */
  async dataCentres(call: Call): Promise<readonly string[]> {
    const value = await this.#call('GetDataCenterList', 'k3cloud.dataCentres', undefined, 'read', call);
    const rows: readonly JsonValue[] = Array.isArray(value) ? value : [];
    return rows.flatMap((row) => (isObject(row) && typeof row['Id'] === 'string' ? [row['Id']] : []));
  }

  async #call(service: K3Service, operation: string, parameters: readonly unknown[] | undefined, effect: Effect, call: Call): Promise<JsonValue> {
    this.#access.assertOpen();
    const { requestId, signal } = call;
    const reading = { operation, requestId, effect, locale: this.locale, sessionless: this.#access.sessionless };
    return this.#context.http.call({
      operation,
      requestId,
      effect,
      request: serviceRequest(this.#baseUrl, service, parameters),
      classify: (response) => readAnswer(response, { ...reading, redact: (text) => this.#access.redact(text) }),
      ...(service === 'GetDataCenterList' ? {} : { authorize: this.#access.authorizer }),
      ...(signal === undefined ? {} : { signal }),
    });
  }
}

/** A text for a FilterString: quotes are doubled, and nothing else is special (k3cloud §4). */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** All of the conditions that are not empty. */
export function allOf(...conditions: readonly string[]): string {
  const given = conditions.filter((condition) => condition !== '');
  return given.length === 1 ? (given[0] ?? '') : given.map((condition) => `(${condition})`).join(' AND ');
}

/** An internal id, digits only, so that nothing else gets into a filter. */
export function idOf(row: Row | undefined, key: string): string | undefined {
  const text = row === undefined ? undefined : asText(row[key]);
  return text !== undefined && /^\d{1,30}$/.test(text) ? text : undefined;
}

function rowOf(keys: readonly string[], cells: JsonValue): Row | undefined {
  if (!Array.isArray(cells) || cells.length !== keys.length) return undefined;
  const row: Record<string, JsonValue> = {};
  for (const [index, key] of keys.entries()) put(row, key.split('.'), cleaned(cells[index] as JsonValue));
  return row;
}

function put(row: Record<string, JsonValue>, [step = '', ...rest]: readonly string[], cell: JsonValue): void {
  if (rest.length === 0) {
    row[step] = cell;
    return;
  }
  const below = row[step] ?? {};
  row[step] = below;
  put(below as Record<string, JsonValue>, rest, cell);
}

/** An empty text may come as one blank (k3cloud §4). */
function cleaned(cell: JsonValue): JsonValue {
  return typeof cell === 'string' && cell.trim() === '' ? '' : cell;
}
