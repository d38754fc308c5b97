import { isPiaozoneError, type Piaozone } from '@piaozone/core';
import { type DownloadSettings, FileDownloads } from '@piaozone/standard';

/** Keeps the files of an invoice: links live about 60 days. @returns where they are */
export async function keepFiles(
  piaozone: Piaozone,
  links: readonly string[],
  folder: string,
  print: (line: string) => void,
  settings: DownloadSettings = {},
): Promise<readonly string[]> {
  const downloads = new FileDownloads(piaozone, { maxBytes: 20 * 1024 * 1024, ...settings });
  const kept: string[] = [];
  for (const link of links) {
    try {
      const { kind, size, path } = await downloads.save(link, folder, { requestId: piaozone.newRequestId(), warn: () => {} });
      print(`${kind} ${size} 字节`);
      kept.push(path);
    } catch (error) {
      // A link is data from outside: elsewhere, redirected away, too large, a web page – nothing of it is kept.
      if (!isPiaozoneError(error)) throw error;
      print(`未下载（${error.reason ?? error.code}）`);
    }
  }
  return kept;
}
