/** The envelope of every answer. */
export interface Answer {
  readonly code: string;
  readonly message?: string;
  readonly data?: unknown;
}

export interface UnitRow {
  readonly number: string;
  readonly name: string;
  readonly taxNo: string;
  readonly kind: 'company' | 'department';
}

/** A bill; what belongs to the invoice alone stays as the harness gave it. */
export interface BillRow {
  readonly type: string;
  readonly billNo: string;
  readonly date: string;
  readonly invoiceNos: string[];
  readonly [field: string]: unknown;
}

type Body = Readonly<Record<string, unknown>>;

/** One account set: its user, its sessions, its books. */
export class Account {
  readonly name: string;
  readonly user: string;
  readonly password: string;
  readonly #units: (UnitRow & { readonly id: string })[] = [];
  readonly #bills: (BillRow & { readonly id: string })[] = [];
  readonly #sessions = new Set<string>();
  readonly #writes = new Map<string, number>();
  /** Every session that was ever handed out. */
  readonly sessionsSoFar: string[] = [];
  #ids = 0;

  constructor(name: string, user: string, password: string) {
    this.name = name;
    this.user = user;
    this.password = password;
  }

  addUnits(rows: readonly UnitRow[]): void {
    for (const row of rows) this.#units.push({ ...row, id: this.#nextId() });
  }

  addBills(rows: readonly BillRow[]): void {
    for (const row of rows) this.#bills.push({ ...row, id: this.#nextId() });
  }

  get bills(): readonly { readonly number: string; readonly invoiceNumbers: readonly string[]; readonly writes: number }[] {
    return this.#bills.map(({ billNo, invoiceNos, id }) => ({ number: billNo, invoiceNumbers: [...invoiceNos], writes: this.#writes.get(id) ?? 0 }));
  }

  holds(session: string): boolean {
    return this.#sessions.has(session);
  }

  login({ user, password }: Body): Answer | undefined {
    if (user !== this.user || password !== this.password) return undefined;
    const session = `session-of-${this.name}-${this.sessionsSoFar.length + 1}`;
    this.#sessions.add(session);
    this.sessionsSoFar.push(session);
    return { code: '0', data: { session } };
  }

  logout(session: string): void {
    this.#sessions.delete(session);
  }

  endSessions(): void {
    this.#sessions.clear();
  }

  answer(name: string, body: Body): Answer {
    if (name === 'units') return page(this.#units, body);
    if (name === 'bills') return page(this.#waiting(body), body);
    const bill = this.#bills.find(({ type, billNo }) => type === body['type'] && billNo === body['billNo']);
    if (bill === undefined) return { code: 'NO_BILL', message: `there is no bill ${body['billNo']}` };
    if (name === 'bill') return { code: '0', data: { billNo: bill.billNo, invoiceNos: bill.invoiceNos } };
    return name === 'invoice' ? this.#invoice(bill, body) : { code: 'NO_API', message: `there is no ${name}` };
  }

  #waiting({ types, dateFrom, dateTo }: Body) {
    return this.#bills.filter(
      ({ invoiceNos, type, date }) =>
        invoiceNos.length === 0 &&
        (!Array.isArray(types) || types.includes(type)) &&
        (typeof dateFrom !== 'string' || date >= dateFrom) &&
        (typeof dateTo !== 'string' || date <= dateTo),
    );
  }

  /** Writes whatever it is told, unless it is asked to look first: nothing here makes up for an adapter that writes twice. */
  #invoice(bill: BillRow & { readonly id: string }, { invoiceNos, onlyIfEmpty }: Body): Answer {
    if (onlyIfEmpty === true && bill.invoiceNos.length > 0) return { code: 'HAS_INVOICE', message: `bill ${bill.billNo} carries an invoice` };
    bill.invoiceNos.push(...(invoiceNos as string[]));
    this.#writes.set(bill.id, (this.#writes.get(bill.id) ?? 0) + 1);
    return { code: '0', data: {} };
  }

  #nextId(): string {
    this.#ids += 1;
    return String(this.#ids).padStart(12, '0');
  }
}

/** Rows by age; `after` is the id of the last row that is known already. */
function page(rows: readonly { readonly id: string }[], { after, limit }: Body): Answer {
  const size = typeof limit === 'number' ? limit : 100;
  const rest = rows.filter(({ id }) => typeof after !== 'string' || id > after);
  return { code: '0', data: { rows: rest.slice(0, size), more: rest.length > size } };
}
