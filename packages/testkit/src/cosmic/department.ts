import type { Row } from '../erp/bill-table.js';

export interface DepartmentOptions {
  readonly id: string;
  readonly number: string;
  readonly name: string;
  /** Numbers from the root down to the parent; empty for the root. */
  readonly ancestors?: readonly string[];
  /** `公司` marks a company; anything else does not. */
  readonly orgpatternName?: string;
  /** Views the organisation appears in; view "1" is 行政组织视图默认方案. Default 20. */
  readonly views?: number;
  readonly enabled?: boolean;
}

/** A department row with the field names measured on a live 星瀚 (flagship-and-cosmic §4.3); texts of views 2… are mock-defined. */
export function departmentRow(options: DepartmentOptions): Row {
  const ancestors = options.ancestors ?? [];
  const structure = Array.from({ length: options.views ?? 20 }, (_, index) => ({
    view_id: String(index + 1),
    view_name: index === 0 ? '行政组织视图默认方案' : `view ${index + 1}`, // mock-defined
    level: ancestors.length + 1, // mock-defined JSON type
    longnumber: [...ancestors, options.number].join('!'),
    isleaf: false, // mock-defined
    viewparent_number: ancestors.at(-1) ?? '',
    vieworg_number: options.number,
  }));
  return {
    id: options.id,
    number: options.number,
    name: options.name,
    orgpattern_name: options.orgpatternName ?? '部门', // mock-defined
    enable: options.enabled === false ? '0' : '1',
    status: 'C',
    structure,
  };
}
