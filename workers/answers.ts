/** What every answer of the Worker has in common: the shape of errors, and headers for pages of other origins. */
import { createMiddleware } from "hono/factory";
import { ERROR_STATUS, type ErrorBody, type ErrorCode, Fault } from "#protocol/errors.ts";

const EXPOSED = "Age, Content-Length, Content-Range, Content-Encoding, Date, ETag, Retry-After";
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
        "Access-Control-Allow-Headers": "Authorization, Content-Type, Range",
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

export function errorAnswer(code: ErrorCode, message: string): Response {
  const body: ErrorBody = { error: { code, message } };
  const seconds = RETRY_AFTER_SECONDS[code];
  const retry = seconds === undefined ? {} : { "Retry-After": seconds };
  return Response.json(body, { status: ERROR_STATUS[code], headers: { "Cache-Control": "no-store", ...retry } });
}

/** The one place where a fault becomes an answer. What is not a `Fault` is our bug, or the platform's trouble: it is logged. */
export function faultAnswer(fault: unknown): Response {
  if (fault instanceof Fault) return errorAnswer(fault.code, fault.message);
  console.error("a request failed", fault);
  return errorAnswer("internal", "Something went wrong on our side.");
}
