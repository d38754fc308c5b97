import { type Bilingual, type BusinessUnit, type Importability, type JsonValue, readFields } from '@piaozone/core/adapter';
import type { UnitFields } from '../settings/types.js';

const PLACE: Bilingual = { zh: '请在 企业建模-组织架构-组织单元 维护', en: 'maintain it in EAS under 企业建模-组织架构-组织单元' };

/** A unit can be imported with a tax number and the name as registered, both without stray blanks. Nothing is trimmed here: EAS must hold what is right. */
export function readUnit(row: JsonValue, fields: UnitFields): BusinessUnit {
  const { id, number = '', name = '', taxNo, registeredName } = readFields(row, fields);
  return {
    id: id ?? number,
    number,
    name,
    ...(taxNo === undefined ? {} : { taxNo }),
    ...(registeredName === undefined ? {} : { registeredName }),
    importability: judge({ number, taxNo, registeredName: registeredName ?? (fields.registeredName === undefined ? name : undefined) }),
  };
}

function judge({ number, taxNo, registeredName }: { number: string; taxNo: string | undefined; registeredName: string | undefined }): Importability {
  if (number === '') return refuse('组织单元没有编码', 'the unit has no number');
  if (isMissing(taxNo)) return refuse('缺少企业税号', 'the tax number (企业税号) is missing');
  if (isMissing(registeredName)) return refuse('缺少企业名称', 'the registered name (企业名称) is missing');
  if (/\s/.test(taxNo)) return refuse('企业税号中有空格', 'the tax number (企业税号) holds blanks');
  if (registeredName !== registeredName.trim()) return refuse('企业名称首尾有空格', 'the registered name (企业名称) has blanks at its start or end');
  return { importable: true };
}

function isMissing(text: string | undefined): text is undefined {
  return text === undefined || text.trim() === '';
}

function refuse(zh: string, en: string): Importability {
  return { importable: false, reason: { zh: `${zh}；${PLACE.zh}`, en: `${en}; ${PLACE.en}` } };
}
