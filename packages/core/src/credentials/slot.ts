import { configError, isPiaozoneError, type Problem } from '../errors.js';
import type { Bilingual } from '../i18n/locale.js';
import type { Runtime } from '../runtime.js';
import { raceAbort } from '../transport/deadline.js';
import { failedReading, tookTooLong, unavailable } from './refusals.js';
import type { ReloadableSource } from './sources/source.js';
import { type Credential, type CredentialLevel, isSameCredential, readVersions } from './triple.js';

/** One place of the authorization (main, tenant, an organization) and the version of its triple that is in use. */
export interface CredentialSlot {
  /** False: `peek` gives one credential for ever, and nothing can replace it. */
  readonly rotates: boolean;
  /** Every version known by now, newest first. */
  readonly versions: readonly Credential[];
  /** The version in use, if it is known without waiting. */
  peek(): Credential | undefined;
  /** The version in use; reads the source if that has not happened yet. @throws config_invalid, credentials_unavailable, credential_level, `not-sent` */
  obtain(): Promise<Credential>;
  /**
   * The version to use instead of one that the cloud has refused: the source is read again.
   * @returns undefined when there is no other, so that the refusal stands
   */
  replace(refused: Credential): Promise<Credential | undefined>;
}

/** What all slots of one client share. */
export interface SlotEnvironment {
  readonly runtime: Runtime;
  readonly warn: (problem: Problem) => void;
  /** Why a credential may not be used in this environment, if so. */
  readonly refuse: (credential: Credential) => Bilingual | undefined;
  /** Told of a version whose session is not to be used any more. */
  readonly retire: (credential: Credential) => void;
  /** Aborted when the client is closed. */
  readonly closed: AbortSignal;
}

/** Where a slot stands, for checks and messages. */
export interface SlotPlace {
  readonly level: CredentialLevel;
  readonly path: string;
}

/** One triple, written down in the program. */
export class FixedSlot implements CredentialSlot {
  readonly rotates = false;
  readonly versions: readonly [Credential];
  readonly #credential: Credential;

  constructor(credential: Credential) {
    this.#credential = credential;
    this.versions = [credential];
  }

  peek(): Credential {
    return this.#credential;
  }

  async obtain(): Promise<Credential> {
    return this.#credential;
  }

  async replace(): Promise<undefined> {
    return undefined;
  }
}

/** Longest reading of a source, milliseconds. */
const READ_LIMIT_MS = 10_000;
/** Nothing is read again for the same refused version within this time, however many calls are refused. */
const REREAD_PAUSE_MS = 1_000;

/** Up to two versions, of which one is in use; with a source they are renewed while calls go on. */
export class RotatingSlot implements CredentialSlot {
  readonly rotates = true;
  readonly #shared: SlotEnvironment;
  readonly #place: SlotPlace;
  readonly #source: ReloadableSource | undefined;
  #versions: readonly Credential[];
  #active: Credential | undefined;
  #stamp: string | undefined;
  #nextCheckAt = 0;
  #reading: Promise<void> | undefined;
  #rereading: Promise<void> | undefined;
  #lastReread: { readonly refused: Credential; readonly at: number } | undefined;

  /** @param versions newest first; empty = whatever the source says */
  constructor(shared: SlotEnvironment, place: SlotPlace, versions: readonly Credential[], source?: ReloadableSource) {
    this.#shared = shared;
    this.#place = place;
    this.#source = source;
    this.#versions = versions;
    this.#active = versions[0];
  }

  get versions(): readonly Credential[] {
    return this.#versions;
  }

  peek(): Credential | undefined {
    if (this.#active !== undefined && this.#isCheckDue()) this.#checkInBackground();
    return this.#active;
  }

  async obtain(): Promise<Credential> {
    const known = this.peek();
    if (known !== undefined) return known;
    await this.#read(false);
    if (this.#active === undefined) throw unavailable(this.#place.path, failedReading());
    return this.#active;
  }

  async replace(refused: Credential): Promise<Credential | undefined> {
    // Many calls are refused at the same time; the first of them has moved on for all.
    if (this.#active === refused && this.#mayReadFor(refused)) await this.#readAfterRefusal(refused);
    if (this.#active !== refused) return this.#active;
    const other = this.#versions.find((version) => version !== refused);
    if (other === undefined) return undefined;
    this.#active = other;
    this.#shared.retire(refused);
    return other;
  }

  #mayReadFor(refused: Credential): boolean {
    if (this.#source === undefined) return false;
    const last = this.#lastReread;
    return last?.refused !== refused || this.#shared.runtime.monotonic() - last.at >= REREAD_PAUSE_MS;
  }

  /** Once for all who were refused together. */
  #readAfterRefusal(refused: Credential): Promise<void> {
    this.#rereading ??= this.#reread(refused).finally(() => {
      this.#rereading = undefined;
    });
    return this.#rereading;
  }

  async #reread(refused: Credential): Promise<void> {
    try {
      await this.#read(true);
    } catch (error) {
      // The refusal says more to the caller than a source that fails on top of it.
      this.#warnOf(error);
    }
    this.#lastReread = { refused, at: this.#shared.runtime.monotonic() };
  }

