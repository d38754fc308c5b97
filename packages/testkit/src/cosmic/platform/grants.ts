/** A set of API paths, or all of them: what an app may call (用户授权 of each API), what it is subscribed to. */
export class CosmicGrants {
  #paths: ReadonlySet<string> | undefined;

  constructor(paths: readonly string[] | undefined) {
    this.#paths = paths === undefined ? undefined : new Set(paths);
  }

  only(paths: readonly string[]): void {
    this.#paths = new Set(paths);
  }

  all(): void {
    this.#paths = undefined;
  }

  has(path: string): boolean {
    return this.#paths?.has(path) ?? true;
  }

  /** Nothing at all is in the set. */
  get empty(): boolean {
    return this.#paths?.size === 0;
  }
}
