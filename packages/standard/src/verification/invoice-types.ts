/** 发票种类 of the cloud (standard-edition §8). Further numbers pass through. 21 was 酒店账单 in an older list (§10): show the number beside the label. */
export const INVOICE_TYPES: ReadonlyMap<string, string> = new Map([
  ['1', '普通电子发票'],
  ['2', '电子发票专票'],
  ['3', '普通纸质发票'],
  ['4', '专用纸质发票'],
  ['5', '普通纸质卷票'],
  ['7', '通用机打'],
  ['8', '的士票'],
  ['9', '火车票'],
  ['10', '飞机票'],
  ['11', '其他'],
  ['12', '机动车'],
  ['13', '二手车'],
  ['14', '定额发票'],
  ['15', '通行费'],
  ['16', '客运发票'],
  ['17', '过路过桥费'],
  ['18', '车船税发票（专票）'],
  ['19', '完税证明'],
  ['20', '轮船票'],
  ['21', '海关缴款书'],
  ['22', '被占位中'],
  ['23', '通用机打电子发票'],
  ['24', '火车票退票凭证'],
  ['25', '财政电子票据'],
  ['26', '数电票（普通发票）'],
  ['27', '数电票（增值税专用发票）'],
  ['28', '数电票（航空运输电子客票行程单）'],
  ['29', '数电票（铁路电子客票）'],
  ['30', '形式发票'],
]);

/** Types the file calls verify (§6.8); 26–29 from the original file only. `many` leaves 数电 out: its own interface has no published path. */
export const CHECKABLE_TYPES = {
  one: new Set(['1', '2', '3', '4', '5', '12', '13', '15', '26', '27', '28', '29']),
  many: new Set(['1', '2', '3', '4', '5', '12', '13', '15']),
} as const satisfies Readonly<Record<string, ReadonlySet<string>>>;

/** What a verification by elements wants besides code, number and date. */
export type Element = 'checkCode' | 'invoiceMoney' | 'totalAmount';

/** By type; from a working client, in agreement with the manual's rule for 普票 and 专票 (§6.8). Types not named: not known. */
export const REQUIRED_ELEMENTS: ReadonlyMap<string, Element> = new Map([
  ['1', 'checkCode'],
  ['3', 'checkCode'],
  ['5', 'checkCode'],
  ['15', 'checkCode'],
  ['2', 'invoiceMoney'],
  ['4', 'invoiceMoney'],
  ['12', 'invoiceMoney'],
  ['13', 'totalAmount'],
]);
