import { configError, loadXml, PiaozoneError, type Problem, serializeXml, type XmlElement, type XmlReader } from '@piaozone/core/adapter';

/**
 * Which records imaging asks for: those last modified in this time, in the clock of the ERP. First everything, then every day (eas-and-imaging §8.2).
 * Both `yyyyMMddHHmmss`, which compare as texts. Whether the ends are included is not published.
 */
export interface SyncRequest {
  readonly beginTime: string;
  readonly endTime: string;
}

const ROOT = 'DATA';
const FIELDS = ['beginTime', 'endTime'] as const;
/** A request is a line; more is none. */
const LIMITS = { maxBytes: 65_536 } as const;

/** The request as imaging sends it, to try out a facade. @throws config_invalid for times that are none */
export function writeSyncRequest(request: SyncRequest): string {
  const problems = checkTimes(request);
  if (problems.length > 0) throw configError(problems);
  const children = FIELDS.map((name) => ({ name, children: [request[name]] }));
  return `<?xml version="1.0" encoding="utf-8"?>${serializeXml({ name: ROOT, children })}`;
}

/** @throws request_invalid for anything that is not the documented request; it is never repeated in the error */
export async function readSyncRequest(xml: string | Buffer): Promise<SyncRequest> {
  const reader: XmlReader = await loadXml();
  const root = parse(reader, xml);
  const [beginTime, endTime] = FIELDS.map((name) => root?.elements(name).map(({ text }) => text.trim()) ?? []);
  const request = { beginTime: single(beginTime), endTime: single(endTime) };
  const problems = root?.name === ROOT && root.namespace === '' ? checkTimes(request) : [WRONG_ROOT];
  if (problems.length === 0) return request;
  throw new PiaozoneError({
    code: 'request_invalid',
    outcome: 'not-sent',
    message: { zh: '影像系统的同步请求不符合约定', en: 'the request of imaging is not the documented one' },
    problems,
  });
}

const WRONG_ROOT: Problem = {
  path: ROOT,
  message: {
    zh: '应为 <DATA><beginTime>…</beginTime><endTime>…</endTime></DATA>',
    en: 'must be <DATA><beginTime>…</beginTime><endTime>…</endTime></DATA>',
  },
};

function parse(reader: XmlReader, xml: string | Buffer): XmlElement | undefined {
  try {
    return reader.parse(xml, LIMITS);
  } catch (error) {
    if (error instanceof PiaozoneError) return undefined;
    throw error;
  }
}

/** A field that is given twice is as good as none. */
function single(values: readonly string[] | undefined): string {
  return values?.length === 1 ? (values[0] ?? '') : '';
}

function checkTimes(request: SyncRequest): Problem[] {
  const problems: Problem[] = FIELDS.filter((name) => !isTime(request[name])).map((name) => ({
    path: name,
    message: { zh: '须为 yyyyMMddHHmmss 的时间', en: 'must be a time as yyyyMMddHHmmss' },
  }));
  if (problems.length === 0 && request.beginTime > request.endTime) {
    problems.push({ path: 'endTime', message: { zh: '早于 beginTime', en: 'is before beginTime' } });
  }
  return problems;
}

/** Also refuses the 31st of a month that has none. */
function isTime(text: string): boolean {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text);
  if (parts === null) return false;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1).map(Number);
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  return date.toISOString().replace(/\D/g, '').slice(0, 14) === text;
}
