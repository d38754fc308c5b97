import { readFileSync } from 'node:fs';

/** Rows as the example's ERPs keep them; field names are the example's own. */
export interface ErpData {
  readonly units: readonly Record<string, unknown>[];
  readonly bills: readonly Record<string, unknown>[];
}

export type ErpId = 'xinghan' | 'galaxy' | 'eas';

/** A fresh copy of `examples/data/<erp>.json`: the mocks change their rows. */
export function loadErp(erp: ErpId): ErpData {
  return read(`${erp}.json`) as ErpData;
}

/** The sellers, known to ERP and cloud alike. */
export function loadEnterprises(): readonly { readonly taxNo: string; readonly name: string }[] {
  return (read('enterprises.json') as { enterprises: { taxNo: string; name: string }[] }).enterprises;
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../data/${name}`, import.meta.url), 'utf8'));
}
