/** `yyyy-MM-dd HH:mm:ss` in Asia/Shanghai, which has known no summer time since 1991. */
export function shanghaiTime(epochMs: number): string {
  return new Date(epochMs + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
}
