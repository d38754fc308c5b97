import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import {
  type EnvironmentInput,
  FEATURES,
  type Feature,
  type PiaozoneOptions,
  type Problem,
  parseEnterpriseDirectory,
  tripleFromFile,
} from '@piaozone/core';
import type { HostedSettings } from '@piaozone/standard';
import { kindOf } from '../failure.js';
import { isObject, type LoadedFile } from './load-file.js';

/** The parts of a configuration, each as unchecked as it was written. */
export interface DoctorConfig {
  /** For `createPiaozone`. */
  readonly piaozone: Readonly<Record<string, unknown>>;
  /** For `hostedIssuing`. */
  readonly hosted: HostedSettings;
  readonly erp: ErpPart | undefined;
  readonly features: readonly Feature[];
  readonly otherEnvironment: EnvironmentInput | undefined;
  /** What is wrong with the file itself. */
  readonly problems: readonly Problem[];
}

export interface ErpPart {
  /** `galaxy`, `xinghan`, `eas`, a module, or an adapter that was made already. */
  readonly adapter: unknown;
  readonly settings: unknown;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** Every option, so that a misspelled one does not pass for one left out. */
const OPTIONS = {
  environment: true,
  authorization: true,
  proxy: true,
  tls: true,
  rewrite: true,
  erpNetwork: true,
  locale: true,
  encType: true,
  timeoutMs: true,
  maxRetries: true,
  limits: true,
  maxResponseBytes: true,
  tokenRejection: true,
  tokenStore: true,
  crypto: true,
  logger: true,
  onEvent: true,
  runtime: true,
  sender: true,
  enterprises: true,
  entitlements: true,
} as const satisfies Record<keyof PiaozoneOptions, true>;
const PARTS = ['piaozone', 'hosted', 'erp', 'features', 'otherEnvironment'] as const;
const ERP_PARTS = ['adapter', 'settings'];
const VARIABLE = /^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$/;

/** Takes the file apart. In JSON, a text that is nothing but `${NAME}` is that variable, and `{ "file": "…" }` is a file beside it. */
export async function readDoctorConfig(file: LoadedFile, variables: Variables): Promise<DoctorConfig> {
  const problems: Problem[] = [];
  const content = file.json ? (resolved(file.content, variables, '', problems) as Record<string, unknown>) : file.content;
  onlyKnown(content, PARTS, '', problems);
  const { hosted, erp, features, otherEnvironment } = content;
  const piaozone = part(content['piaozone'], 'piaozone', problems);
  onlyKnown(piaozone, Object.keys(OPTIONS), 'piaozone.', problems);
  if (erp !== undefined && !isObject(erp)) problems.push({ path: 'erp', message: NO_OBJECT });
  if (isObject(erp)) onlyKnown(erp, ERP_PARTS, 'erp.', problems);
  return {
    piaozone: file.json ? await withFiles(piaozone, dirname(file.path), problems) : piaozone,
    hosted: part(hosted, 'hosted', problems) as HostedSettings,
    erp: isObject(erp) ? { adapter: erp['adapter'], settings: erp['settings'] } : undefined,
    features: readFeatures(features, problems),
    otherEnvironment: otherEnvironment as EnvironmentInput | undefined,
    problems,
  };
}

/** The variables named in texts; one that is not set is named, so that it is not mistaken for an empty setting. */
function resolved(value: unknown, variables: Variables, path: string, problems: Problem[]): unknown {
  if (typeof value === 'string') {
    const name = VARIABLE.exec(value)?.[1];
    if (name === undefined) return value;
    const found = variables[name];
    if (found === undefined) problems.push({ path, message: { zh: `环境变量 ${name} 未设置`, en: `the variable ${name} is not set` } });
    return found;
  }
  if (Array.isArray(value)) return value.map((item, index) => resolved(item, variables, `${path}[${index}]`, problems));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, resolved(item, variables, path === '' ? name : `${path}.${name}`, problems)]),
  );
}

