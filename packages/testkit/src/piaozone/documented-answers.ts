import type { Answer } from './answers.js';
import { SALES_ORDER_ANSWERS } from './scan/sales-order-errors.js';

/** An answer of standard-edition §4, and the call it belongs to. */
export interface DocumentedAnswer extends Answer {
  readonly of:
    | 'token'
    | 'create'
    | 'red'
    | 'longLink'
    | 'asyncResult'
    | 'invoiceLink'
    | 'getUserKey'
    | 'status'
    | 'polling'
    | 'verification'
    | 'salesOrder';
  /** Whether the reference prints the code; otherwise `errcode` is mock-defined. */
  readonly codeKnown: boolean;
}

const known = (of: DocumentedAnswer['of'], errcode: string, description: string): DocumentedAnswer => ({ of, errcode, description, codeKnown: true });
const textOnly = (of: DocumentedAnswer['of'], description: string): DocumentedAnswer => ({
  ...{ of, description, errcode: 'MOCK_TEXT_ONLY' },
  codeKnown: false,
});

/** Every refusal standard-edition §4 holds a text for, in its order. For `refuseNext`: any of them can be had from any path. */
export const DOCUMENTED_ANSWERS: readonly DocumentedAnswer[] = [
  known('token', '1200', '授权ID不能为空'),
  textOnly('getUserKey', '基础授权信息有误，请联系管理员！'),
  textOnly('longLink', '请求链接上面的clientId不正确，请联系工作人员'),
  known('polling', '1307', '没有数据'),
  known('status', '1301', '发票流水号不在该单据下'),
  textOnly('create', '该流水号已经存在'),
  textOnly('longLink', '未配置全电开票账号，请联系工作人员'),
  textOnly('asyncResult', '未查询该数据'),
  known('red', '3002', '未找到对应蓝票'),
  known('invoiceLink', '0302', '发票数据未上传'),
  known('longLink', '1012', '1005-打开金税盘失败 [0000,]'),
  textOnly('longLink', '查无此客户端，推送失败'),
  textOnly('longLink', '开票组件的长连接服务已经全部下线，请重新连接'),
  textOnly('create', '当前开票设备开具电子发票,明细行数最大上限不允许超100行'),
  textOnly('create', '税局系统返回：您当前无可用发票代码号码,请联系主管税务机关申领'),
  known('verification', '10300', '发票串号'),
  textOnly('verification', '查无此票'),
  textOnly('verification', '所查发票不存在'),
  textOnly('verification', '发票信息不一致'),
  textOnly('verification', '查询发票不规范'),
  textOnly('verification', '超过该张发票当天查验次数(请于次日再次查验)!'),
  ...Object.entries(SALES_ORDER_ANSWERS).flatMap(([errcode, description]) => (errcode === '0000' ? [] : [known('salesOrder', errcode, description)])),
];
