/** Refuses what another site's page asks in a person's name: signing in or out, and everything that a session alone allows. */
import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { Fault } from "#protocol/errors.ts";
import { isSameOrigin } from "../chat/same-origin.ts";
import type { App } from "../env.ts";

export function requireOwnPage(c: Context<App>): void {
  const site = c.req.header("Sec-Fetch-Site");
  const isForeign = site === "cross-site" || site === "same-site";
  if (isForeign || !isSameOrigin(c.req.header("Origin") ?? null, c.req.url)) {
    throw new Fault("forbidden", "Only this site's own pages may do this.");
  }
}

const READS: ReadonlySet<string> = new Set(["GET", "HEAD"]);

/** Every write of a sub-app comes from this site's own pages. */
export const ownPageWrites = createMiddleware<App>(async (c, next) => {
  if (!READS.has(c.req.method)) requireOwnPage(c);
  await next();
});
