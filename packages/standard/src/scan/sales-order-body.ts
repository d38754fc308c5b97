import { type ExactNumber, exactNumber, type Problem } from '@piaozone/core';
import type { SalesOrder, SalesOrderItem, SalesOrderSettings, WireField } from './sales-order.js';

type ItemField = Exclude<keyof SalesOrderItem, 'ownNumber'>;

/** Written as JSON numbers unless a setting says otherwise (standard-edition §9). */
const NUMBERS: ReadonlySet<ItemField> = new Set(['amount', 'taxRate', 'quantity', 'unitPrice', 'taxAmount']);

/** Body of 上传销售单 before encryption. Members that are undefined are left out when it is written. The order has been checked. */
export function salesOrderBody(order: SalesOrder, settings: SalesOrderSettings): Readonly<Record<string, unknown>> {
  return {
    ...settings.fields?.(order),
    [settings.issuerTaxNoField]: order.issuerTaxNo,
    saleNo: order.saleNo,
    saleDate: order.saleDate,
    invoiceType: order.invoiceType,
    taxDiscNum: order.taxDiscNum,
    totalAmount: numberOf(order.totalAmount),
    invoiceAmount: numberOf(order.invoiceAmount),
    totalDiscount: numberOf(order.totalDiscount),
    discountedPortion: numberOf(order.discountedPortion),
    discountType: order.discountType,
    termValidity: order.termValidity,
    taxFlag: order.taxFlag,
    remark: order.remark,
    buyerName: order.buyerName,
    buyerTelephoneAddress: order.buyerTelephoneAddress,
    buyerAccount: order.buyerAccount,
    buyerTaxNo: order.buyerTaxNo,
    buyerEmail: order.buyerEmail,
    buyerMobilePhone: order.buyerMobilePhone,
    items: order.items.map((item) => itemBody(item, settings)),
  };
}

/** Values of lines that no setting gives a name on the wire. */
export function unnamedFields(order: SalesOrder, { itemFields }: SalesOrderSettings): Problem[] {
  return (order.items ?? []).flatMap((item, index) =>
    valuesOf(item).flatMap(([field]): Problem[] => {
      if (itemFields[field] !== undefined) return [];
      const message = {
        zh: `明细字段 ${field} 在接口中的名称没有公开，请设置 itemFields.${field}`,
        en: `what ${field} is called on the wire is not published: set itemFields.${field}`,
      };
      return [{ path: `items[${index}].${field}`, message }];
    }),
  );
}

function itemBody(item: SalesOrderItem, { itemFields }: SalesOrderSettings): Readonly<Record<string, unknown>> {
  const body: Record<string, unknown> = { ownNumber: item.ownNumber };
  for (const [field, value] of valuesOf(item)) {
    const wire = itemFields[field];
    if (wire !== undefined) body[nameOf(wire)] = isNumber(field, wire) ? exactNumber(value) : value;
  }
  return body;
}

function valuesOf(item: SalesOrderItem): (readonly [ItemField, string])[] {
  const { ownNumber: _named, ...rest } = item;
  return (Object.entries(rest) as [ItemField, string | undefined][]).flatMap(([field, value]) =>
    value === undefined ? [] : [[field, value] as const],
  );
}

function nameOf(wire: WireField): string {
  return typeof wire === 'string' ? wire : wire.name;
}

function isNumber(field: ItemField, wire: WireField): boolean {
  return typeof wire === 'string' ? NUMBERS.has(field) : wire.as === 'number';
}

function numberOf(amount: string | undefined): ExactNumber | undefined {
  return amount === undefined ? undefined : exactNumber(amount);
}
