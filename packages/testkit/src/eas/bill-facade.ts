import { BillTable, type BillTableOptions, type Row } from '../erp/bill-table.js';
import type { EasFacade } from './options.js';

export type FacadeArguments = readonly (string | null)[];

export interface BillFacadeOptions extends BillTableOptions {
  readonly service: string;
  readonly namespace: string;
  readonly query: {
    readonly operation: string;
    readonly parts: readonly string[];
    /** What is asked for, handed to `pending`. Default an empty object. */
    readonly request?: (args: FacadeArguments) => Row;
    /** The text answered for the rows found, table order. */
    readonly reply: (rows: readonly Row[], args: FacadeArguments) => string;
  };
  readonly writeBack: {
    readonly operation: string;
    readonly parts: readonly string[];
    /** Does one write-back, usually by `table.write(…)`, and gives the text answered; throw `WsInvokeException` for a fault. */
    readonly apply: (args: FacadeArguments, table: BillTable) => string;
  };
}

/** A facade over a bill table; service, operations, parts and texts are the caller's. Its state lives as long as the returned object. */
export function billFacade(options: BillFacadeOptions): EasFacade & { readonly table: BillTable } {
  const { service, namespace, query, writeBack } = options;
  const table = new BillTable(options);
  return {
    service,
    namespace,
    table,
    operations: {
      [query.operation]: { parts: query.parts, returns: 'string', run: (args) => query.reply(table.pending(query.request?.(args) ?? {}), args) },
      [writeBack.operation]: { parts: writeBack.parts, returns: 'string', run: (args) => writeBack.apply(args, table) },
    },
  };
}
