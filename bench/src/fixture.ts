import type { InvoiceLine, PreparedRequest } from '@piaozone/core';

export const TOKEN = '0123456789abcdef0123456789abcdef';
export const TRIPLE = { clientId: 'bench-client', clientSecret: 'bench-secret', encryptKey: '0123456789abcdef' };

const GOODS = ['装卸搬运服务费', '三相异步电动机', '信息技术咨询服务', '冷轧不锈钢板', '办公用纸'];

function line(index: number): InvoiceLine {
  const cents = 10_000 + index * 37;
  const tax = Math.round(cents * 0.13);
  return {
    nature: 'normal',
    goodsName: `${GOODS[index % GOODS.length]}${index}`,
    taxCode: '3040408000000000000',
    specification: `GB/T ${1000 + index}`,
    unit: '件',
    quantity: '3',
    unitPrice: (cents / 300).toFixed(13),
    amount: (cents / 100).toFixed(2),
    taxRate: '0.13',
    taxAmount: (tax / 100).toFixed(2),
  };
}

/** An issuing request of `count` lines; what it looks like on the wire is the SDK's business. */
export function requestOf(count: number): PreparedRequest {
  const lines = Array.from({ length: count }, (_, index) => line(index));
  const sum = (values: string[]) => (values.reduce((total, value) => total + Math.round(Number(value) * 100), 0) / 100).toFixed(2);
  const amount = sum(lines.map((each) => each.amount));
  const taxAmount = sum(lines.map((each) => each.taxAmount));
  return {
    serialNo: '20240101000000000001',
    bill: { type: '销售发票单', number: 'BENCH-1' },
    color: 'blue',
    kind: 'electronic-general',
    seller: { name: '示例科技有限公司', taxNo: '91440300MOCK00001X', address: '深圳市南山区科技园', phone: '0755-00000000' },
    buyer: { name: '测试购方股份有限公司', taxNo: '91440300MOCK00002X', email: 'buyer@example.test' },
    lines,
    totals: { amount, taxAmount, totalAmount: sum([amount, taxAmount]) },
    drawer: '张三',
    remark: '按合同 HT-2024-001 开具',
  };
}
