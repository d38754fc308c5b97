import type { BusinessUnit } from '@piaozone/core/adapter';
import { conformanceCase } from '../case.js';
import { UNIT } from '../data.js';
import { everyItem } from '../pages.js';
import type { SeedUnit } from '../types.js';

const COUNT = 25;

export const unitCases = [
  conformanceCase('units/empty', '没有组织时返回空列表', 'without units the list is empty', async (stage) => {
    const connection = await stage.connect();
    stage.judge.same(await everyItem(stage, (query) => connection.listBusinessUnits(query, stage.call())), [], 'units');
  }),
  conformanceCase(
    'units/importability',
    '列出所有组织；不能引入的给出双语原因',
    'every unit is listed; one that cannot be imported says why, in both languages',
    async (stage) => {
      const { erp, judge } = stage;
      const refused: SeedUnit = { number: '0020', name: '测试部门', importable: false };
      await erp.seedUnits([UNIT, refused]);
      const connection = await stage.connect();
      const units = await everyItem(stage, (query) => connection.listBusinessUnits(query, stage.call()));
      const byNumber = (wanted: string): BusinessUnit => units.find(({ number }) => number === wanted) ?? judge.fail(`unit ${wanted} is missing`);
      const { name, taxNo, importability } = byNumber(UNIT.number);
      judge.same({ name, taxNo, importability }, { name: UNIT.name, taxNo: UNIT.taxNo, importability: { importable: true } }, `unit ${UNIT.number}`);
      const verdict = byNumber(refused.number).importability;
      if (verdict.importable) judge.fail(`unit ${refused.number} is offered`);
      else judge.that(verdict.reason.zh !== '' && verdict.reason.en !== '', `unit ${refused.number} is refused without a reason`);
    },
  ),
  conformanceCase('units/paging', '多页组织不丢失、不重复', 'units over many pages are neither lost nor doubled', async (stage) => {
    const { erp, judge } = stage;
    const numbers = Array.from({ length: COUNT }, (_, index) => `U${String(index + 1).padStart(3, '0')}`);
    await erp.seedUnits(numbers.map((number) => ({ ...UNIT, number, name: `测试公司${number}` })));
    const connection = await stage.connect();
    const units = await everyItem(stage, (query) => connection.listBusinessUnits(query, stage.call()), { limit: 10 });
    judge.same(units.map(({ number }) => number).sort(), numbers, 'numbers');
  }),
  conformanceCase('units/tree', '行政组织指向存在的上级', 'organizations name parents that exist', async (stage) => {
    const { erp, judge } = stage;
    if (!erp.adapter().capabilities.abilities.includes('organizations')) return 'the adapter does not declare the ability organizations';
    const connection = await stage.connect();
    const list = connection.listOrganizations?.bind(connection) ?? judge.fail('listOrganizations is missing');
    const organizations = await everyItem(stage, (query) => list(query, stage.call()));
    const numbers = organizations.map(({ number }) => number);
    judge.same(new Set(numbers).size, numbers.length, 'organizations, each once');
    const orphans = organizations.filter(({ parentNumber }) => parentNumber !== undefined && !numbers.includes(parentNumber));
    judge.same(
      orphans.map(({ number, parentNumber }) => `${number} under ${parentNumber}`),
      [],
      'organizations without their parent',
    );
    return undefined;
  }),
];
