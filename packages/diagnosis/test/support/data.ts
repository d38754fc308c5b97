import { readFileSync } from 'node:fs';
import type { Diagnosis } from '../../src/index.js';

export interface Entry extends Diagnosis {
  readonly messages: readonly string[];
  readonly pattern: string;
  readonly products: readonly string[];
  readonly examples: readonly string[];
  readonly upstreamCodes?: readonly string[];
}

export const entries = read<readonly Entry[]>('diagnosis.json');
export const findings = read<readonly Diagnosis[]>('findings.json');

function read<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../data/${name}`, import.meta.url), 'utf8')) as T;
}