/** Credentials from a file are read by the SDK, which looks at its permissions; certificates are read here. */
async function withFiles(
  piaozone: Readonly<Record<string, unknown>>,
  folder: string,
  problems: Problem[],
): Promise<Readonly<Record<string, unknown>>> {
  const { authorization, tls, enterprises, ...rest } = piaozone;
  return {
    ...rest,
    ...(enterprises === undefined ? {} : await withDirectoryFile(enterprises, folder, problems)),
    ...(authorization === undefined ? {} : { authorization: isObject(authorization) ? withTripleFiles(authorization, folder) : authorization }),
    ...(tls === undefined ? {} : { tls: await withPemFiles(tls, folder, 'piaozone.tls', problems) }),
  };
}

function withTripleFiles(given: Readonly<Record<string, unknown>>, folder: string): Readonly<Record<string, unknown>> {
  const source = (value: unknown): unknown => {
    const name = fileOf(value);
    if (name === undefined) return value;
    const { property } = value as { property?: unknown };
    return tripleFromFile(resolve(folder, name), typeof property === 'string' ? { property } : {});
  };
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      if (name !== 'organizations' || !isObject(value)) return [name, source(value)];
      return [name, Object.fromEntries(Object.entries(value).map(([taxNo, triple]) => [taxNo, source(triple)]))];
    }),
  );
}

async function withPemFiles(value: unknown, folder: string, path: string, problems: Problem[]): Promise<unknown> {
  const name = fileOf(value);
  if (name !== undefined) {
    try {
      return await readFile(resolve(folder, name));
    } catch (error) {
      problems.push({ path, message: unreadable(error) });
      return undefined;
    }
  }
  if (Array.isArray(value)) return Promise.all(value.map((item, index) => withPemFiles(item, folder, `${path}[${index}]`, problems)));
  if (!isObject(value)) return value;
  const parts = await Promise.all(
    Object.entries(value).map(async ([key, item]) => [key, await withPemFiles(item, folder, `${path}.${key}`, problems)] as const),
  );
  return Object.fromEntries(parts.filter(([, item]) => item !== undefined));
}

async function withDirectoryFile(value: unknown, folder: string, problems: Problem[]): Promise<{ readonly enterprises?: unknown }> {
  const name = fileOf(value);
  if (name === undefined) return { enterprises: value };
  const path = 'piaozone.enterprises';
  try {
    const { directory, errors } = parseEnterpriseDirectory(await readFile(resolve(folder, name), 'utf8'));
    problems.push(...errors.map((problem) => ({ ...problem, path: `${path}: ${problem.path}` })));
    return directory === undefined ? {} : { enterprises: directory };
  } catch (error) {
    problems.push({ path, message: unreadable(error) });
    return {};
  }
}

function unreadable(error: unknown): Problem['message'] {
  const kind = kindOf(error);
  return { zh: `无法读取文件（${kind}）`, en: `the file cannot be read (${kind})` };
}

function fileOf(value: unknown): string | undefined {
  return isObject(value) && typeof value['file'] === 'string' ? value['file'] : undefined;
}

function readFeatures(given: unknown, problems: Problem[]): readonly Feature[] {
  if (given === undefined) return ['issuing'];
  if (Array.isArray(given) && given.every((feature) => FEATURES.includes(feature))) return given as Feature[];
  const known = FEATURES.join(', ');
  problems.push({ path: 'features', message: { zh: `须为列表，可用：${known}`, en: `must be a list of: ${known}` } });
  return ['issuing'];
}

function part(value: unknown, path: string, problems: Problem[]): Readonly<Record<string, unknown>> {
  if (value === undefined) return {};
  if (isObject(value)) return value;
  problems.push({ path, message: NO_OBJECT });
  return {};
}

function onlyKnown(value: Readonly<Record<string, unknown>>, known: readonly string[], prefix: string, problems: Problem[]): void {
  for (const name of Object.keys(value)) {
    if (known.includes(name)) continue;
    problems.push({
      path: `${prefix}${name}`,
      message: { zh: `没有这个设置，可用：${known.join('、')}`, en: `is no setting; known: ${known.join(', ')}` },
    });
  }
}

const NO_OBJECT = { zh: '须为对象', en: 'must be an object' };
