/** One small change of the template's adapter that breaks one promise of the contract. */
export interface Mutation {
  /** What is wrong with the adapter. */
  readonly name: string;
  /** The case that is meant to convict it. */
  readonly convictedBy: string;
  /** Cases that cannot hold any more either, because they rest on the same promise. */
  readonly also?: readonly string[];
  /** In `src/` of the template: each `from` stands there exactly once. */
  readonly edits: readonly { readonly file: string; readonly from: string; readonly to: string }[];
}

export const MUTATIONS: readonly Mutation[] = [
  {
    name: 'a cursor that skips',
    convictedBy: 'bills/paging',
    also: ['units/paging', 'bills/cursor'],
    edits: [{ file: 'pages.ts', from: 'writeCursor(plan, last)', to: "writeCursor(plan, String(Number(last) + 1).padStart(12, '0'))" }],
  },
  {
    name: 'a cursor that repeats',
    convictedBy: 'bills/paging',
    also: ['units/paging', 'bills/cursor'],
    edits: [{ file: 'pages.ts', from: 'writeCursor(plan, last)', to: "writeCursor(plan, String(Number(last) - 1).padStart(12, '0'))" }],
  },
  {
    name: 'a time filter without its first and last day',
    convictedBy: 'bills/dates',
    edits: [
      {
        file: 'connection.ts',
        from: 'items: billsWithin(bills, query, call)',
        to: "items: billsWithin(bills, query, call).filter(({ date = '' }) => (dateFrom === undefined || date > dateFrom) && (dateTo === undefined || date < dateTo))",
      },
    ],
  },
  {
    name: 'a number made from text',
    convictedBy: 'bills/texts',
    edits: [
      {
        file: 'connection.ts',
        from: 'return [readBill(row, this.#config.billFields)];',
        to: 'const bill = readBill(row, this.#config.billFields); return [{ ...bill, number: /^\\d+$/.test(bill.number) ? String(Number(bill.number)) : bill.number }];',
      },
    ],
  },
  {
    name: 'a write-back that is not idempotent',
    convictedBy: 'write-back/twice',
    also: ['write-back/other-invoice', 'write-back/reply-lost'],
    edits: [
      { file: 'write-back.ts', from: "if (carried === wanted) return 'already-written';", to: '' },
      { file: 'write-back.ts', from: "if (carried !== '') throw conflict(result, carried, locale, call);", to: 'void conflict; void carried;' },
      { file: 'write-back.ts', from: 'onlyIfEmpty: true, ', to: '' },
    ],
  },
  {
    name: 'a session shared by two tenants',
    convictedBy: 'sessions/tenants',
    edits: [
      {
        file: 'session.ts',
        from: "this.#key = { erp: 'myerp', connection, baseUrl, accountSet, user, password: password.fingerprint() };",
        to: "void [connection, accountSet, user, password]; this.#key = { erp: 'myerp', baseUrl };",
      },
    ],
  },
  {
    name: 'a login storm',
    convictedBy: 'sessions/one-login',
    also: ['sessions/tenants'],
    edits: [
      {
        file: 'session.ts',
        from: 'return this.#authorizer;',
        to: `const spec = { ...this.#spec, key: { ...this.#key, call: this.#context.newRequestId() } };
    return sessionAuthorizer(this.#context.sessions, spec, this.#authorizer.apply);`,
      },
    ],
  },
  {
    name: 'an abort that is ignored',
    convictedBy: 'transport/aborted-during',
    also: ['transport/aborted-before'],
    edits: [{ file: 'client.ts', from: '...(call.signal === undefined ? {} : { signal: call.signal }),', to: '' }],
  },
  {
    name: 'an HTTP stack of its own',
    convictedBy: 'transport/lent',
    edits: [
      {
        file: 'client.ts',
        from: 'return http.call({',
        to: "const signal = call.signal ?? AbortSignal.timeout(1_000);\n    await fetch(joinUrl(this.#baseUrl, '/api/ping'), { method: 'POST', signal }).catch(() => {});\n    return http.call({",
      },
    ],
  },
  {
    name: 'a capability without its method',
    convictedBy: 'identity/capabilities',
    also: ['units/tree'],
    edits: [
      { file: 'adapter.ts', from: 'return defineAdapter({', to: "void defineAdapter; return Object.freeze({ specificationVersion: 'v1' as const," },
      { file: 'adapter.ts', from: 'abilities: []', to: "abilities: ['organizations' as const]" },
    ],
  },
  {
    name: 'a secret in an error',
    convictedBy: 'secrets/never-shown',
    edits: [{ file: 'answer.ts', from: "context.redact(asText(body['message']) ?? '')", to: "asText(body['message']) ?? ''" }],
  },
  {
    name: 'a web page taken as data',
    convictedBy: 'transport/html',
    edits: [
      { file: 'answer.ts', from: "if (read.kind !== 'ok') return read;", to: "if (read.kind !== 'ok') return { kind: 'ok', value: { rows: [] } };" },
    ],
  },
];
