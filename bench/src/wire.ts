import type { PreparedRequest } from '@piaozone/core';

/** The wire body of hosted create, mapped by hand as a script would: raw and naive callers do the same work as the SDK. */
export function toWire(request: PreparedRequest): object {
  const { seller, buyer, totals } = request;
  return {
    serialNo: request.serialNo,
    invoiceType: '1',
    type: '0',
    taxFlag: '0',
    inventoryFlag: '0',
    salerTaxNo: seller.taxNo,
    salerAddress: seller.address,
    salerPhone: seller.phone,
    buyerName: buyer.name,
    buyerTaxNo: buyer.taxNo,
    buyerEmail: buyer.email,
    invoiceAmount: totals.amount,
    totalTaxAmount: totals.taxAmount,
    totalAmount: totals.totalAmount,
    drawer: request.drawer,
    remark: request.remark,
    items: request.lines.map((line) => ({
      goodsName: line.goodsName,
      goodsCode: line.taxCode,
      specModel: line.specification,
      unit: line.unit,
      num: line.quantity,
      unitPrice: line.unitPrice,
      detailAmount: line.amount,
      taxRate: line.taxRate,
      taxAmount: line.taxAmount,
      discountType: '0',
      preferentialPolicy: '0',
      vatException: '',
      zeroTaxRateFlag: '',
    })),
  };
}
