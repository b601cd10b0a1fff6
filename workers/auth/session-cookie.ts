/** The cookie of a session: how it is set, and when it may speak for a person. Pure. */
import { isSameOrigin } from "../chat/same-origin.ts";

export const SESSION_COOKIE = "rill_session";
/** A session ends when it was not seen for this long, milliseconds. */
export const SESSION_MS = 30 * 24 * 3600 * 1000;

const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD"]);

/** The session's secret in a Cookie header; null when there is none that could be ours. */
export function sessionOf(cookies: string | undefined): string | null {
  for (const pair of (cookies ?? "").split(";")) {
    const match = /^\s*rill_session=([A-Za-z0-9_-]{43})\s*$/.exec(pair);
    if (match !== null) return match[1] ?? null;
  }
  return null;
}

/** The Set-Cookie header of a session; without a secret it takes the cookie away. */
export function sessionCookie(secret: string | null, requestUrl: string): string {
  const secure = new URL(requestUrl).protocol === "https:" ? "; Secure" : "";
  const seconds = secret === null ? 0 : SESSION_MS / 1000;
  return `${SESSION_COOKIE}=${secret ?? ""}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure}`;
}

export type CookieRequest = {
  readonly method: string;
  readonly url: string;
  readonly origin: string | null;
  readonly fetchSite: string | null;
};

/**
 * Whether the cookie counts for a request. Browsers name the page's origin with every write and every WebSocket handshake; a read without
 * one is counted unless the browser says that another site's page asks.
 */
export function cookieCounts({ method, url, origin, fetchSite }: CookieRequest): boolean {
  if (origin !== null) return isSameOrigin(origin, url);
  if (!SAFE_METHODS.has(method)) return fetchSite === "same-origin";
  return fetchSite === null || fetchSite === "same-origin" || fetchSite === "none";
}

/** Whether a person follows a link in a window of its own, and no page asks behind the person's back or shows the answer in a frame. */
export const isFollowedLink = (request: {
  readonly method: string;
  readonly mode: string | undefined;
  readonly destination: string | undefined;
}): boolean => request.method === "GET" && request.mode === "navigate" && request.destination === "document";
