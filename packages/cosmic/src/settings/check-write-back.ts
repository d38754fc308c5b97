import { billSources, checkFields, checkWriteBackSources, type FieldNames, type SettingReader, writeBackSources } from '@piaozone/core/adapter';
import type { ReadBackSettings } from './types.js';

const PATH = 'writeBack';
const READ_BACK = { number: 'needed', invoiceNumber: 'needed' } satisfies FieldNames<keyof ReadBackSettings['fields']>;

export function checkWriteBack(reader: SettingReader, value: unknown): void {
  const settings = reader.object(value, PATH, [
    'path',
    'body',
    'constants',
    'arrayKey',
    'alreadyWritten',
    'confirmedBy',
    'readBack',
    'idempotencyKey',
  ]);
  if (settings === undefined) return;
  reader.apiPath(settings['path'], `${PATH}.path`);
  const body = checkMap(reader, settings['body'], `${PATH}.body`, writeBackSources);
  if (body !== undefined) checkWriteBackSources(reader, Object.keys(body), `${PATH}.body`);
  if (settings['constants'] !== undefined) {
    const constants = reader.object(settings['constants'], `${PATH}.constants`, Object.keys(settings['constants'] ?? {}));
    const taken = Object.values(body ?? {});
    for (const name of Object.keys(constants ?? {}))
      if (taken.includes(name)) reader.add(`${PATH}.constants.${name}`, '与 body 的字段重名', 'is also a property of body');
  }
  reader.optionalText(settings['arrayKey'], `${PATH}.arrayKey`);
  reader.flag(settings['idempotencyKey'], `${PATH}.idempotencyKey`);
  if (settings['alreadyWritten'] !== undefined) {
    const already = reader.object(settings['alreadyWritten'], `${PATH}.alreadyWritten`, ['codes', 'answer']);
    if (already?.['codes'] !== undefined) reader.texts(already['codes'], `${PATH}.alreadyWritten.codes`);
    checkMatch(reader, already?.['answer'], `${PATH}.alreadyWritten.answer`);
  }
  checkMatch(reader, settings['confirmedBy'], `${PATH}.confirmedBy`);
  if (settings['readBack'] !== undefined) checkReadBack(reader, settings['readBack']);
}

function checkReadBack(reader: SettingReader, value: unknown): void {
  const readBack = reader.object(value, `${PATH}.readBack`, ['path', 'data', 'fields']);
  if (readBack === undefined) return;
  reader.apiPath(readBack['path'], `${PATH}.readBack.path`);
  checkMap(reader, readBack['data'], `${PATH}.readBack.data`, billSources);
  checkFields(reader, readBack['fields'], `${PATH}.readBack.fields`, READ_BACK);
}

function checkMatch(reader: SettingReader, value: unknown, path: string): void {
  if (value === undefined) return;
  const match = reader.object(value, path, ['path', 'values']);
  if (match === undefined) return;
  reader.text(match['path'], `${path}.path`);
  reader.texts(match['values'], `${path}.values`);
}

/** Source → property; two sources for one property would overwrite each other. */
function checkMap(reader: SettingReader, value: unknown, path: string, sources: readonly string[]) {
  const map = reader.object(value, path, sources);
  if (map === undefined) return undefined;
  const seen = new Set<unknown>();
  for (const [source, property] of Object.entries(map)) {
    reader.text(property, `${path}.${source}`);
    if (seen.has(property)) reader.add(`${path}.${source}`, '与另一项写到同一字段', 'goes to the same property as another one');
    seen.add(property);
  }
  return map;
}
