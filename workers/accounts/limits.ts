/**
 * How often credentials may be tried: by address, and by the name that was typed, whatever the address. Counted over all isolates; second factors
 * are counted in the database too, by the authentication library, since six digits are soon guessed.
 */
import type { Context } from "hono";
import { Fault } from "#protocol/errors.ts";
import { CallerLimit, callerOf } from "../auth/caller-limit.ts";
import { SharedLimit } from "../auth/shared-limit.ts";
import type { App } from "../env.ts";

/** What asks for a session of late, adding a passkey or deleting the account without a password, takes one this old, milliseconds. */
export const FRESH_MS = 3600 * 1000;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Passwords, codes and links that one address may try in a minute: a family behind one address, no list of passwords. */
export const MAX_TRIES_BY_ADDRESS = 30;
/** Of one name in 10 minutes: somebody who tries all passwords of an own, and no more. */
export const MAX_TRIES_BY_NAME = 10;
const NAME_WINDOW_MS = 10 * MINUTE_MS;
/** Sign-ups that one address may begin in an hour. */
export const MAX_SIGN_UPS = 30;
/** Mails that one mail address may be sent in an hour because somebody asked. */
export const MAX_MAILS = 5;
/** Exports of one account in an hour: each reads much. */
export const MAX_EXPORTS = 5;

const triesByAddress = new SharedLimit({ name: "tries by address", most: MAX_TRIES_BY_ADDRESS });
const triesByName = new SharedLimit({ name: "tries by name", most: MAX_TRIES_BY_NAME, windowMs: NAME_WINDOW_MS });
const signUps = new SharedLimit({ name: "sign-ups", most: MAX_SIGN_UPS, windowMs: HOUR_MS });
const mails = new SharedLimit({ name: "mails", most: MAX_MAILS, windowMs: HOUR_MS });
/** No credential, and dear wherever it is asked for: counted in the isolate. */
const exports = new CallerLimit(MAX_EXPORTS, HOUR_MS);

/**
 * Counts one try, right or wrong, of whoever asks and of what is tried. That is the name as it was typed and never the account that it means: a
 * count that a login and a mail address had in common would tell that they belong together, and one for all unknown names which those are.
 */
export async function countTry(c: Context<App>, tried: string | null): Promise<void> {
  await triesByAddress.take(c, addressOf(c));
  if (tried !== null) await countName(c, tried);
}

/** The second half of `countTry`, for who counted the address before it knew what is tried. */
export const countName = (c: Context<App>, tried: string): Promise<void> => triesByName.take(c, tried);

export const countSignUp = (c: Context<App>): Promise<void> => signUps.take(c, addressOf(c));

/** Whether one more mail may go to an address. Over the limit the answer is the same, and no mail goes out. */
export const mayMail = (c: Context<App>, email: string): Promise<boolean> => mails.isGranted(c, email);

export function countExport(account: string): void {
  const now = Date.now();
  if (exports.isOver(account, now)) throw new Fault("rate_limited", "Too many exports. Wait an hour.");
  exports.note(account, now);
}

const addressOf = (c: Context<App>): string => callerOf(c.req.header("CF-Connecting-IP"));
