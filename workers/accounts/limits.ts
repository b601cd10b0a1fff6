/**
 * How often credentials may be tried: by address, and by account whatever the address. Counted in the isolate; second factors are counted in the
 * database too, by the authentication library, since six digits are soon guessed.
 */
import type { Context } from "hono";
import { Fault } from "#protocol/errors.ts";
import { CallerLimit, callerOf } from "../auth/caller-limit.ts";
import type { App } from "../env.ts";

/** What asks for a session of late, adding a passkey or deleting the account without a password, takes one this old, milliseconds. */
export const FRESH_MS = 3600 * 1000;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Passwords, codes and links that one address may try in a minute: a family behind one address, no list of passwords. */
export const MAX_TRIES_BY_ADDRESS = 30;
/** Of one account in 10 minutes: somebody who tries all passwords of an own, and no more. */
export const MAX_TRIES_BY_ACCOUNT = 10;
const ACCOUNT_WINDOW_MS = 10 * MINUTE_MS;
/** Sign-ups that one address may begin in an hour. */
export const MAX_SIGN_UPS = 30;
/** Mails that one mail address may be sent in an hour because somebody asked. */
export const MAX_MAILS = 5;
/** Exports of one account in an hour: each reads much. */
export const MAX_EXPORTS = 5;

const triesByAddress = new CallerLimit(MAX_TRIES_BY_ADDRESS);
const triesByAccount = new CallerLimit(MAX_TRIES_BY_ACCOUNT, ACCOUNT_WINDOW_MS);
const signUps = new CallerLimit(MAX_SIGN_UPS, HOUR_MS);
const mails = new CallerLimit(MAX_MAILS, HOUR_MS);
const exports = new CallerLimit(MAX_EXPORTS, HOUR_MS);

/** Counts one try, right or wrong, of whoever asks and of the account that is asked for, whether or not there is one. */
export function countTry(c: Context<App>, account: string | null): void {
  const now = Date.now();
  take(triesByAddress, addressOf(c), now);
  if (account !== null) take(triesByAccount, account, now);
}

export function countSignUp(c: Context<App>): void {
  take(signUps, addressOf(c), Date.now());
}

/** Whether one more mail may go to an address. Over the limit the answer is the same, and no mail goes out. */
export function mayMail(email: string): boolean {
  const now = Date.now();
  if (mails.isOver(email, now)) return false;
  mails.note(email, now);
  return true;
}

export function countExport(account: string): void {
  take(exports, account, Date.now());
}

function take(limit: CallerLimit, caller: string, now: number): void {
  if (limit.isOver(caller, now)) throw new Fault("rate_limited", "Too many tries. Wait a few minutes.");
  limit.note(caller, now);
}

const addressOf = (c: Context<App>): string => callerOf(c.req.header("CF-Connecting-IP"));
