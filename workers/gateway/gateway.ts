/**
 * What every request passes: it gets a name, its answer gets the headers that keep browsers safe, and whoever asks too much is told to wait.
 * Knows no subject; which limits there are stands in `limits.ts`.
 */
import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { errorAnswer } from "../answers.ts";
import { accountCookieOf } from "../auth/account-cookie.ts";
import { callerOf } from "../auth/caller-limit.ts";
import { hashOf } from "../auth/secrets.ts";
import { sessionOf } from "../auth/session-cookie.ts";
import { limitBody } from "../body-limit.ts";
import type { App } from "../env.ts";
import { CEILINGS, ceilingOf } from "./body-ceilings.ts";
import { Buckets, type Taken } from "./buckets.ts";
import { limitOf } from "./limits.ts";
import { REQUEST_ID_HEADER, requestId } from "./request-id.ts";
import { securityHeaders } from "./security-headers.ts";

/** In development one machine plays a thousand people: its limits are this many times as high. */
const DEVELOPMENT_FACTOR = 1000;
/** Characters of an Authorization header that tell holders apart. */
const MAX_SHOWN = 512;

const buckets = new Buckets();

/** Outermost, around what makes an answer anew, so that its headers can be set. */
export const nameAndProtect = createMiddleware<App>(async (c, next) => {
  const id = requestId(c.req.header("CF-Ray"), () => crypto.randomUUID());
  c.set("requestId", id);
  await next();
  // The answer to an upgrade belongs to the socket.
  if (c.res.status === 101) return;
  const { headers } = c.res;
  const { pathname: path, protocol } = new URL(c.req.url);
  const policy = headers.get("Content-Security-Policy");
  const contentType = headers.get("Content-Type") ?? "";
  const added = securityHeaders({ path, isSecure: protocol === "https:", contentType, policy });
  for (const [name, value] of Object.entries(added)) {
    if (name === "Content-Security-Policy" || !headers.has(name)) headers.set(name, value);
  }
  headers.set(REQUEST_ID_HEADER, id);
  // What the edge cache keeps is answered to others, whose buckets these are not.
  if (/\bpublic\b/.test(headers.get("Cache-Control") ?? "")) return;
  for (const [name, value] of Object.entries(c.get("rateHeaders") ?? {})) headers.set(name, value);
});

/** Inside of what adds the headers for pages of other origins: a program there must be able to read that it is to wait. */
export const limitRequests = createMiddleware<App>(async (c, next) => {
  const limit = limitOf(c.req.method, c.req.path);
  // Sockets are counted where they are opened.
  if (limit === null || c.req.header("Upgrade") !== undefined) return next();
  const factor = c.env.DEVELOPMENT === "1" ? DEVELOPMENT_FACTOR : 1;
  const now = Date.now();
  const caller = callerOf(c.req.header("CF-Connecting-IP"));
  const byAddress = buckets.take(`${limit.name} of ${caller}`, limit.perAddress * factor, now);
  const holder = await holderOf(c);
  // Whoever shows a new token each time is still held by the address.
  const byHolder =
    holder === null || !byAddress.isGranted
      ? byAddress
      : buckets.take(`${limit.name} by ${holder}`, limit.perHolder * factor, now);
  c.set("rateHeaders", rateHeaders(byHolder));
  return byHolder.isGranted ? next() : refused(byHolder);
});

const ceilings = new Map(CEILINGS.map((bytes) => [bytes, limitBody(bytes)] as const));

export const limitBodies = createMiddleware<App>(async (c, next) => {
  const ceiling = ceilings.get(ceilingOf(c.req.path));
  return c.req.raw.body === null || ceiling === undefined ? next() : ceiling(c, next);
});

/** The token or session that a request shows, whatever it is worth; null for none. Never the secret itself. */
async function holderOf(c: Context<App>): Promise<string | null> {
  const cookies = c.req.header("Cookie");
  const shown =
    c.req.header("Authorization")?.slice(0, MAX_SHOWN) ?? accountCookieOf(cookies, c.req.url) ?? sessionOf(cookies);
  return shown === null ? null : hashOf(shown);
}

const refused = ({ retryS }: Taken): Response =>
  errorAnswer("rate_limited", "Too many requests. Try again in a moment.", Math.max(1, retryS));

const rateHeaders = ({ limit, remaining, resetS }: Taken): Readonly<Record<string, string>> => ({
  "RateLimit-Limit": String(limit),
  "RateLimit-Remaining": String(remaining),
  "RateLimit-Reset": String(resetS),
});
