import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Problem, TestedErp } from '@piaozone/core';
import { type ErpAdapter, inspectAdapter, withoutBlanks } from '@piaozone/core/adapter';
import { kindOf } from '../failure.js';
import { isObject } from './load-file.js';
import type { ErpPart } from './read-config.js';

type Inspect = (settings: unknown) => TestedErp;

/** Loaded when asked for: a doctor of one ERP needs no other. */
const BUILT_IN: Readonly<Record<string, () => Promise<Inspect>>> = {
  galaxy: async () => (await import('@piaozone/adapter-galaxy')).inspectGalaxy,
  xinghan: async () => (await import('@piaozone/adapter-xinghan')).inspectXinghan,
  eas: async () => (await import('@piaozone/adapter-eas')).inspectEas,
};

/** What the adapter's package makes of the settings. Never throws: what cannot be loaded is a problem. */
export async function inspectErp({ adapter, settings }: ErpPart, configPath: string): Promise<TestedErp> {
  if (isAdapter(adapter)) return { problems: [], adapter };
  if (typeof adapter !== 'string' || adapter === '') return broken(NOT_NAMED);
  const builtIn = Object.hasOwn(BUILT_IN, adapter) ? BUILT_IN[adapter] : undefined;
  try {
    const inspect = builtIn === undefined ? await inspectOf(adapter, configPath) : await builtIn();
    return inspect(settings);
  } catch (error) {
    const kind = kindOf(error);
    return broken({
      zh: `适配器 ${adapter} 无法加载或拒绝了配置（${kind}）`,
      en: `the adapter ${adapter} cannot be loaded or refuses its settings (${kind})`,
    });
  }
}

/** A partner's module exports `inspect`, or `adapter`, the factory alone. */
async function inspectOf(name: string, configPath: string): Promise<Inspect> {
  const module = (await import(name.startsWith('.') ? pathToFileURL(resolve(dirname(configPath), name)).href : name)) as Record<string, unknown>;
  const { inspect, adapter } = module;
  if (typeof inspect === 'function') return inspect as Inspect;
  if (typeof adapter !== 'function') throw new TypeError('no export inspect or adapter');
  const make = adapter as (settings: unknown) => ErpAdapter;
  return (settings) =>
    inspectAdapter(
      () => make(settings),
      () => make(withoutBlanks(settings)),
    );
}

function isAdapter(value: unknown): value is ErpAdapter {
  return isObject(value) && value['specificationVersion'] === 'v1' && typeof value['connect'] === 'function';
}

function broken(message: Problem['message']): TestedErp {
  return { problems: [{ path: 'erp.adapter', message }], adapter: undefined };
}

const NOT_NAMED: Problem['message'] = {
  zh: '未填写：galaxy（星空旗舰版）、xinghan（星瀚）、eas，或导出 adapter 的模块',
  en: 'is missing: galaxy (星空旗舰版), xinghan (星瀚), eas, or a module that exports adapter',
};
