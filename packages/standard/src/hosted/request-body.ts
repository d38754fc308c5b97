import type { InvoiceKind, InvoiceLine, Party, PreparedRequest, Problem, RedReason } from '@piaozone/core';
import type { HostedSettings } from './settings.js';

/** `invoiceType` (standard-edition §8). */
const TYPES: Readonly<Partial<Record<InvoiceKind, string>>> = {
  'electronic-general': '1',
  'electronic-special': '2',
  'paper-general': '3',
  'paper-special': '4',
  'paper-roll': '5',
};
const DIGITAL_TYPES: Readonly<Partial<Record<InvoiceKind, string>>> = { 'digital-general': '1', 'digital-special': '2' };

/** `redReason` (standard-edition §6.1). */
export const RED_REASONS: Readonly<Record<RedReason, string>> = {
  'sales-return': '1',
  'issued-in-error': '2',
  'service-ended': '3',
  'sales-allowance': '4',
};

export function kindsOf(settings: HostedSettings): InvoiceKind[] {
  return Object.keys({ ...TYPES, ...(settings.digitalUpgraded === true ? DIGITAL_TYPES : {}) }) as InvoiceKind[];
}

/**
 * Body of 托管开票 before encryption. Members that are undefined are left out when it is written: an empty text would say "no address" where nothing
 * was said. Amounts are net (`taxFlag` 0): the gross reading of the other value is contradictory in the sources.
 */
export function createBody(request: PreparedRequest, settings: HostedSettings): Readonly<Record<string, unknown>> {
  const { seller, buyer, totals, lines } = request;
  // Named one by one: nothing given here may replace an amount or a party.
  const { inventoryFlag = '0', inventoryProjectName, salerCardName, salerCardNumber, purchaseFlag } = settings.fields?.(request) ?? {};
  return {
    serialNo: request.serialNo,
    invoiceType: typeCode(request.kind, settings),
    type: '0',
    taxFlag: '0',
    inventoryFlag,
    inventoryProjectName,
    salerTaxNo: seller.taxNo,
    salerAddress: seller.address,
    salerPhone: seller.phone,
    salerAccount: bankAccount(seller),
    salerCardName,
    salerCardNumber,
    buyerName: buyer.name,
    buyerTaxNo: buyer.taxNo,
    buyerAddress: buyer.address,
    buyerFixedTelephone: buyer.phone,
    buyerAccount: bankAccount(buyer),
    buyerEmail: buyer.email,
    buyerMobilePhone: buyer.mobile,
    invoiceAmount: totals.amount,
    totalTaxAmount: totals.taxAmount,
    totalAmount: totals.totalAmount,
    drawer: request.drawer,
    payee: request.payee,
    reviewer: request.reviewer,
    remark: request.remark,
    purchaseFlag,
    items: lines.map((line, index) => item(line, settings, settings.lineFields?.(line, index, request).deduction)),
  };
}

/** One literal: an object spread and extended costs more to write as JSON than all else of a line. */
function item(line: InvoiceLine, settings: HostedSettings, deduction: string | undefined): Readonly<Record<string, string | undefined>> {
  const preference = line.taxPreference === undefined ? undefined : settings.taxPreferences?.[line.taxPreference];
  return {
    goodsName: line.goodsName,
    goodsCode: line.taxCode,
    specModel: line.specification,
    unit: line.unit,
    num: line.quantity,
    unitPrice: line.unitPrice,
    detailAmount: line.amount,
    taxRate: preference?.taxRate ?? line.taxRate,
    taxAmount: line.taxAmount,
    discountType: discountType(line, settings) ?? '0',
    preferentialPolicy: preference?.preferentialPolicy ?? '0',
    vatException: preference?.vatException ?? '',
    zeroTaxRateFlag: preference?.zeroTaxRateFlag ?? '',
    deduction,
  };
}

/** Everything {@link createBody} cannot express for this request. */
export function unmapped(request: PreparedRequest, settings: HostedSettings): Problem[] {
  const problems: Problem[] = [];
  if (typeCode(request.kind, settings) === undefined) {
    problems.push({
      path: 'kind',
      message: {
        zh: `托管开票没有发票种类 ${request.kind} 的编码${request.kind.startsWith('digital') ? '；企业已升级数电时请设置 digitalUpgraded' : ''}`,
        en: `hosted issuing has no code for ${request.kind}${request.kind.startsWith('digital') ? '; set digitalUpgraded if the enterprise is upgraded to 数电' : ''}`,
      },
    });
  }
  request.lines.forEach((line, index) => {
    if (line.nature !== 'normal' && discountType(line, settings) === undefined) {
      problems.push({
        path: `lines[${index}].nature`,
        message: {
          zh: `第 ${index + 1} 行是折扣相关行，但 discountType 的取值没有公开，请在 hostedIssuing({ discountTypes }) 中配置`,
          en: `line ${index + 1} belongs to a discount, whose discountType is not published: configure hostedIssuing({ discountTypes })`,
        },
      });
    }
    if (line.taxPreference !== undefined && settings.taxPreferences?.[line.taxPreference] === undefined) {
      problems.push({
        path: `lines[${index}].taxPreference`,
        message: {
          zh: `第 ${index + 1} 行享受 ${line.taxPreference}，其编码没有公开，请在 hostedIssuing({ taxPreferences }) 中配置`,
          en: `line ${index + 1} has the preference ${line.taxPreference}, whose codes are not published: configure hostedIssuing({ taxPreferences })`,
        },
      });
    }
  });
  return problems;
}

function typeCode(kind: InvoiceKind, settings: HostedSettings): string | undefined {
  return TYPES[kind] ?? (settings.digitalUpgraded === true ? DIGITAL_TYPES[kind] : undefined);
}

function discountType({ nature }: InvoiceLine, { discountTypes }: HostedSettings): string | undefined {
  return nature === 'normal' ? '0' : discountTypes?.[nature];
}

/** Bank name, a blank, account number (business-rules §9). */
function bankAccount({ bankName, bankAccount: account }: Party): string | undefined {
  if (bankName === undefined) return account;
  return account === undefined ? bankName : `${bankName} ${account}`;
}