  #isCheckDue(): boolean {
    const every = this.#source?.checkEveryMs;
    return every !== undefined && this.#reading === undefined && this.#shared.runtime.monotonic() >= this.#nextCheckAt;
  }

  /** Calls go on with what is known: a source that fails or hangs must not stop them. */
  #checkInBackground(): void {
    this.#read(false).catch((error: unknown) => this.#warnOf(error));
  }

  /** Reads once for all who wait. @param always also when the stamp says that nothing has changed */
  async #read(always: boolean): Promise<void> {
    const running = this.#reading;
    // A reading that began before the refusal may bring back what was refused.
    if (running !== undefined && always) await running.catch(() => {});
    this.#reading ??= this.#readOnce(always).finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #readOnce(always: boolean): Promise<void> {
    const source = this.#source;
    if (source === undefined) return;
    const { runtime, warn, closed: over } = this.#shared;
    this.#nextCheckAt = runtime.monotonic() + (source.checkEveryMs ?? 0);
    over.throwIfAborted();
    const end = new AbortController();
    const { signal } = end;
    const onClosed = () => end.abort(over.reason);
    over.addEventListener('abort', onClosed, { once: true });
    const cancel = runtime.schedule(READ_LIMIT_MS, () => end.abort(unavailable(source.name, tookTooLong(READ_LIMIT_MS))));
    try {
      // Taken before reading: what changes in between is read again at the next check.
      const stamp =
        source.stamp === undefined
          ? undefined
          : await raceAbort(
              source.stamp().catch(() => undefined),
              signal,
            );
      if (!always && stamp !== undefined && stamp === this.#stamp) return;
      this.#adopt(await raceAbort(source.read({ signal, warn }), signal));
      this.#stamp = stamp;
    } catch (error) {
      // The source has answered, and there is none (any more): nothing to go on with.
      if (isPiaozoneError(error, 'credential_level')) this.#forget();
      throw isPiaozoneError(error) ? error : unavailable(source.name, failedReading(), error);
    } finally {
      cancel();
      over.removeEventListener('abort', onClosed);
    }
  }

  #adopt(given: unknown): void {
    const problems: Problem[] = [];
    const fresh = readVersions(given, this.#place.level, this.#place.path, problems);
    for (const credential of fresh) {
      const message = this.#shared.refuse(credential);
      if (message !== undefined) problems.push({ path: this.#place.path, message });
    }
    if (problems.length > 0) throw configError(problems);
    const before = this.#versions;
    // A version that is still there stays the same object: what was prepared for it, and its session, go on.
    this.#versions = fresh.map((credential) => before.find((known) => isSameCredential(known, credential)) ?? credential);
    const newest = this.#versions[0];
    const isStillThere = this.#active !== undefined && this.#versions.includes(this.#active);
    if (!isStillThere || newest !== before[0]) this.#active = newest;
    for (const gone of before) if (!this.#versions.includes(gone)) this.#shared.retire(gone);
  }

  #forget(): void {
    const gone = this.#versions;
    this.#versions = [];
    this.#active = undefined;
    for (const version of gone) this.#shared.retire(version);
  }

  #warnOf(error: unknown): void {
    if (this.#shared.closed.aborted || isPiaozoneError(error, 'credential_level')) return;
    const problems = isPiaozoneError(error) && error.problems.length > 0 ? error.problems : [{ path: this.#place.path, message: textOf(error) }];
    for (const { path, message, ...rest } of problems) {
      this.#shared.warn({
        path,
        ...rest,
        message: {
          zh: `重新读取授权失败，继续使用已有授权：${message.zh}`,
          en: `reading the credentials again failed, the known ones stay in use: ${message.en}`,
        },
      });
    }
  }
}

function textOf(error: unknown): Bilingual {
  return isPiaozoneError(error) ? error.text : failedReading();
}
