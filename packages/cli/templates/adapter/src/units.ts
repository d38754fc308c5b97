import { asText, type BusinessUnit, type Importability, type JsonObject } from '@piaozone/core/adapter';

/** A unit as it stands, with the rule of MyErp: companies with a tax number may become enterprises of the invoice cloud. */
export function readUnit(row: JsonObject): BusinessUnit {
  const taxNo = asText(row['taxNo']) ?? '';
  return {
    id: asText(row['id']) ?? '',
    number: asText(row['number']) ?? '',
    name: asText(row['name']) ?? '',
    ...(taxNo === '' ? {} : { taxNo }),
    importability: importability(asText(row['kind']), taxNo),
  };
}

function importability(kind: string | undefined, taxNo: string): Importability {
  if (kind !== 'company') return { importable: false, reason: { zh: '不是公司', en: 'is no company' } };
  if (taxNo === '') return { importable: false, reason: { zh: '没有维护纳税人识别号', en: 'has no tax number' } };
  return { importable: true };
}
