/** A base path with one leading and no trailing slash; empty for the root. */
export function normalPrefix(basePath: string): string {
  const trimmed = basePath.replace(/^\/+|\/+$/g, '');
  return trimmed === '' ? '' : `/${trimmed}`;
}
