import { inspectAdapter, isSettingsObject, type Problem, type TestedErp, withoutBlanks } from '@piaozone/core/adapter';
import { easAdapter } from './adapter.js';
import { checkEasImaging } from './imaging/configuration.js';
import { checkEasLongLink, type TypedEasLongLink } from './long-link/check.js';
import type { EasSettings } from './settings/types.js';

/**
 * Settings of {@link easAdapter} that may be wrong, for a connection test. Beside them may stand what was typed into screens of EAS, which no adapter needs:
 * `longLink` (金税互联设置, {@link TypedEasLongLink}) and `imaging` (影像, as `easImaging` takes it). Does no I/O.
 */
export function inspectEas(settings: unknown): TestedErp {
  const { longLink, imaging, ...own } = isSettingsObject(settings) ? settings : {};
  const forAdapter = isSettingsObject(settings) ? own : settings;
  const tested = inspectAdapter(
    () => easAdapter(forAdapter as EasSettings),
    () => easAdapter(withoutBlanks(forAdapter) as EasSettings),
    diagnosisOfProblem,
  );
  const typed = [
    ...(longLink === undefined ? [] : under('longLink', inspectLongLink(longLink))),
    ...(imaging === undefined ? [] : under('imaging', checkEasImaging(imaging))),
  ];
  return { ...tested, problems: [...tested.problems, ...typed] };
}

function under(name: string, problems: readonly Problem[]): Problem[] {
  return problems.map((problem) => ({ ...problem, path: problem.path === '' ? name : `${name}.${problem.path}` }));
}

/** From a file, so anything may stand there: what is no text is said and left out, the rest is looked at. */
function inspectLongLink(given: unknown): Problem[] {
  if (!isSettingsObject(given)) return [NO_OBJECT];
  const { environment, productionEnabled, ...texts } = given;
  const wrong = Object.keys(texts).filter((name) => typeof texts[name] !== 'string');
  const kept = Object.fromEntries(Object.entries(texts).filter(([name]) => !wrong.includes(name)));
  const typed: TypedEasLongLink = {
    ...kept,
    environment: environment as TypedEasLongLink['environment'],
    ...(productionEnabled === undefined ? {} : { productionEnabled: productionEnabled === true }),
  };
  return [...wrong.map((path) => ({ path, message: { zh: '须为文本', en: 'must be a text' } })), ...checkEasLongLink(typed)];
}

const NO_OBJECT: Problem = { path: '', message: { zh: '须为对象', en: 'must be an object' } };

function diagnosisOfProblem({ path }: Problem): string | undefined {
  if (path === 'version') return 'ERP_VERSION_TOO_OLD';
  return path === 'servicesUrl' ? 'EAS_ADDRESS_WRONG' : undefined;
}
