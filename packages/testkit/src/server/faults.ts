/**
 * What may go wrong between a request and its answer. `drop-*` and `reset` end the socket:
 * before the handler ran (nothing happened) or after (it happened, the caller does not learn it).
 */
export type Fault =
  | { readonly kind: 'drop-before' }
  | { readonly kind: 'drop-after' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'html'; readonly status: number }
  | { readonly kind: 'stall-body' }
  /** The handler has run, and the connection ends in the middle of the answer. */
  | { readonly kind: 'truncate-body' }
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'hold'; readonly until: Promise<void> }
  | { readonly kind: 'answer'; readonly status: number; readonly contentType?: string; readonly body: string }
  /** Understood by the handler of one mock, e.g. `expire-token`; the server base ignores it. */
  | { readonly kind: 'custom'; readonly name: string };

export interface PlannedFault {
  /** Path suffix the fault is meant for, `*` for any. */
  readonly path: string;
  readonly fault: Fault;
  /** Optional predicate on the decoded request, where a mock supplies one (for example a serial number). */
  readonly match?: (detail: unknown) => boolean;
  times: number;
  /** Requests to let through first. */
  skip: number;
}

export class FaultScript {
  readonly #planned: PlannedFault[] = [];

  /** Plans `fault` for the next `times` (default 1) requests to `path`, after letting `skip` (default 0) through. */
  next(path: string, fault: Fault, options: { times?: number; skip?: number; match?: (detail: unknown) => boolean } = {}): void {
    this.#planned.push({
      path,
      fault,
      times: options.times ?? 1,
      skip: options.skip ?? 0,
      ...(options.match === undefined ? {} : { match: options.match }),
    });
  }

  /** Takes the first planned fault that fits; a planned fault is used up `times` times. */
  take(path: string, detail?: unknown): Fault | undefined {
    for (const planned of this.#planned) {
      if (planned.times <= 0) continue;
      if (planned.path !== '*' && !path.endsWith(planned.path)) continue;
      if (planned.match !== undefined && !planned.match(detail)) continue;
      if (planned.skip > 0) {
        planned.skip -= 1;
        continue;
      }
      planned.times -= 1;
      return planned.fault;
    }
    return undefined;
  }

  clear(): void {
    this.#planned.length = 0;
  }
}
