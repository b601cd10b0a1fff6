/** What every answer of the Worker has in common: the shape of errors, and headers for pages of other origins. */

import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { HTTPException } from "hono/http-exception";
import { ERROR_STATUS, type ErrorBody, type ErrorCode, Fault } from "#protocol/errors.ts";
import { loggable } from "#protocol/loggable.ts";
import type { App } from "./env.ts";
import { TooOften } from "./too-often.ts";

const EXPOSED = [
  "Age, Content-Length, Content-Range, Content-Encoding, Date, ETag, Retry-After",
  "RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, X-Request-Id",
].join(", ");
/** Seconds that a browser may keep the answer to a preflight. */
const PREFLIGHT_SECONDS = "86400";

/**
 * Everything may be read from any origin. What depends on a cookie may not: a browser sends none along with a request that `*` is to answer,
 * and a cookie that comes all the same counts for this site's own pages only (`auth/session-cookie.ts`).
 */
export const crossOrigin = createMiddleware(async (c, next) => {
  if (c.req.method === "OPTIONS") {
    c.res = new Response(null, {
      status: 204,
      headers: {
        "Access-Control-Allow-Methods": "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS",
        "Access-Control-Allow-Headers": "Authorization, Client-Id, Content-Type, Range",
        "Access-Control-Max-Age": PREFLIGHT_SECONDS,
        "Cache-Control": "no-store",
      },
    });
  } else await next();
  if (c.res.status === 101) return;
  const { body, status } = c.res;
  const headers = new Headers(c.res.headers);
  headers.set("Access-Control-Allow-Origin", "*");
  headers.set("Access-Control-Expose-Headers", EXPOSED);
  headers.set("Timing-Allow-Origin", "*");
  headers.set("X-Content-Type-Options", "nosniff");
  if (!headers.has("Cache-Control")) headers.set("Cache-Control", "no-store");
  const encoding = headers.has("Content-Encoding") ? { encodeBody: "manual" as const } : {};
  // Hono copies the headers of an answer onto the one that replaces it; setting it to undefined first stops that.
  c.res = undefined;
  c.res = new Response(body, { status, headers, ...encoding });
});

/** Seconds after which a client may ask again: an object is back soon, a limit's window is a minute. */
const RETRY_AFTER_SECONDS: Partial<Record<ErrorCode, string>> = { unavailable: "1", rate_limited: "60" };

export function errorAnswer(code: ErrorCode, message: string, retryS?: number): Response {
  const body: ErrorBody = { error: { code, message } };
  const seconds = retryS === undefined ? RETRY_AFTER_SECONDS[code] : String(retryS);
  const retry = seconds === undefined ? {} : { "Retry-After": seconds };
  return Response.json(body, { status: ERROR_STATUS[code], headers: { "Cache-Control": "no-store", ...retry } });
}

/** The one place where a fault becomes an answer. What is not a `Fault` is our bug, or the platform's trouble: it is logged. */
export function faultAnswer(fault: unknown, c?: Context<App>): Response {
  const name = c === undefined ? "a request" : `request ${c.get("requestId")}, ${c.req.method} ${c.req.path},`;
  if (fault instanceof Fault) {
    // What the world did to us has a cause that the client is not told.
    if (fault.cause !== undefined && ERROR_STATUS[fault.code] >= 500)
      console.warn(`${name} could not be served`, loggable(fault));
    return errorAnswer(fault.code, fault.message, fault instanceof TooOften ? fault.retryS : undefined);
  }
  // What the router itself refuses: a body that is no JSON, or no form.
  if (fault instanceof HTTPException && fault.status < 500) return errorAnswer("bad_request", fault.message);
  console.error(`${name} failed`, loggable(fault));
  return errorAnswer("internal", "Something went wrong on our side.");
}
