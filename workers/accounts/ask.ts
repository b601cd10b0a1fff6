/** Asks the authentication library, and turns what it answers into ours: its cookies go out, its refusals become our errors. */
import type { Context } from "hono";
import * as v from "valibot";
import { type ErrorCode, Fault } from "#protocol/errors.ts";
import { authSecret } from "../auth/account-cookie.ts";
import type { App } from "../env.ts";
import { mailerOf } from "../mail/mailer.ts";
import { endConnections } from "../oauth/ending.ts";
import type { Auth } from "./auth.ts";
import { endAllSessions } from "./session.ts";

const refusalSchema = v.object({ code: v.optional(v.string(), ""), message: v.optional(v.string(), "") });

/** Its codes that people meet, in our words. */
const SENTENCES: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  INVALID_EMAIL_OR_PASSWORD: ["unauthorized", "The name or the password is wrong."],
  INVALID_PASSWORD: ["forbidden", "The password is wrong."],
  INVALID_TOKEN: ["bad_request", "This link was used already, or it is over."],
  INVALID_CODE: ["forbidden", "The code is wrong."],
  INVALID_BACKUP_CODE: ["forbidden", "The code is wrong."],
  INVALID_TWO_FACTOR_COOKIE: ["unauthorized", "Enter your password again."],
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: ["rate_limited", "Too many wrong codes. Enter your password again."],
  ACCOUNT_TEMPORARILY_LOCKED: ["rate_limited", "Too many wrong codes. Wait a quarter of an hour."],
  TOTP_ALREADY_ENABLED: ["conflict", "The second factor is on already."],
  TOTP_NOT_ENABLED: ["conflict", "The second factor is not on."],
  TWO_FACTOR_NOT_ENABLED: ["conflict", "The second factor is not on."],
  SESSION_NOT_FRESH: ["forbidden", "Log in again first: this needs a session of the last hour."],
  FAILED_TO_UNLINK_LAST_ACCOUNT: ["conflict", "This is the only way to log in to your account."],
  CHALLENGE_NOT_FOUND: ["bad_request", "This took too long. Try it again."],
  PASSKEY_NOT_FOUND: ["unauthorized", "This passkey is not known here."],
};

/** What is not said in SENTENCES, by status. */
const BY_STATUS: Readonly<Record<number, readonly [ErrorCode, string]>> = {
  400: ["bad_request", "This was refused. Check what you entered."],
  401: ["unauthorized", "Log in first."],
  403: ["forbidden", "This is not allowed."],
  404: ["not_found", "There is no such thing."],
  409: ["conflict", "Somebody else was quicker. Try it again."],
  422: ["bad_request", "This was refused. Check what you entered."],
  429: ["rate_limited", "Too many tries. Wait a few minutes."],
};

/** The site's own origin: as it is configured, else that of the request. */
export const siteOf = (c: Context<App>): string => new URL(c.env.SITE ?? c.req.url).origin;

/** The library, opened for this request; loaded when the first of an isolate needs it, since most requests never do. */
async function openFor(c: Context<App>): Promise<Auth> {
  const secret = authSecret(c.env.AUTH_SECRET);
  if (secret === null) throw new Fault("unavailable", "This site has no secret for accounts.");
  const { openAuth } = await import("./auth.ts");
  const mailer = mailerOf(c.env, (url, init) => fetch(url, init));
  const later = (work: Promise<unknown>): void => c.executionCtx.waitUntil(work);
  const onReset = async (account: string): Promise<void> => {
    const userId = await endAllSessions(c.env.DB, account);
    if (userId !== null) await endConnections(c.env, c.executionCtx, userId);
  };
  return openAuth({ env: c.env, origin: siteOf(c), secret, mailer, later, onReset });
}

/** What the library may know of a request. */
export function headersFor(c: Context<App>): Headers {
  const headers = new Headers();
  for (const name of ["Cookie", "User-Agent", "CF-Connecting-IP", "Origin"]) {
    const value = c.req.header(name);
    if (value !== undefined) headers.set(name, value);
  }
  return headers;
}

type Call = (api: Auth["api"], headers: Headers) => Promise<Response>;

export type Answered = {
  readonly body: unknown;
  /** The token of a session that was opened by this; null for none. */
  readonly token: string | null;
};

/** What it answers; its cookies are set on ours. Throws a Fault for a refusal. */
export async function askAuth(c: Context<App>, call: Call, headers: Headers = headersFor(c)): Promise<Answered> {
  const answer = await askRaw(c, call, headers);
  const body: unknown = await answer.json().catch(() => null);
  if (!answer.ok) throw refusal(answer.status, body);
  return { body, token: openedToken(answer) };
}

/** Its answer as it is, for redirections; its cookies are set on ours. */
export async function askRaw(c: Context<App>, call: Call, headers: Headers = headersFor(c)): Promise<Response> {
  const { api } = await openFor(c);
  const answer = await call(api, headers);
  for (const cookie of answer.headers.getSetCookie()) c.header("Set-Cookie", cookie, { append: true });
  return answer;
}

/** The token of a session that its answer opens; null for none. */
export function openedToken(answer: Response): string | null {
  for (const cookie of answer.headers.getSetCookie()) {
    const token = /^(?:__Secure-)?rill\.session_token=([A-Za-z0-9_-]+)\./.exec(cookie)?.[1];
    if (token !== undefined) return token;
  }
  return null;
}

function refusal(status: number, body: unknown): Fault {
  const parsed = v.safeParse(refusalSchema, body);
  const [code, sentence] = (parsed.success ? SENTENCES[parsed.output.code] : undefined) ??
    BY_STATUS[status] ?? ["internal", "Something went wrong on our side."];
  return new Fault(code, sentence);
}
