import type { Answer } from '../answers.js';
import type { MockProduct } from '../entitlement.js';

/** What a check of one invoice may be answered with. Texts: standard-edition §4 and business-rules §9; the codes are of the groups of §4, their pairing is mock-defined. */
export interface CheckAnswers {
  /** 查无此票. */
  readonly notFound: Answer;
  /** The elements differ from what the bureau holds. */
  readonly inconsistent: Answer;
  /** An element the invoice type needs is missing. */
  readonly irregular: Answer;
  /** The sixth check of one invoice within a Shanghai day. */
  readonly dailyLimit: Answer;
  /** Older than five years. */
  readonly tooOld: Answer;
}

/** How the expense half behaves where the reference is silent or contradicts itself. */
export interface ExpenseSettings {
  /** Which grants may use recognition, verification and receiving (standard-edition §10: enterprise and tenant are both reported). */
  expenseGrantLevels: readonly ('enterprise' | 'tenant')[];
  /** Which grants may sign calls of the assistant (business-rules §1.3: enterprise). */
  assistantGrantLevels: readonly ('enterprise' | 'tenant')[];
  /** The product recognition and verification need: with `发票校验流量包` that of any tax number of the tenant counts (business-rules §3.1). */
  recognitionProduct: MockProduct;
  /** 影像 login needs it; `undefined` = nothing. */
  imagingProduct: MockProduct | undefined;
  /** The same invoice again is free of charge (business-rules §3.1); standard-edition §6.8 says repeats consume, hence `false`. */
  repeatsAreFree: boolean;
  /** Largest file of recognition in bytes, counted before Base64 (mock-defined: the reference says `≤ 8 MB`). */
  fileCapBytes: number;
  /** `data` of 识别+查验(多张): printed as a JSON string (standard-edition §4). */
  checkedData: 'string' | 'array';
  /** `data` of 识别(多张): an array in Ccs. */
  recognizedData: 'string' | 'array';
  /** 识别+查验(单张) whose check fails gives OCR data (§6.8); the code beside it is not printed. `code-only`: a failed check may lack data. */
  failedCheck: 'code-with-data' | 'success-with-data' | 'code-only';
  checkAnswers: CheckAnswers;
  /** Checks per invoice and Shanghai day (business-rules §9). */
  checksPerDay: number;
  /** Whether the bureau knows an invoice on the day it was issued (business-rules §9: often not). */
  sameDayInvoices: 'not-found' | 'found';
  /** Life of 缓存单据 (standard-edition §6.9). */
  assistantCacheLifeMs: number;
  /** `true`: 保存单据 is refused without a live cache (mock-defined: Cflow sends the same data again). */
  saveNeedsCache: boolean;
  /** State of an invoice after 保存单据 (mock-defined). */
  savedStatus: '1' | '30';
  /** Longest time a poll without message is held (standard-edition §7.2). */
  pollingHoldMs: number;
  /** What measures the hold: the machine's timer, or the mock's clock as `advance` moves it. */
  pollingHoldBy: 'real' | 'clock';
  /** An unacknowledged message is delivered again this long after the last time (mock clock; mock-defined). */
  redeliveryAfterMs: number;
  /** URL and operation names of the numbered 收票 APIs: unknown to the reference, hence no default. Without them there is no such route. */
  receiving: ReceivingNames | undefined;
  /** Headers one call of 进项发票表头采集 gives (mock-defined). */
  receivingChunk: number;
}

export interface ReceivingNames {
  /** Path of the URL printed as `POST /`. */
  readonly path: string;
  /** `request_path` of 2、进项发票表头采集. */
  readonly headers?: string;
  /** `request_path` of 3、发票不抵扣勾选. */
  readonly notDeductible?: string;
  /** `request_path` of 7、全量发票查询. */
  readonly full?: string;
  /** Name of the invoice list in the answers. */
  readonly listField: string;
}

export function defaultExpenseSettings(): ExpenseSettings {
  return {
    expenseGrantLevels: ['enterprise', 'tenant'],
    assistantGrantLevels: ['enterprise'],
    recognitionProduct: '收票管理',
    imagingProduct: '影像',
    repeatsAreFree: false,
    fileCapBytes: 8 * 1024 * 1024,
    checkedData: 'string',
    recognizedData: 'array',
    failedCheck: 'code-with-data', // mock-defined
    checkAnswers: {
      notFound: { errcode: '0009', description: '查无此票' },
      inconsistent: { errcode: '0006', description: '发票信息不一致' },
      irregular: { errcode: '1005', description: '查询发票不规范' },
      dailyLimit: { errcode: '1002', description: '超过该张发票当天查验次数(请于次日再次查验)!' },
      // Text: diagnosis.json INVOICE_TOO_OLD_TO_VERIFY; mock-defined code
      tooOld: { errcode: 'MOCK_TOO_OLD', description: '超过5年的发票不可查验' },
    },
    checksPerDay: 5,
    sameDayInvoices: 'not-found',
    assistantCacheLifeMs: 2 * 3_600_000,
    saveNeedsCache: false,
    savedStatus: '30',
    pollingHoldMs: 30_000,
    pollingHoldBy: 'real',
    redeliveryAfterMs: 0,
    receiving: undefined,
    receivingChunk: 100,
  };
}
