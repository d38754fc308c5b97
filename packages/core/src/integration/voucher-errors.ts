import { PiaozoneError } from '../errors.js';
import type { Voucher, VoucherSearch } from '../model/voucher.js';

/** A voucher of the same key was sent with other content. */
export function voucherConflict({ key }: Voucher, cause: PiaozoneError): PiaozoneError {
  return new PiaozoneError({
    code: 'operation_conflict',
    outcome: 'not-sent',
    message: { zh: `凭证 ${key} 与已发送过的内容不一致`, en: `voucher ${key} differs from what was sent under this key` },
    hint: {
      zh: '先在 ERP 查看该凭证；要改内容，请在 ERP 处理原凭证后换一个 key',
      en: 'look at the voucher in the ERP first; to change it, deal with the old one there and use another key',
    },
    cause,
  });
}

/** It was sent, nobody knows what became of it, and the ERP does not show it. */
export function voucherOpen({ key }: Voucher, search: VoucherSearch): PiaozoneError {
  return new PiaozoneError({
    code: 'business_unrecognised',
    outcome: 'unknown',
    message: {
      zh: `凭证 ${key} 曾经发送，结果未知，${search.state === 'absent' ? 'ERP 中没有查到' : 'ERP 无法查询'}；不会自动再次发送`,
      en: `voucher ${key} was sent, its fate is unknown and the ERP ${search.state === 'absent' ? 'does not show it' : 'cannot be asked'}; it is not sent again by itself`,
    },
    hint: {
      zh: '请在 ERP 中人工查看；确认不存在后，以 confirmedAbsent 再次调用',
      en: 'let a person look into the ERP; if it is surely not there, call again with confirmedAbsent',
    },
  });
}

export function voucherTaken({ key }: Voucher): PiaozoneError {
  return new PiaozoneError({
    code: 'operation_conflict',
    outcome: 'not-sent',
    message: { zh: `凭证 ${key} 正由另一进程处理`, en: `voucher ${key} is being worked on by another process` },
  });
}

export function vouchersMissing(erpId: string): PiaozoneError {
  return new PiaozoneError({
    code: 'capability_missing',
    outcome: 'not-sent',
    message: { zh: `适配器 ${erpId} 不能创建凭证`, en: `adapter ${erpId} cannot create vouchers` },
    hint: { zh: '核对适配器的凭证设置（EAS：vouchers）', en: 'check the adapter’s settings for vouchers (EAS: vouchers)' },
  });
}
