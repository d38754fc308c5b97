import { type Bilingual, type Finding, findingFor, type Line, type Locale, localize, okFinding } from '@piaozone/core/adapter';

/** A version as 星空旗舰版 writes it: `GALAXY.V2.0.010_0411`. */
export interface GalaxyVersion {
  readonly text: string;
  /** `[2, 0, 10]`. */
  readonly numbers: readonly number[];
  /** `411`. */
  readonly suffix: number;
}

/** Oldest version of an offline environment (light, gpass) that can carry 发票服务 (seed 003 §一, flagship-and-cosmic §11). */
export const OLDEST_GALAXY = 'GALAXY.V2.0.010_0411';

const SHAPE = /^GALAXY\.V(\d{1,6}(?:\.\d{1,6}){0,5})_(\d{1,9})$/;
export const VERSION_LINE: Line = { code: 'erp.version', title: { zh: '星空旗舰版的版本', en: 'version of 星空旗舰版' } };
const NO_SHAPE: Bilingual = {
  zh: '不是 GALAXY.V数字.数字.数字_数字 的写法，无法比较',
  en: 'is not written GALAXY.V<numbers>_<number>, so it cannot be compared',
};

/** Dotted numbers, then a suffix; anything else is `undefined`: how other writings compare no source says. */
export function parseGalaxyVersion(text: string): GalaxyVersion | undefined {
  const [, numbers, suffix] = SHAPE.exec(text) ?? [];
  if (numbers === undefined || suffix === undefined) return undefined;
  return { text, numbers: numbers.split('.').map(Number), suffix: Number(suffix) };
}

/** Negative, zero or positive as `a` is older than, the same as or newer than `b`: number by number, then the suffix. */
export function compareGalaxyVersions(a: GalaxyVersion, b: GalaxyVersion): number {
  for (let at = 0; at < Math.max(a.numbers.length, b.numbers.length); at += 1) {
    const difference = (a.numbers[at] ?? 0) - (b.numbers[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.suffix - b.suffix;
}

/** The rule for offline environments: at least {@link OLDEST_GALAXY}; what cannot be read is a warning, never a refusal. */
export function galaxyVersionFinding(text: string, locale: Locale): Finding {
  const version = parseGalaxyVersion(text);
  const oldest = parseGalaxyVersion(OLDEST_GALAXY);
  if (version === undefined || oldest === undefined) {
    return findingFor(VERSION_LINE, 'ERP_VERSION_UNKNOWN', `“${text.slice(0, 60)}” ${localize(NO_SHAPE, locale)}`, 'warning');
  }
  if (compareGalaxyVersions(version, oldest) >= 0) return okFinding(VERSION_LINE, version.text);
  return findingFor(VERSION_LINE, 'ERP_VERSION_TOO_OLD', `${version.text} < ${OLDEST_GALAXY}`);
}
