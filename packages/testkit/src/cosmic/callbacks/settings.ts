import type { Row } from '../../erp/bill-table.js';

/** How the cloud tells business systems (flagship-and-cosmic §9). May be changed while the mock runs. */
export interface CallbackSettings {
  /** `flush`: sent by `callbacks.flush()` only. `clock`: also after every call of sim/openApi and every move of the clock, in the background. */
  deliver: 'flush' | 'clock';
  /** From the decision to the first delivery. */
  afterMs: number;
  /** Additional wait until PDF, OFD and XML exist: 数电 callbacks wait for them (`invoicefile_config/file`). */
  filesAfterMs: number;
  /** `sim_system_source_callback_type` for 税控 invoices: on issue, after the PDF, or both (arrives twice). */
  taxControlType: '0' | '1' | '2';
  /** `sim_error_callback`: whether a failure is told. */
  onFailure: boolean;
  /** `sim_error_force_callback`: also a failure that is tried again by itself. */
  forceOnFailure: boolean;
  /** Whether a system that gets 5.1.03 (prefix `3std1`) gets 5.1.02 too. */
  perInvoiceToo: boolean;
  /** `data` of 5.1.03: an array, or one object where the bill has one invoice (seen by one client). */
  perBillData: 'array' | 'object';
  /** `data` as the business system has it encoded, or the plain object of the documents. */
  dataForm: 'encoded' | 'plain';
  /** returnCode of 5.1.03 when some invoices failed. */
  partialReturnCode: '0' | '9999';
  /** How often every callback is sent, acknowledged or not. */
  copies: number;
  /** `shuffled`: what one flush sends has an order that follows from the seed. */
  order: 'planned' | 'shuffled';
  /** Deliveries on their way at the same time. */
  parallel: number;
  /** Which acknowledgements end the retries: any documented form, only one, or for each callback the form its own document has. */
  ack: 'either' | 'errorCode' | 'code' | 'documented';
  /** Until the next attempt after an answer that is no acknowledgement; the real interval is unknown. */
  retryEveryMs: number;
  /** `undefined`: endless. */
  maxAttempts: number | undefined;
  /** True: nothing leaves until it is false again. */
  withheld: boolean;
  /** The member of that name, whose values the reference does not hold. Absent: not sent. */
  bizControl: Row | undefined;
}

export function defaultCallbackSettings(): CallbackSettings {
  return {
    deliver: 'flush',
    afterMs: 0, // mock-defined
    filesAfterMs: 0, // mock-defined
    taxControlType: '0', // mock-defined default
    onFailure: true,
    forceOnFailure: false,
    perInvoiceToo: true, // mock-defined
    perBillData: 'array',
    dataForm: 'encoded',
    partialReturnCode: '0',
    copies: 1,
    order: 'planned',
    parallel: 1,
    ack: 'either',
    retryEveryMs: 60_000, // mock-defined
    maxAttempts: undefined,
    withheld: false,
    bizControl: undefined,
  };
}
