/** Numbers of the documents (flagship-and-cosmic §9). */
export type CallbackDoc = '2.1.02' | '5.1.02' | '5.1.03';

export type CallbackCode = 'INVOICE.OPEN' | 'INVOICE.RED' | 'INVOICE.CANCEL';

export interface NewCallback {
  /** billNo or serialNo. */
  readonly key: string;
  readonly doc: CallbackDoc;
  readonly interfaceCode: CallbackCode;
  readonly businessSystemCode: string;
  /** The whole JSON as it goes out, the same at every attempt. */
  readonly body: string;
  /** Epoch milliseconds of the first delivery. */
  readonly dueAt: number;
}

/** `pending`, `acknowledged`, `given-up` after `maxAttempts`, `suppressed`: never sent (again). */
export type CallbackState = 'pending' | 'acknowledged' | 'given-up' | 'suppressed';

export interface Callback extends NewCallback {
  /** From 1, in the order of planning. */
  readonly number: number;
  state: CallbackState;
  nextAt: number;
  attempts: number;
}

/** One delivery, in the order of sending. */
export interface CallbackDelivery {
  readonly callback: number;
  readonly key: string;
  readonly doc: CallbackDoc;
  readonly interfaceCode: CallbackCode;
  readonly attempt: number;
  /** Epoch milliseconds by the mock's clock. */
  readonly at: number;
  readonly url: string;
  readonly body: string;
  readonly status: number | 'no answer';
  /** Text of the answer. */
  readonly answer: string;
  readonly acknowledged: boolean;
}
