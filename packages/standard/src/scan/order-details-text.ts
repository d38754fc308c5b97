import { exactNumber, serializeXml, stringifyExact, type XmlNode } from '@piaozone/core';
import type { AnswerFields, AnswerValue } from './order-details.js';

/** Names of the XML form that the page does not print; without default. */
export interface OrderDetailsXml {
  /** Root element. */
  readonly root: string;
  /** Element of one line inside `data`. Without it every line is a `data` element of its own. */
  readonly item?: string;
}

export type OrderDetailsFormat = 'json' | { readonly xml: OrderDetailsXml };

export function contentTypeOf(format: OrderDetailsFormat): string {
  return format === 'json' ? 'application/json; charset=utf-8' : 'application/xml; charset=utf-8';
}

/** Numbers exactly as they are given: `0.10` stays `0.10`. @throws request_invalid for a character that XML cannot hold */
export function answerText(fields: AnswerFields, format: OrderDetailsFormat): string {
  if (format === 'json') return stringifyExact(jsonOf(fields));
  const { root, item } = format.xml;
  return `<?xml version="1.0" encoding="UTF-8"?>${serializeXml({ name: root, children: xmlOf(fields, item) })}`;
}

function jsonOf(value: AnswerValue | undefined): unknown {
  if (value === undefined || typeof value === 'string' || typeof value === 'boolean') return value;
  if (isList(value)) return value.map(jsonOf);
  if (isNumber(value)) return exactNumber(value.number);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, jsonOf(member)]));
}

function xmlOf(fields: AnswerFields, item: string | undefined): XmlNode[] {
  return Object.entries(fields).flatMap(([name, value]): XmlNode[] => {
    if (value === undefined) return [];
    if (typeof value === 'string' || typeof value === 'boolean') return [{ name, children: [String(value)] }];
    if (isList(value)) {
      const lines = value.map((line) => ({ name: item ?? name, children: xmlOf(line, item) }));
      return item === undefined ? lines : [{ name, children: lines }];
    }
    if (isNumber(value)) return [{ name, children: [value.number] }];
    return [{ name, children: xmlOf(value, item) }];
  });
}

function isList(value: AnswerValue): value is readonly AnswerFields[] {
  return Array.isArray(value);
}

function isNumber(value: AnswerValue): value is { readonly number: string } {
  return typeof value === 'object' && typeof (value as { number?: unknown }).number === 'string';
}
