/** Whether the cookies of a request may speak for the person at the browser. */
import type { Context } from "hono";
import type { App } from "../env.ts";
import { cookieCounts, isFollowedLink } from "./session-cookie.ts";
import type { IdentifyOptions } from "./token-holder.ts";

export type SessionOptions = IdentifyOptions & {
  /** The address is a page for people: a link of another site may lead them there, signed in as they are. */
  readonly linked?: boolean;
};

export function cookiesCount(c: Context<App>, { linked = false }: SessionOptions = {}): boolean {
  const { method, url } = c.req;
  const origin = c.req.header("Origin") ?? null;
  const mode = c.req.header("Sec-Fetch-Mode");
  const destination = c.req.header("Sec-Fetch-Dest");
  const isLink = linked && isFollowedLink({ method, mode, destination });
  const fetchSite = isLink ? "none" : (c.req.header("Sec-Fetch-Site") ?? null);
  return cookieCounts({ method, url, origin, fetchSite });
}
