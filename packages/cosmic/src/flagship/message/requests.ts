import type { Decimal, JsonObject, JsonValue } from '@piaozone/core';

/** 文件类型 of `rim/message` (flagship-and-cosmic §7). */
export type FlagshipFileType = 'pdf' | 'image' | 'ofd' | 'word' | 'xls' | 'ppt' | 'txt' | 'xml';

export const FILE_TYPE_CODES: Readonly<Record<FlagshipFileType, string>> = {
  pdf: '1',
  image: '2',
  ofd: '4',
  word: '5',
  xls: '6',
  ppt: '7',
  txt: '8',
  xml: '9',
};

/** 发票查验 (2.01), by what is printed on the invoice. Which elements a kind needs is the bureau's rule. */
export interface CheckedInvoice {
  readonly invoiceCode?: string;
  readonly invoiceNo: string;
  /** `yyyy-MM-dd`. */
  readonly invoiceDate: string;
  /** 校验码. */
  readonly checkCode?: string;
  /** 不含税金额; a JSON number on the wire. */
  readonly invoiceAmount?: Decimal;
  /** Tax number whose quota and limits count here; not sent. */
  readonly taxNo?: string;
}

/** What is recognised: bytes, or the address the cloud fetches them from. */
export type RecognitionSource =
  | { readonly file: Uint8Array; readonly fileDownUrl?: undefined }
  | { readonly file?: undefined; readonly fileDownUrl: string };

/** 识别查验 (2.02). */
export type RecognitionRequest = RecognitionSource & {
  readonly fileType: FlagshipFileType;
  /** `1` 查验 (sample). */
  readonly verifyFlag?: string;
  /** Its values are published nowhere. */
  readonly notCheck?: string;
  /** `0` in the sample; other values are published nowhere. */
  readonly saveFlag?: string;
  readonly billType?: string;
  readonly billId?: string;
  readonly orgNumber?: string;
  readonly taxNo?: string;
  /** 来源, at most 10 (business-rules §7). */
  readonly resource?: string;
  readonly companyInfo?: readonly Company[];
};

/** 企业 whose invoices are accepted on a page. */
export interface Company {
  readonly taxNo: string;
  readonly name: string;
}

/** 文件上传 (2.03): pdf, image, ofd, xml. */
export interface UploadRequest {
  readonly file: Uint8Array;
  readonly fileType: 'pdf' | 'image' | 'ofd' | 'xml';
}

/** 发票修改 (2.04), for recognised invoices that are no VAT invoices. */
export interface EditedInvoice {
  readonly invoiceType: string;
  readonly invoiceCode?: string;
  readonly invoiceNo?: string;
  readonly invoiceDate?: string;
  readonly checkCode?: string;
  /** A JSON number on the wire. */
  readonly totalAmount?: Decimal;
}

/** A bill of the ERP, as the assistant knows it: `billId` and `resource` together are unique. */
export interface AssistantDocument {
  readonly billId: string;
  readonly billNo: string;
  readonly billType: string;
  /** 来源, at most 10. */
  readonly resource: string;
}

/** 获取 eventCode (3.01), with which a page is opened; alive 10 minutes. */
export interface EventCodeRequest extends AssistantDocument {
  /** How the ERP learns of the import: the WebSocket, or by asking. */
  readonly pushType: 'socket' | 'poll';
  readonly userId: string;
  /** Names the channel; can be consumed once. */
  readonly linkKey: string;
  readonly billTaxNo?: string;
  readonly orgNumber?: string;
  readonly companyInfo?: readonly Company[];
  /** `0` appends, `1` shows what the bill has and overwrites it. */
  readonly showBillData?: '0' | '1';
}

/** 发票状态: `1` 未用, `30` 在用, `60` 已用. */
export type DocumentStatus = '1' | '30' | '60';

/** 单据保存. */
export interface SavedDocument extends AssistantDocument {
  readonly billTaxNo: string;
  readonly orgNumber?: string;
  readonly status: DocumentStatus;
  readonly invoiceData: readonly SavedInvoice[];
  /** 封面. */
  readonly cover?: Cover;
  /** Left out: attachments stay; an empty list clears them, any other overwrites them. */
  readonly attachData?: readonly Readonly<Record<string, unknown>>[];
  /** `2` = all. */
  readonly updateAttachRelation?: string;
}

/** One of `invoiceData`. */
export interface SavedInvoice {
  /** 发票流水号 of the cloud. */
  readonly serialNo: string;
  readonly amount?: Decimal;
  /** 抵扣标识. */
  readonly deductionFlag?: '0' | '1';
  readonly deductionTaxAmount?: Decimal;
  readonly outputAmount?: Decimal;
  readonly remark?: string;
  readonly entryId?: string;
  readonly extInfo?: JsonValue;
}

export interface Cover {
  readonly file: Uint8Array;
  /** 封面编号; goes out as `coveNo`, as the interface spells it. */
  readonly number: string;
  readonly type: 'pdf' | 'image';
}

/** 凭证保存. */
export interface SavedVoucher {
  readonly vouchId: string;
  readonly vouchNo: string;
  /** 会计期间 and time; their forms are not published. */
  readonly accountDate: string;
  readonly accountTime: string;
  /** `yyyy-MM-dd`. */
  readonly businessDate: string;
  readonly resource: string;
  /** 发票流水号. */
  readonly serialNoArray: readonly string[];
  /** 单据 id. */
  readonly expenseIdArray: readonly string[];
}

/** What an import brought: over the WebSocket, or by polling. */
export interface ImportedInvoices {
  readonly invoices: readonly JsonObject[];
  readonly attachments: readonly {
    readonly attachUrl?: string;
    readonly attachType?: string;
    readonly attachNo?: string;
    readonly attachName?: string;
  }[];
  readonly data: JsonValue | undefined;
}
