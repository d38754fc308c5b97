import { type Bilingual, type BusinessUnit, type Importability, type JsonObject, type Locale, readFields } from '@piaozone/core/adapter';
import type { CosmicProduct } from '../product.js';
import { textsAt } from '../protocol/rows.js';
import type { BusinessUnitSettings, UnitFunctions } from '../settings/types.js';
import { needFields } from './need-fields.js';

/** A text field may hold several functions. */
const SEPARATORS = /[,，;；|、]/;

/** @throws response_invalid when a row has no number */
export function readBusinessUnit(row: JsonObject, settings: BusinessUnitSettings, product: CosmicProduct, locale: Locale): BusinessUnit {
  const { number } = needFields(row, settings.fields, ['number'], 'businessUnits.fields', locale);
  const { id = number, name, taxNo, registeredName } = readFields(row, settings.fields);
  return {
    id,
    number,
    name: name ?? registeredName ?? '',
    ...(taxNo === undefined ? {} : { taxNo }),
    ...(registeredName === undefined ? {} : { registeredName }),
    importability: judge(row, { name: name ?? registeredName, taxNo }, settings.functions, product),
  };
}

/** 引入组织 offers a unit only if 核算组织 is among its functions; name and tax number must be right before licensing (flagship-and-cosmic §4.1). */
function judge(
  row: JsonObject,
  unit: { name: string | undefined; taxNo: string | undefined },
  functions: UnitFunctions,
  { unitMenu }: CosmicProduct,
): Importability {
  const reasons: Bilingual[] = [];
  const found = textsAt(row, functions.path);
  const wanted = typeof functions.accounting === 'string' ? [functions.accounting] : functions.accounting;
  if (!found.some((text) => [text, ...text.split(SEPARATORS)].some((part) => wanted.includes(part.trim())))) {
    const seen = found.length === 0 ? { zh: '无值', en: 'no value' } : { zh: found.join('、'), en: found.join(', ') };
    reasons.push({
      zh: `不是核算组织（字段 ${functions.path}：${seen.zh}）：在 ${unitMenu} 的企业明细中把职能类型设置为“核算组织”；已设置时核对 businessUnits.functions 与 API 返回的字段`,
      en: `is no 核算组织 (field ${functions.path}: ${seen.en}): set 职能类型 to 核算组织 in the details of the unit under ${unitMenu}; if it is set, check businessUnits.functions and the fields the API returns`,
    });
  }
  if (unit.taxNo === undefined) reasons.push(missing('税号', 'tax number', unitMenu));
  if (unit.name === undefined) reasons.push(missing('名称', 'name', unitMenu));
  if (reasons.length === 0) return { importable: true };
  return { importable: false, reason: { zh: reasons.map(({ zh }) => zh).join('；'), en: reasons.map(({ en }) => en).join('; ') } };
}

function missing(zh: string, en: string, unitMenu: string): Bilingual {
  return {
    zh: `没有${zh}：在 ${unitMenu} 中维护，须与工商登记一致，授权成功后不可随意修改`,
    en: `has no ${en}: enter it under ${unitMenu} as registered; it cannot be changed at will once licensed`,
  };
}
