/** A session as it was handed out by a login. */
export interface Session {
  /** Goes into a header, a query or a SOAP header; printable, never logged. */
  readonly value: string;
  /** Milliseconds it lives from now on, as the other side says; absent = until it is refused. */
  readonly lifetimeMs?: number;
}

/** A session in memory; all times are monotonic milliseconds of this process. */
export interface LiveSession {
  readonly value: string;
  /** When it arrived, or when another process stored it. */
  readonly mintedAt: number;
  /** From then on it is never handed out; Infinity without a lifetime. */
  readonly endsAt: number;
  /** It replaced one that was refused before it ever worked: if this one is refused too, more logins would hardly help. */
  readonly suspect: boolean;
  /** From then on a successor is fetched in the background. */
  renewAt: number;
  /** A call has succeeded with it, as far as this process knows. */
  proved: boolean;
}

const RENEWAL_SHARE = 0.2;
const RENEWAL_AT_MOST_MS = 300_000;

/**
 * @param startedAt when the login was sent: the life may have begun on the other side before the answer arrived
 * @param mintedAt when the answer arrived
 * @param chance in [0, 1), see {@link renewalTime}
 */
export function liveSession(session: Session, startedAt: number, mintedAt: number, suspect: boolean, chance: number): LiveSession {
  const life = session.lifetimeMs;
  const endsAt = life === undefined || !Number.isFinite(life) || life <= 0 ? Number.POSITIVE_INFINITY : startedAt + life;
  return { value: session.value, mintedAt, endsAt, suspect, renewAt: renewalTime(mintedAt, endsAt, chance), proved: false };
}

/** 20 % of the life before its end, at most 5 minutes (reliability §6), and up to half of that later, so that processes and tenants do not renew in step. */
export function renewalTime(mintedAt: number, endsAt: number, chance: number): number {
  return endsAt - Math.min((endsAt - mintedAt) * RENEWAL_SHARE, RENEWAL_AT_MOST_MS) * (1 - chance / 2);
}
