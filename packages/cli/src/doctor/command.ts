import { type ConnectionReport, testConnection } from '@piaozone/core';
import { hostedIssuing } from '@piaozone/standard';
import { EXIT_FAILED, QuietExit } from '../failure.js';
import type { CommandIo } from '../io.js';
import { inspectErp } from './erp.js';
import { loadConfigFile } from './load-file.js';
import { readDoctorConfig } from './read-config.js';
import { type Language, reportJson, reportText } from './report.js';

export interface DoctorOptions {
  readonly config: string;
  readonly json?: true;
  readonly lang?: Language;
}

/**
 * 连接测试 of a configuration file.
 * @throws QuietExit 1 when a finding failed, a usage failure when the file cannot be read
 */
export async function doctorCommand({ config, json, lang }: DoctorOptions, io: CommandIo): Promise<void> {
  const report = await examine(config, lang, io);
  io.stdout.write(json === true ? reportJson(report) : reportText(report, lang));
  if (!report.ok) throw new QuietExit(EXIT_FAILED);
}

async function examine(config: string, lang: Language | undefined, io: CommandIo): Promise<ConnectionReport> {
  const file = await loadConfigFile(config);
  const { piaozone, hosted, erp, features, otherEnvironment, problems } = await readDoctorConfig(file, io.env);
  const locale = lang === undefined ? {} : ({ locale: lang === 'en' ? 'en' : 'zh-CN' } as const);
  return testConnection({
    options: { ...piaozone, ...locale },
    variables: io.env,
    issuing: hostedIssuing(hosted),
    features,
    problems,
    ...locale,
    ...(erp === undefined ? {} : { erp: await inspectErp(erp, file.path) }),
    ...(otherEnvironment === undefined ? {} : { otherEnvironment }),
  });
}
