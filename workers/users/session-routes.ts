/** `/api/session`: who is signed in, a guest taking a name, and signing out of either kind of session. Accounts log in by `accounts/`. */
import { type Context, Hono } from "hono";
import { Fault } from "#protocol/errors.ts";
import { openSessionSchema, type SessionState } from "#protocol/users/user.ts";
import { keptAccountCookie, noAccountCookies } from "../auth/account-cookie.ts";
import { accountTokenShown, forgetAccountSession } from "../auth/account-session.ts";
import { CallerLimit, callerOf, MAX_NEW_GUESTS } from "../auth/caller-limit.ts";
import { forgetSession, identify, sessionShown } from "../auth/identity.ts";
import { requireOwnPage } from "../auth/own-page.ts";
import { hashOf, newSessionSecret } from "../auth/secrets.ts";
import { SESSION_MS, sessionCookie, sessionOf } from "../auth/session-cookie.ts";
import { limitBody, MAX_JSON_BYTES } from "../body-limit.ts";
import type { App } from "../env.ts";
import { flags } from "../flags/flags.ts";
import { badRequest, sValidator } from "../validation.ts";
import { accountOf } from "./accounts.ts";
import { endAccountSession, endSession, insertSession, insertUser } from "./rows.ts";

/** New guests of one isolate, by address. */
const newGuests = new CallerLimit(MAX_NEW_GUESTS);

export const sessionRoutes = new Hono<App>()
  .get("/session", async (c) => {
    const identity = await identify(c);
    const session = sessionShown(c);
    // The cookie lives on with the session, and goes when the session is over.
    if (session !== null && identity?.via !== "token") setCookie(c, identity === null ? null : session);
    const kept = identity?.via === "session" ? keptAccountCookie(c.req.header("Cookie"), c.req.url) : null;
    if (kept !== null) c.header("Set-Cookie", kept, { append: true });
    const state: SessionState = { user: identity === null ? null : accountOf(identity.user) };
    return c.json(state);
  })
  .post("/session", limitBody(MAX_JSON_BYTES), sValidator("json", openSessionSchema, badRequest), async (c) => {
    requireOwnPage(c);
    if (!(await flags(c)).isOn("guests")) throw new Fault("forbidden", "This site takes no guests.");
    if ((await identify(c)) !== null) throw new Fault("conflict", "You are signed in already; sign out first.");
    const caller = callerOf(c.req.header("CF-Connecting-IP"));
    const now = Date.now();
    if (newGuests.isOver(caller, now)) throw new Fault("rate_limited", "Too many names. Try again in a minute.");
    // Counted whether or not the name is free: who asks for many finds out which are taken.
    newGuests.note(caller, now);
    const { name } = c.req.valid("json");
    const login = name.toLowerCase();
    const user = await insertUser(c.env.DB, { login, name, staff: false, guest: true, now });
    if (user === null) throw new Fault("conflict", `The name ${login} is taken.`);
    const secret = newSessionSecret();
    await insertSession(c.env.DB, { hash: await hashOf(secret), userId: user.id, now, expiresAt: now + SESSION_MS });
    setCookie(c, secret);
    const state: SessionState = { user: accountOf(user) };
    return c.json(state, 201);
  })
  .delete("/session", async (c) => {
    requireOwnPage(c);
    const session = sessionOf(c.req.header("Cookie"));
    if (session !== null) await endSession(c.env.DB, await forgetSession(session));
    const account = await accountTokenShown(c);
    if (account !== null) {
      await endAccountSession(c.env.DB, account);
      await forgetAccountSession(account);
    }
    setCookie(c, null);
    if (account !== null)
      for (const cookie of noAccountCookies(c.req.url)) c.header("Set-Cookie", cookie, { append: true });
    const state: SessionState = { user: null };
    return c.json(state);
  });

function setCookie(c: Context<App>, secret: string | null): void {
  c.header("Set-Cookie", sessionCookie(secret, c.req.url));
}
