import { type Bill, defineAdapter, type ErpAdapter, type InvoiceLine, type InvoiceRequest, type WriteBack } from '@piaozone/core/adapter';

/** The smallest ERP there is: bills in an array, write-backs in a map. For tests of what stands behind every adapter. */
export interface MemoryErp {
  readonly adapter: ErpAdapter;
  readonly written: Map<string, WriteBack>;
}

export function memoryErp(bills: readonly Bill[]): MemoryErp {
  const written = new Map<string, WriteBack>();
  const adapter = defineAdapter({
    id: 'memory',
    capabilities: { abilities: [], billTypes: [] },
    connect: async () => ({
      accountSet: 'A1',
      check: async () => [],
      listBusinessUnits: async () => ({ items: [] }),
      fetchBills: async () => ({ items: bills }),
      toInvoiceRequest: ({ raw }) => raw as InvoiceRequest,
      writeBack: async (result) => {
        if (written.has(result.bill.number)) return 'already-written';
        written.set(result.bill.number, result);
        return 'written';
      },
      close: async () => {},
    }),
  });
  return { adapter, written };
}

const LINE: InvoiceLine = {
  nature: 'normal',
  goodsName: '装卸费',
  taxCode: '3040408000000000000',
  amount: '100.00',
  taxRate: '0.06',
  taxAmount: '6.00',
};

export function bill(number: string, sellerTaxNo: string, change: Partial<InvoiceRequest> = {}): Bill {
  return {
    type: '应收单',
    number,
    unitNumber: 'U1',
    raw: {
      bill: { type: '应收单', number },
      color: 'blue',
      kind: 'electronic-general',
      seller: { name: '销方', taxNo: sellerTaxNo },
      buyer: { name: '测试购方' },
      drawer: '张三',
      lines: [LINE],
      totals: { amount: '100.00', taxAmount: '6.00', totalAmount: '106.00' },
      ...change,
    } satisfies InvoiceRequest,
  };
}
