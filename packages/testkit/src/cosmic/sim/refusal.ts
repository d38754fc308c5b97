/** A call that is refused; nothing is done, unless a setting says otherwise. */
export class SimRefusal extends Error {
  /** `undefined`: the reference holds no code for this text, so that the setting `refusalCode` stands there. */
  readonly errorCode: string | undefined;

  constructor(message: string, errorCode?: string) {
    super(message);
    this.errorCode = errorCode;
  }
}

/** flagship-and-cosmic §5, "sim errors known": `code` only where it is printed. */
export const SIM_TEXTS = {
  unknownSystem: '未知业务系统编码',
  dataUnreadable: '接收的数据转换异常',
  taxNoNotMapped: '税号未关联组织',
  organizationNotImported: '当前组织还未引入发票云，请先到“发票云-基础资料-企业管理”引入组织，或切换业务单元',
  deviceNotFound: '未找到设备信息',
  deductionTooHigh: '总计扣除额不能大于发票不含税金额',
  blueCodeFormat: '待冲蓝票代码格式错误',
  blueDateMissing: '原蓝票开票日期不能为空',
  /** §6.3. */
  confirmationNotReady: '红字确认单的状态不满足开具条件，无法开具红字发票',
} as const;

export function refuse(text: string): never {
  throw new SimRefusal(text);
}

/** 10127; its text is mock-defined. */
export function duplicate(key: string): SimRefusal {
  return new SimRefusal(`流水号已存在：${key}`, '10127');
}

export function blueNotReversible(invoiceNo: string): SimRefusal {
  return new SimRefusal(`${invoiceNo}的原蓝票信息非正常或者部分红冲状态，请检查数据`);
}
