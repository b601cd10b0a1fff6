/** Which rows of which tables go when their time is over: the one list of it, which `docs/privacy.md` says in words. Pure. */
import { ENDED_KEPT_MS } from "#protocol/events/subscription.ts";
import { LETTERS_KEPT_MS } from "../events/dead-letters.ts";
import { type Sweep, sweepSql } from "../sweep-sql.ts";

/** Rows of one statement: well under what one may take (30 s), and a table that is far behind catches up over the runs. */
export const SWEPT_AT_ONCE = 500;
/** Statements of one table in one run, at most. */
export const MAX_ROUNDS = 5;

export type TimedSweep = Sweep & {
  /** How the authentication library writes times, or how we do. */
  readonly time: "iso" | "milliseconds";
  /** Milliseconds that a row is kept after its end. */
  readonly keptMs: number;
};

const ours = (table: string, key: string, end: string, keptMs = 0): TimedSweep => ({
  ...{ table, key, end, keptMs, time: "milliseconds" },
});
const library = (table: string, key: string, end: string): TimedSweep => ({
  ...{ table, key, end, keptMs: 0, time: "iso" },
});

export const SWEEPS: readonly TimedSweep[] = [
  ours("sessions", "hash", "expires_at"),
  library("auth_session", "id", "expiresAt"),
  library("auth_verification", "id", "expiresAt"),
  ours("sign_ups", "login", "expires_at"),
  ours("mail_changes", "token_hash", "expires_at"),
  ours("held_logins", "login", "until"),
  ours("access_tokens", "hash", "expires_at"),
  ours("refresh_tokens", "hash", "expires_at"),
  ours("authorization_codes", "hash", "expires_at"),
  ours("device_codes", "hash", "expires_at"),
  ours("app_tokens", "hash", "expires_at"),
  ours("eventsub_subscriptions", "id", "ended_at", ENDED_KEPT_MS),
  ours("dead_letters", "id", "at", LETTERS_KEPT_MS),
];

/** Its value comes from `sweptUntil`. */
export const timedSweepSql = (sweep: Sweep): string => sweepSql(sweep, SWEPT_AT_ONCE);

/** The end up to which rows go now. */
export function sweptUntil({ time, keptMs }: TimedSweep, now: number): string | number {
  const until = now - keptMs;
  return time === "iso" ? new Date(until).toISOString() : until;
}
