import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { PiaozoneError } from '@piaozone/core/adapter';

export type PdfLibrary = typeof import('pdfkit');
type PngLibrary = Pick<typeof import('@resvg/resvg-wasm'), 'Resvg' | 'initWasm'>;
export type Renderer = PngLibrary['Resvg'];

/** @throws config_invalid when npm pdfkit, an optional peer, is not installed */
export async function loadPdf(load: () => Promise<{ readonly default: PdfLibrary }> = () => import('pdfkit')): Promise<PdfLibrary> {
  try {
    return (await load()).default;
  } catch (cause) {
    throw absent('pdfkit', 'PDF', cause);
  }
}

let ready: Promise<void> | undefined;

/**
 * @param wasm the bytes of `@resvg/resvg-wasm/index_bg.wasm`, for programs that were bundled into one file
 * @throws config_invalid when @resvg/resvg-wasm, an optional peer, is not installed or not where it is looked for
 */
export async function loadRenderer(wasm?: Uint8Array, load: () => Promise<PngLibrary> = () => import('@resvg/resvg-wasm')): Promise<Renderer> {
  try {
    const { Resvg, initWasm } = await load();
    ready ??= start(initWasm, wasm);
    await ready;
    return Resvg;
  } catch (cause) {
    ready = undefined;
    throw absent('@resvg/resvg-wasm', 'PNG', cause);
  }
}

/** The module is started once in a process; the program may have done it before us. */
async function start(initWasm: PngLibrary['initWasm'], wasm: Uint8Array | undefined): Promise<void> {
  const bytes = wasm ?? (await readFile(wasmFile()));
  try {
    await initWasm(Uint8Array.from(bytes));
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('Already initialized')) throw error;
  }
}

function wasmFile(): string {
  return createRequire(import.meta.url).resolve('@resvg/resvg-wasm/index_bg.wasm');
}

function absent(name: string, format: string, cause: unknown): PiaozoneError {
  return new PiaozoneError({
    code: 'config_invalid',
    outcome: 'not-sent',
    message: {
      zh: `封面的 ${format} 需要 npm 包 ${name}，它没有安装或无法加载`,
      en: `a cover as ${format} needs the npm package ${name}, which is not installed or cannot be loaded`,
    },
    hint: { zh: `执行 npm install ${name}`, en: `run npm install ${name}` },
    cause,
  });
}
