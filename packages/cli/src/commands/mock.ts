import { Failure } from '../failure.js';
import type { CommandIo } from '../io.js';
import { importErpModule } from '../mock/erp-module.js';
import { startMocks } from '../mock/start-mocks.js';
import { mockTable } from '../mock/table.js';
import type { LoadTestkit, Testkit } from '../mock/testkit.js';

export interface MockCommandOptions {
  readonly port: number;
  readonly json?: true;
  /** Path of an ES module with options for the ERP mocks. */
  readonly erp?: string;
}

/** Starts the four mocks on loopback, says where they are and with which credentials, and serves until SIGINT or SIGTERM. */
export async function mockCommand({ port, json, erp }: MockCommandOptions, io: CommandIo, loadTestkit: LoadTestkit): Promise<void> {
  const testkit = await load(loadTestkit);
  const erpOptions = erp === undefined ? {} : await importErpModule(erp);
  // Listening for the end before saying that we have begun: whoever reads the line may send the signal at once.
  let release = () => {};
  const stopped = new Promise<void>((resolve) => {
    release = io.onSignal(() => resolve());
  });
  try {
    const mocks = await startMocks(testkit, port, erpOptions);
    try {
      io.stdout.write(json === true ? `${JSON.stringify(mocks.access)}\n` : mockTable(mocks.access));
      await stopped;
    } finally {
      await mocks.close();
    }
  } finally {
    release();
  }
}

async function load(loadTestkit: LoadTestkit): Promise<Testkit> {
  try {
    return await loadTestkit();
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new Failure({
      zh: '未安装（或尚未构建）@piaozone/testkit，无法启动模拟服务；请执行 npm install --save-dev @piaozone/testkit',
      en: '@piaozone/testkit is not installed (or not built), so there are no mocks to start; run npm install --save-dev @piaozone/testkit',
    });
  }
}

function isMissing(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null ? (error as { code?: unknown }).code : undefined;
  return code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
}
