import type { Bilingual } from '../i18n/locale.js';
import type { Warning } from '../i18n/log.js';
import type { BusinessUnit } from '../model/organization.js';

const COMPARED = ['number', 'name', 'taxNo', 'registeredName'] as const satisfies readonly (keyof BusinessUnit)[];
type Compared = (typeof COMPARED)[number];

/**
 * Each unit once, by id. An ERP may answer a row per view or per 职能类型: rows that agree are one unit, importable if any of them is.
 * A unit whose rows name different companies is told of and not importable: nobody can know which of them is the taxpayer.
 */
export function mergeBusinessUnits(units: readonly BusinessUnit[], warn: (warning: Warning) => void): BusinessUnit[] {
  const byId = new Map<string, BusinessUnit>();
  const conflicts = new Map<string, Set<Compared>>();
  for (const unit of units) {
    const known = byId.get(unit.id);
    byId.set(unit.id, known === undefined || (!known.importability.importable && unit.importability.importable) ? unit : known);
    if (known === undefined) continue;
    for (const name of COMPARED) {
      if (agree(known[name], unit[name])) continue;
      const names = conflicts.get(unit.id) ?? new Set();
      conflicts.set(unit.id, names.add(name));
    }
  }
  for (const [id, names] of conflicts) {
    const unit = byId.get(id);
    if (unit === undefined) continue;
    const reason = conflictText([...names]);
    warn({ path: `businessUnits.${unit.number}`, message: { zh: `业务单元 ${unit.number}：${reason.zh}`, en: `unit ${unit.number}: ${reason.en}` } });
    byId.set(id, { ...unit, importability: { importable: false, reason } });
  }
  return [...byId.values()];
}

/** What a row does not say it does not contradict. */
function agree(a: string | undefined, b: string | undefined): boolean {
  return a === b || !a || !b;
}

function conflictText(names: readonly Compared[]): Bilingual {
  return {
    zh: `同一 id 的多行数据不一致（${names.join('、')}），无法确定是哪家企业：请核对查询 API 的字段与过滤条件`,
    en: `rows of the same id differ (${names.join(', ')}), so the company is not certain: check fields and filter of the query API`,
  };
}
