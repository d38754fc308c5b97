const SHANGHAI_MS = 8 * 3_600_000;

/** `yyyy-MM-dd HH:mm:ss` in Asia/Shanghai, which has no summer time; how the platform reads a time without zone (flagship-and-cosmic §2.2). */
export function shanghaiTime(epochMs: number): string {
  return new Date(epochMs + SHANGHAI_MS).toISOString().slice(0, 19).replace('T', ' ');
}
