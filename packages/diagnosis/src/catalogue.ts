/// <reference path="./raw.d.ts" />
import knownText from '../data/diagnosis.json?raw';
import findingsText from '../data/findings.json?raw';
import type { Diagnosis } from './types.js';

/** One known upstream text. `pattern` is compiled with the flag `i`; the first entry that matches decides. */
export interface KnownEntry extends Diagnosis {
  readonly pattern: string;
}

/** An entry made ready: compiled once, its diagnosis without the fields only the matcher needs. */
export interface Rule {
  readonly pattern: RegExp;
  readonly diagnosis: Diagnosis;
}

interface Catalogue {
  /** In the order of the data: specific texts stand before general ones. */
  readonly rules: readonly Rule[];
  readonly known: ReadonlyMap<string, Diagnosis>;
  readonly own: ReadonlyMap<string, Diagnosis>;
}

let loaded: Catalogue | undefined;

/** Parsed at first use: a program that never meets an error pays nothing but the bytes of the text. */
export function catalogue(): Catalogue {
  loaded ??= load();
  return loaded;
}

function load(): Catalogue {
  const rules = (JSON.parse(knownText) as KnownEntry[]).map((entry) => ({ pattern: new RegExp(entry.pattern, 'i'), diagnosis: slim(entry) }));
  const known = new Map(rules.map(({ diagnosis }) => [diagnosis.code, diagnosis]));
  const own = new Map((JSON.parse(findingsText) as Diagnosis[]).map((entry) => [entry.code, slim(entry)]));
  return { rules, known, own };
}

/** Frozen, because every caller gets the same object. */
function slim({ code, category, action, title, cause, remedy }: Diagnosis): Diagnosis {
  const texts = { cause: Object.freeze({ ...cause }), remedy: Object.freeze({ ...remedy }) };
  return Object.freeze({ code, category, action, ...(title === undefined ? {} : { title: Object.freeze({ ...title }) }), ...texts });
}
