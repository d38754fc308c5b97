import type { Fault, MockCosmic } from '@piaozone/testkit';
import { WRITE_BACK } from './cosmic-erp.js';
import { kindAt, type StormOptions } from './storm-kinds.js';

const CODES = {
  'bill-push': { send: 'BILL.PUSH', query: 'BILL.INVOICE.QUERY' },
  direct: { send: 'ALLE.INVOICE.OPEN', query: 'ALLE.INVOICE.QUERY' },
} as const;

/** Of a query: says nothing about the bill. */
const REFUSED: Fault = {
  kind: 'answer',
  status: 200,
  contentType: 'application/json',
  body: '{"success":false,"errorCode":"9999","message":"查询失败"}',
};

/**
 * Lost, refused by something in between, or unanswered, as the kind of each bill has it.
 * @param places serial number → place
 */
export function planFaults({ sim, server }: MockCosmic, places: ReadonlyMap<string, number>, mode: StormOptions['mode']): void {
  const { send: interfaceCode, query } = CODES[mode];
  for (const [serialNo, place] of places) {
    switch (kindAt(place)) {
      case 'lost before':
        sim.faultOn(serialNo, { kind: 'drop-before' }, { interfaceCode });
        break;
      case 'lost after':
        sim.faultOn(serialNo, { kind: 'drop-after' }, { interfaceCode });
        break;
      case 'page of a proxy':
        sim.faultOn(serialNo, { kind: 'html', status: 504 }, { interfaceCode });
        break;
      case 'twice lost':
        // Taken in, but its answer is lost, no query shows it and nobody is told: the next run sends it again and hears 10127.
        sim.faultOn(serialNo, { kind: 'drop-after' }, { interfaceCode });
        sim.faultOn(serialNo, REFUSED, { interfaceCode: query, times: 2 });
        sim.callbacks.withhold(serialNo);
        break;
      case 'untold':
        sim.callbacks.withhold(serialNo);
    }
  }
  // The ERP has written, and its answer is lost.
  for (let skip = 5; skip < places.size; skip += 40) server.faults.next(WRITE_BACK, { kind: 'drop-after' }, { skip });
}
