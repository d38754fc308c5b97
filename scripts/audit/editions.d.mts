export interface Edition {
  readonly title: string;
  readonly folders: { readonly sdk: readonly string[]; readonly mock: readonly string[] };
  readonly documents: readonly string[];
}
export const EDITIONS: { readonly standard: Edition; readonly cosmic: Edition };
