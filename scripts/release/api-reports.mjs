// One report of the public API per entry, kept in `api-reports/`: a change of a signature shows in the diff of a pull request.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';
import { root } from '../lib/bootstrap.mjs';

const FOLDER = join(root, 'api-reports');

export function checkApiReports({ packages, update, work, report }) {
  mkdirSync(FOLDER, { recursive: true });
  for (const { directory, entries } of packages) {
    for (const { id, types } of entries) {
      const problems = [];
      const { apiReportChanged } = Extractor.invoke(configuration(id, types, directory, work), {
        localBuild: update,
        messageCallback: (message) => {
          message.handled = true;
          if (message.logLevel === ExtractorLogLevel.Error) problems.push(message.text);
        },
      });
      if (apiReportChanged && !update) problems.push(difference(id, work));
      report(`API report ${id}`, problems.length === 0 ? undefined : problems.join('\n'));
    }
  }
}

function configuration(id, types, directory, work) {
  return ExtractorConfig.prepare({
    configObjectFullPath: join(directory, 'api-extractor.json'),
    packageJsonFullPath: join(directory, 'package.json'),
    configObject: {
      projectFolder: directory,
      mainEntryPointFilePath: types,
      compiler: {
        overrideTsconfig: {
          compilerOptions: { module: 'NodeNext', moduleResolution: 'NodeNext', target: 'ES2022', strict: true, skipLibCheck: true, types: ['node'] },
          files: [types],
        },
      },
      apiReport: { enabled: true, reportFileName: `${id}.api.md`, reportFolder: FOLDER, reportTempFolder: work },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: { default: { logLevel: 'error' } },
        extractorMessageReporting: {
          default: { logLevel: 'none' },
        },
        tsdocMessageReporting: { default: { logLevel: 'none' } },
      },
    },
  });
}

/** The first lines that differ; the whole is seen with `--update` and git. */
function difference(id, work) {
  const [kept, found] = [join(FOLDER, `${id}.api.md`), join(work, `${id}.api.md`)].map((file) =>
    existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [],
  );
  const added = found.filter((line) => !kept.includes(line)).map((line) => `+ ${line}`);
  const removed = kept.filter((line) => !found.includes(line)).map((line) => `- ${line}`);
  const advice = 'The public API differs from api-reports/. Meant: node scripts/check-release.mjs --update, and a changeset. / 公开 API 有变化。';
  return [advice, ...[...removed, ...added].slice(0, 20)].join('\n');
}
