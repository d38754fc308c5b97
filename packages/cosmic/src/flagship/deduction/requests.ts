import type { Decimal, JsonObject, JsonValue, SecretInput } from '@piaozone/core';

/** `searchOpt` of `invoiceDown`: which headers the bureau is asked for. All text; value meanings of flags and states are not published. */
export interface DownloadSearch {
  /** 税款所属期 `yyyyMM`. */
  readonly taxPeriod?: string;
  readonly invoiceCode?: string;
  readonly invoiceNo?: string;
  readonly salerTaxNo?: string;
  readonly authenticateFlags?: string;
  readonly invoiceStatus?: string;
  readonly invoiceType?: string;
  /** `yyyy-MM-dd`. */
  readonly startTime?: string;
  readonly endTime?: string;
}

/** One of `invoices` of `invoiceSelect`; amounts are texts on the wire. */
export interface SelectedInvoice {
  /** The sample has `4,27,28,29`. */
  readonly invoiceType: string;
  readonly invoiceCode?: string;
  readonly invoiceNo: string;
  /** 纸质数电票号码. */
  readonly etaxInvoiceNo?: string;
  /** `yyyy-MM-dd`. */
  readonly invoiceDate?: string;
  readonly invoiceAmount?: Decimal;
  /** 有效抵扣税额. */
  readonly effectiveTaxAmount?: Decimal;
  readonly totalTaxAmount?: Decimal;
  /** 不抵扣原因. */
  readonly notDeductibleType?: string;
  readonly salerName?: string;
  readonly salerTaxNo?: string;
}

/** 抵扣勾选 (`invoiceSelect`). Value meanings of `billType`, `authenticateFlag` and `deductionPurpose` are not published. */
export interface SelectionRequest {
  readonly taxNo: string;
  readonly billType: '0' | '1';
  /** A JSON number; sample 0. */
  readonly authenticateFlag: number;
  readonly deductionPurpose: '1' | '2' | '3';
  /** 1 to 2 000: the bureau takes no more at a time (business-rules §4.7). */
  readonly invoices: readonly SelectedInvoice[];
}

/** 生成统计表 or 撤销统计表 (`statisticCreate`); sample `1`. Which value revokes is not published. */
export interface StatisticRequest {
  readonly taxNo: string;
  readonly operateType: string;
}

/** 统计确认 (`statisticConfirm`). */
export interface StatisticConfirmation {
  readonly taxNo: string;
  /** Whose password it is, is not published. It never prints. */
  readonly password: SecretInput;
}

/** 属期变更 (`taxperiodChange`). */
export interface PeriodChange {
  readonly taxNo: string;
  /** `yyyyMM`. */
  readonly taxPeriod: string;
  /** Default 1, the sample's; its meaning is not published. */
  readonly status?: number;
}

/** 入账 (`invoiceRecorded`). */
export interface RecordingRequest {
  readonly taxNo: string;
  /** Default `02`, the sample's; meanings are not published. */
  readonly nextEntryMarkStatus?: string;
  readonly invoices: readonly RecordedInvoice[];
}

export interface RecordedInvoice {
  /** Goes out as `serilNo`, as the interface spells it. */
  readonly serialNo?: string;
  readonly invoiceNo: string;
  readonly invoiceCode?: string;
  readonly recordedTime?: string;
  /** Sample `20251126`. */
  readonly recordedPeriod?: string;
}

/** What a request for a task answered. */
export interface StartedTask {
  /** 任务号: keep it, it is what the result is asked for by. `undefined` where the answer came at once, in `data`. */
  readonly taskNo: string | undefined;
  readonly data: JsonValue | undefined;
}

/** A task of a tax number. */
export interface TaskKey {
  readonly taxNo: string;
  readonly taskNo: string;
}

/** One page of a finished task. */
export interface TaskPage {
  /** Objects of the list, where there is one; names of the rows are not published. */
  readonly rows: readonly JsonObject[] | undefined;
  readonly pageNo: number;
  readonly data: JsonValue | undefined;
}
