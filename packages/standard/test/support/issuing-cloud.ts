import {
  type Call,
  createPiaozone,
  type EnvironmentInput,
  nodeBackend,
  type Piaozone,
  PiaozoneError,
  type PiaozoneOptions,
  type Problem,
  type Sender,
  SendFailure,
  sharedAuthorization,
  type Warning,
  type WireRequest,
} from '@piaozone/core';

/** Inside every secret of the tests; scripts/test.mjs fails the run if it is ever printed. */
export const CANARY = ['CANARY', '7f3a'].join('-');
export const CLIENT_ID = 'demoClientId';
export const CLIENT_SECRET = `${CANARY}-client-secret`;
export const ENCRYPT_KEY = `${CANARY}-k16`.slice(0, 16).padEnd(16, 'x');

/** What the fake cloud says to a business call; `undefined` = the connection breaks after the request has left. */
export type Reply = Readonly<Record<string, unknown>> | string | undefined;

export interface SentCall {
  readonly method: string;
  readonly url: URL;
  readonly text: string;
  /** Of the body, decrypted where it is no JSON. */
  readonly body: string;
}

/** A client whose network answers tokens by itself and everything else from `replies`, the last one again and again. */
export class IssuingCloud {
  readonly client: Piaozone;
  readonly sent: SentCall[] = [];
  readonly warnings: Warning[] = [];
  readonly #replies: Reply[];

  constructor(environment: EnvironmentInput, replies: readonly Reply[], options: Partial<PiaozoneOptions> = {}) {
    this.#replies = [...replies];
    const sender: Sender = { send: async (request) => this.#answer(request), close: () => {} };
    const enterprise = { clientId: CLIENT_ID, clientSecret: CLIENT_SECRET, encryptKey: ENCRYPT_KEY };
    const authorization = sharedAuthorization({ enterprise });
    this.client = createPiaozone({ environment, authorization, sender, maxRetries: 0, locale: 'en', ...options }, {});
  }

  call(): Call {
    return { requestId: '1700000000000001', warn: (warning) => this.warnings.push(warning) };
  }

  get last(): SentCall {
    const last = this.sent.at(-1);
    if (last === undefined) throw new Error('nothing was sent');
    return last;
  }

  #answer({ method, url, body }: WireRequest) {
    const parsed = new URL(url);
    if (parsed.pathname.endsWith('/base/oauth/token')) return reply({ errcode: '0000', description: '', access_token: 'token0', expires_in: 3600 });
    const text = body?.toString('utf8') ?? '';
    this.sent.push({ method, url: parsed, text, body: plain(text) });
    const next = this.#replies.length > 1 ? this.#replies.shift() : this.#replies[0];
    if (next === undefined) throw new SendFailure('connection', false, 'ECONNRESET', { stage: 'answer' });
    return reply(next);
  }
}

function plain(text: string): string {
  if (text === '' || /^[[{n"]/.test(text)) return text;
  return nodeBackend.decryptEcb(nodeBackend.importAesKey(Buffer.from(ENCRYPT_KEY)), text);
}

function reply(value: Readonly<Record<string, unknown>> | string) {
  const body = typeof value === 'string' ? value : JSON.stringify(value);
  return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(body) };
}

export const ok = (data: unknown): Reply => ({ errcode: '0000', description: '操作成功', data });
export const no = (errcode: string, description: string): Reply => ({ errcode, description });

/** The error `work` ends with. */
export async function failureOf(work: () => unknown): Promise<PiaozoneError> {
  try {
    await work();
  } catch (error) {
    if (error instanceof PiaozoneError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

export function paths(problems: readonly Problem[]): string[] {
  return problems.map(({ path }) => path);
}
