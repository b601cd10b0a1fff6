/** The person at the browser who may give rights away: signed in with an account. Neither a guest nor a token counts. */
import type { Context } from "hono";
import { Fault } from "#protocol/errors.ts";
import { accountTokenShown } from "../auth/account-session.ts";
import { identify, sessionShown } from "../auth/identity.ts";
import type { SessionIdentity } from "../auth/known-sessions.ts";
import type { App } from "../env.ts";
import { sentTo } from "./page.ts";

/** Pages for people: links of other sites lead to them. */
const LINKED = { linked: true } as const;

/** The person whom a page of ours is shown to, also when a link of another site led there; null when nobody is signed in. */
export async function personAt(c: Context<App>): Promise<SessionIdentity | null> {
  const identity = await identify(c, { fresh: true, ...LINKED });
  return identity?.via === "session" && !identity.user.guest ? identity : null;
}

/** The person whom a request of our own pages speaks for. A token is refused: it must not make itself another, or last longer than it may. */
export async function requirePerson(c: Context<App>): Promise<SessionIdentity> {
  const identity = await identify(c, { fresh: true });
  if (identity === null) throw new Fault("unauthorized", "Sign in first.");
  if (identity.via !== "session")
    throw new Fault("forbidden", "This is for people who are signed in, not for programs.");
  if (identity.user.guest) throw new Fault("forbidden", "Guests cannot do this: make an account first.");
  return identity;
}

/** What the proofs of a person's forms are made with: the session's own secret. */
export async function formKeyOf(c: Context<App>): Promise<string> {
  const key = (await accountTokenShown(c, LINKED)) ?? sessionShown(c, LINKED);
  if (key === null) throw new Fault("unauthorized", "Sign in first.");
  return key;
}

/** Sends somebody to sign in, and back here afterwards: always to an address of this site. */
export function toLogin(c: Context<App>): Response {
  const { pathname, search } = new URL(c.req.url);
  return sentTo(`/login?next=${encodeURIComponent(`${pathname}${search}`)}`);
}
