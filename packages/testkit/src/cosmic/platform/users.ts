export type UserType = 'Mobile' | 'Email' | 'UserName';

export const USER_TYPES: readonly UserType[] = ['Mobile', 'Email', 'UserName'];

/** Somebody who may be logged in. One text may stand for a phone, an address or a name: `types` says which. */
export interface CosmicUser {
  readonly user: string;
  /** Default all three. */
  readonly types?: readonly UserType[];
}

export class CosmicUsers {
  readonly #users: readonly CosmicUser[];

  constructor(users: readonly CosmicUser[]) {
    this.#users = users;
  }

  /** Whether `user` is somebody under this kind of name. */
  has(user: unknown, type: unknown): boolean {
    return this.#users.some((one) => one.user === user && ((one.types ?? USER_TYPES) as readonly unknown[]).includes(type));
  }
}
