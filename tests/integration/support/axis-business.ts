import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type EasFacade, type FacadeContext, type TypedOperation, type Value, WsInvokeException } from '@piaozone/testkit';

/** What Axis asks: see tests/axis/src/eastest/Business.java. */
interface Question {
  readonly service: string;
  readonly operation: string;
  readonly args: readonly Value[];
  readonly userName: string | null;
  readonly sessionId: string | null;
}

export interface AxisBusiness {
  readonly address: string;
  close(): Promise<void>;
}

/** Lets the facades of a mock EAS answer behind a real Axis: the wire is Axis', what an operation does is the test's. */
export async function startAxisBusiness(facades: readonly EasFacade[]): Promise<AxisBusiness> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    try {
      const question = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Question;
      response.end(JSON.stringify(await answer(facades, question)));
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function answer(facades: readonly EasFacade[], question: Question): Promise<{ value: Value } | { fault: string }> {
  const { service, args } = question;
  const operation = facades.find((facade) => facade.service === service)?.operations[question.operation];
  if (operation === undefined) throw new Error(`the test has no ${service}.${question.operation}`);
  const context: FacadeContext = { userName: question.userName ?? undefined, sessionId: question.sessionId ?? undefined };
  try {
    if (typeof operation === 'function') return { value: (await operation(args.map(textOf), context)) ?? null };
    if ('run' in operation) return { value: (await operation.run(args.map(textOf), context)) ?? null };
    return { value: (await overload(operation, args).answer(args, context)) ?? null };
  } catch (error) {
    if (error instanceof WsInvokeException) return { fault: error.message };
    throw error;
  }
}

function overload(operation: TypedOperation | readonly TypedOperation[], args: readonly Value[]): TypedOperation {
  const list: readonly TypedOperation[] = 'answer' in operation ? [operation] : operation;
  const found = list.find(({ parts }) => parts.length === args.length);
  if (found === undefined) throw new Error(`no form of ${args.length} parts`);
  return found;
}

function textOf(value: Value): string | null {
  if (value !== null && typeof value === 'object') throw new Error('only strings go to this operation');
  return value === null ? null : String(value);
}
