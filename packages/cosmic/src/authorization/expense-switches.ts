import { type Bilingual, type Finding, groupedFindings, type Line, type Locale, okFinding, type Trouble } from '@piaozone/core/adapter';

/** 费用全局配置 as it stands there, in texts (flagship-and-cosmic §11.2, business-rules §2); absent = not known. */
export interface ExpenseSwitches {
  /** `true` = test environment. */
  readonly 'invoicecloud.not_prod'?: string;
  /** `true` = 星瀚 assistant (旗舰版), `false` = AWS assistant (标准版). */
  readonly 'invoicecloud.invoicecloudxh'?: string;
  /** `1` 组织模式, `2` 集团管控模式. */
  readonly 'invoicecloud.configpattern'?: string;
}

/** What the switches have to fit. */
export interface ExpenseSurroundings {
  /** Of the URL in 发票云授权配置. */
  readonly environment: 'production' | 'test';
  readonly edition: 'flagship' | 'standard';
}

const LINE: Line = { code: 'erp.expenseSwitches', title: { zh: '费用全局配置的开关', en: 'switches of the expense module' } };

/** The switches by which expense and payables choose environment and assistant; nothing outside the ERP can see them, so they are declared. */
export function expenseSwitchFindings(switches: ExpenseSwitches, { environment, edition }: ExpenseSurroundings, locale: Locale): Finding[] {
  const troubles = [
    ...flag(switches, 'invoicecloud.not_prod', environment === 'test', environment),
    ...flag(switches, 'invoicecloud.invoicecloudxh', edition === 'flagship', edition),
    ...pattern(switches),
  ];
  return troubles.length > 0 ? groupedFindings(LINE, troubles, locale) : [okFinding(LINE)];
}

function flag(switches: ExpenseSwitches, name: keyof ExpenseSwitches, wanted: boolean, because: string): Trouble[] {
  const given = switches[name];
  if (given === undefined || given === String(wanted)) return [];
  return [mismatch({ zh: `${name} 为“${given}”，${because} 应为 ${wanted}`, en: `${name} is “${given}”, for ${because} it must be ${wanted}` })];
}

function pattern(switches: ExpenseSwitches): Trouble[] {
  const given = switches['invoicecloud.configpattern'];
  if (given === undefined || given === '1' || given === '2') return [];
  return [
    mismatch({ zh: `invoicecloud.configpattern 为“${given}”，只能是 1 或 2`, en: `invoicecloud.configpattern is “${given}”, it must be 1 or 2` }),
  ];
}

function mismatch(text: Bilingual): Trouble {
  return { diagnosis: 'EXPENSE_SWITCH_MISMATCH', status: 'failed', text };
}
