import { exactParse } from '../../../common/exact-parse.js';
import type { Row } from '../../../erp/bill-table.js';
import { exactJson } from '../../../erp/exact-json.js';
import type { MockReply, MockRequest } from '../../../server/http-server.js';
import type { BusinessSystem } from '../../business-systems.js';
import { decodePayload, encodePayload } from '../../codec.js';
import { isObject } from '../../envelope.js';
import type { CosmicContext, CosmicPart } from '../../part.js';
import { answered, checkFields, exactBody, jsonReply, RimRefusal } from '../wire.js';
import { DEDUCTION_FIELDS, type DeductionCode, NOT_FOR_SMALL_SCALE } from './fields.js';
import { type DeductionAnswers, operations } from './operations.js';
import { type DeductionTask, TaskBook } from './tasks.js';
import { type DeductionRecord, type DeductionTaxpayer, TaxpayerState } from './taxpayers.js';

export interface DeductionOptions {
  readonly taxpayers?: readonly DeductionTaxpayer[];
  /** Tenant in the text of 1130. Default the data centre. */
  readonly tenantId?: string;
  /** How long a task runs by the mock's clock. Default one minute (mock-defined). */
  readonly decidedAfterMs?: number;
  /** Answers whose members the reference does not hold. Without one they are `mockRows` and `mockTotal`. */
  readonly answers?: DeductionAnswers;
  /** Value of operateType that revokes a statistic: not in the reference. Without it statisticCreate only creates. */
  readonly revokeOperateType?: string;
}

/** `/kapi/app/rim/deduction`: the tax-bureau operations (flagship-and-cosmic §8). */
export class DeductionDesk implements CosmicPart {
  readonly #context: CosmicContext;
  readonly #options: DeductionOptions;
  readonly #taxpayers = new Map<string, TaxpayerState>();
  readonly #record: DeductionRecord[] = [];
  readonly #tasks: TaskBook;
  readonly #operations: ReturnType<typeof operations>;

  constructor(context: CosmicContext, options: DeductionOptions) {
    this.#context = context;
    this.#options = options;
    this.#tasks = new TaskBook(context.clock, context.random, options.decidedAfterMs ?? 60_000); // mock-defined
    this.#operations = operations({
      ...{ context, tasks: this.#tasks, record: this.#record },
      answers: options.answers ?? {},
      revokeOperateType: options.revokeOperateType,
    });
    for (const taxpayer of options.taxpayers ?? []) this.addTaxpayer(taxpayer);
  }

  addTaxpayer(taxpayer: DeductionTaxpayer): TaxpayerState {
    const state = new TaxpayerState(taxpayer);
    this.#taxpayers.set(taxpayer.taxNo, state);
    return state;
  }

  taxpayer(taxNo: string): TaxpayerState {
    const state = this.#taxpayers.get(taxNo);
    if (state === undefined) throw new Error(`the mock has no taxpayer ${taxNo}`);
    return state;
  }

  /** Everything done at the bureau, in order; append-only, entries frozen. */
  get record(): readonly DeductionRecord[] {
    this.#tasks.settle();
    return this.#record;
  }

  get tasks(): readonly DeductionTask[] {
    return this.#tasks.all;
  }

  readonly routes = { '/kapi/app/rim/deduction': (request: MockRequest) => this.#reply(request) };

  readonly views = {
    deduction: () => ({
      record: this.record,
      tasks: this.tasks,
      taxpayers: [...this.#taxpayers.values()].map(({ taxNo, taxPeriod, statistic, selections }) => ({
        ...{ taxNo, taxPeriod, statistic },
        selections: Object.fromEntries(selections),
      })),
    }),
  };

  readonly commands = {
    /** A person creates or revokes the statistic at the bureau; the cloud does not learn it. */
    bureauStatistic: (body: unknown) => {
      const { taxNo, statistic } = body as { taxNo: string; statistic: TaxpayerState['statistic'] };
      if (!['none', 'created', 'confirmed'].includes(statistic)) throw new Error('statistic: none, created, confirmed');
      this.taxpayer(taxNo).statistic = statistic;
      return { done: true };
    },
  };

  #reply(request: MockRequest): MockReply {
    return answered(
      () => {
        const { system, code, data } = this.#read(exactBody(request));
        const text = exactJson(this.#answer(code, data));
        const encryption = this.#context.businessSystems.encryptionOf(system);
        const wire = encodePayload(text, encryption, this.#context.random.bytes(12));
        return jsonReply({ data: wire, message: '请求成功', errorCode: '0000', status: true, success: true });
      },
      ({ errorCode, message }) => jsonReply({ message, errorCode, status: false, success: false }),
    );
  }

  #read(body: Row): { system: BusinessSystem; code: string; data: Row } {
    // requestId is not checked: calls without one were seen to pass.
    checkFields(
      body,
      { required: ['businessSystemCode', 'interfaceCode', 'data'], optional: ['requestId'] },
      'deduction',
      this.#context.unknownFields,
    );
    const system = this.#context.businessSystems.find(body['businessSystemCode']);
    if (system === undefined) throw new RimRefusal('MOCK_BUSINESS_SYSTEM', '未知业务系统编码'); // mock-defined code
    return { system, code: String(body['interfaceCode']), data: this.#decoded(system, body['data']) };
  }

  #decoded(system: BusinessSystem, wire: unknown): Row {
    let data: unknown;
    try {
      data = typeof wire === 'string' ? exactParse(decodePayload(wire, this.#context.businessSystems.encryptionOf(system))) : undefined;
    } catch {
      data = undefined;
    }
    if (!isObject(data)) throw new RimRefusal('MOCK_DATA', '接收的数据转换异常'); // mock-defined code
    return data;
  }

  #answer(code: string, data: Row): unknown {
    if (!Object.hasOwn(DEDUCTION_FIELDS, code)) throw new RimRefusal('MOCK_INTERFACE', `interfaceCode ${code}`); // mock-defined
    const known = code as DeductionCode;
    checkFields(data, DEDUCTION_FIELDS[known], `deduction.${code}`, this.#context.unknownFields);
    return this.#operations[known](this.#allowed(known, String(data['taxNo'])), data);
  }

  #allowed(code: DeductionCode, taxNo: string): TaxpayerState {
    const taxpayer = this.#taxpayers.get(taxNo);
    if (taxpayer === undefined) throw new RimRefusal('1130', `税号:${taxNo},不在租户:${this.#options.tenantId ?? this.#context.accountId} 范围内`);
    if (taxpayer.smallScale && NOT_FOR_SMALL_SCALE.includes(code)) throw new RimRefusal('MOCK_SMALL_SCALE', '小规模纳税人不支持抵扣类勾选'); // mock-defined code
    if (!taxpayer.softCertificate && !code.endsWith('Query')) throw new RimRefusal('1130', `税号:${taxNo},没有开启软证书模式`);
    return taxpayer;
  }
}
