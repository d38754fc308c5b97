import type { PiaozoneError } from '../errors.js';
import { type CredentialSlot, RotatingSlot, type SlotEnvironment, type SlotPlace } from './slot.js';
import type { ReloadableSource, TripleVersions } from './sources/source.js';
import type { Credential } from './triple.js';

/** Finds the triple of a tax number; `undefined` = it has none. The signal ends when nobody waits any more (10 s, or the client is closed). */
export type LookUpTriple = (
  taxNo: string,
  context: { readonly signal: AbortSignal },
) => TripleVersions | undefined | Promise<TripleVersions | undefined>;

export interface DirectoryOptions {
  readonly lookup: LookUpTriple;
  /** Shown in messages. Default `directory`. */
  readonly name?: string;
  /** Triples kept; the one not used for longest goes first. Default 1000. */
  readonly maxEntries?: number;
  /** Milliseconds after which a triple is looked up again, in the background. Default 300 000; it is looked up after a refusal anyway. */
  readonly checkEveryMs?: number;
}

/** Triples by tax number, fetched when they are first needed. Made by {@link credentialDirectory}. */
export interface CredentialDirectory extends DirectoryOptions {
  readonly kind: 'directory';
}

/**
 * Triples of many organizations, or of many tenants, kept elsewhere (a table of the ERP, a vault): one lookup per tax number at its first call, then cached.
 * A tax number without a triple is looked up again at its next call.
 */
export function credentialDirectory(options: DirectoryOptions): CredentialDirectory {
  return { kind: 'directory', ...options };
}

export function isCredentialDirectory(input: unknown): input is CredentialDirectory {
  return typeof input === 'object' && input !== null && (input as { kind?: unknown }).kind === 'directory';
}

/** The slots of a directory, bounded: the least recently used one goes. */
export class DirectorySlots {
  readonly #shared: SlotEnvironment;
  readonly #place: SlotPlace;
  readonly #directory: CredentialDirectory;
  readonly #missing: (taxNo: string) => PiaozoneError;
  readonly #slots = new Map<string, RotatingSlot>();
  /** Apart from the others until they have proved to exist: unknown tax numbers must not drive out known ones. */
  readonly #asked = new Map<string, RotatingSlot>();

  /** @param missing what to throw for a tax number without triple; its code is `credential_level` */
  constructor(shared: SlotEnvironment, place: SlotPlace, directory: CredentialDirectory, missing: (taxNo: string) => PiaozoneError) {
    this.#shared = shared;
    this.#place = place;
    this.#directory = directory;
    this.#missing = missing;
  }

  slot(taxNo: string): CredentialSlot {
    const known = this.#slots.get(taxNo);
    if (known !== undefined) {
      // Map order is age: what is used goes to the end.
      this.#slots.delete(taxNo);
      this.#slots.set(taxNo, known);
      return known;
    }
    const slot = this.#asked.get(taxNo) ?? this.#make(taxNo);
    this.#asked.set(taxNo, slot);
    return {
      rotates: true,
      versions: [],
      peek: () => slot.peek(),
      obtain: () => this.#prove(taxNo, slot),
      replace: (refused) => slot.replace(refused),
    };
  }

  /** Every credential held by now. */
  known(): readonly Credential[] {
    return [...this.#slots.values()].flatMap(({ versions }) => versions);
  }

  async #prove(taxNo: string, slot: RotatingSlot): Promise<Credential> {
    try {
      const credential = await slot.obtain();
      if (this.#asked.get(taxNo) === slot) this.#slots.set(taxNo, slot);
      this.#trim();
      return credential;
    } finally {
      if (this.#asked.get(taxNo) === slot) this.#asked.delete(taxNo);
    }
  }

  #make(taxNo: string): RotatingSlot {
    const { lookup, name = 'directory', checkEveryMs = 300_000 } = this.#directory;
    const missing = this.#missing;
    const source: ReloadableSource = {
      kind: 'callback',
      name,
      checkEveryMs,
      async read({ signal }) {
        const versions = await lookup(taxNo, { signal });
        if (versions === undefined) throw missing(taxNo);
        return versions;
      },
    };
    return new RotatingSlot(this.#shared, { ...this.#place, path: `${this.#place.path}.${taxNo}` }, [], source);
  }

  #trim(): void {
    const { maxEntries = 1000 } = this.#directory;
    for (const [taxNo, slot] of this.#slots) {
      if (this.#slots.size <= maxEntries) return;
      this.#slots.delete(taxNo);
      for (const version of slot.versions) this.#shared.retire(version);
    }
  }
}
