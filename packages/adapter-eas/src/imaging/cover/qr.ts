import type { QrModules } from './layout.js';

/** What is used of the library; spelled out, so that no type of it becomes part of ours. */
interface QrLibrary {
  create(
    text: string,
    options: { readonly errorCorrectionLevel: 'M' },
  ): {
    readonly modules: { readonly size: number; get(row: number, column: number): number };
  };
}

/** The code of `text`, level M: 15 % of it may be spoiled. Loaded by those who draw. */
export async function qrModules(text: string): Promise<QrModules> {
  const loaded = (await import('qrcode' as string)) as QrLibrary & { readonly default?: QrLibrary };
  const { modules } = (loaded.default ?? loaded).create(text, { errorCorrectionLevel: 'M' });
  return { size: modules.size, isDark: (row, column) => Boolean(modules.get(row, column)) };
}
