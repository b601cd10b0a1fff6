/** Answers of the endpoints that programs call, in Twitch's words, which they compare. */
import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { Fault } from "#protocol/errors.ts";
import { CallerLimit, callerOf, MAX_FAILURES } from "../auth/caller-limit.ts";
import { SharedLimit } from "../auth/shared-limit.ts";
import type { App } from "../env.ts";
import { TooOften } from "../too-often.ts";

/** Requests of one address in a window: a server that looks after a few hundred accounts may start anew. */
export const MAX_REQUESTS = 300;

/** Wrong secrets, codes and tokens, by address of the caller. */
const failures = new SharedLimit({ name: "wrong secrets and codes of apps", most: MAX_FAILURES });
/** Requests at all, in the isolate: a fence against loops. */
const requests = new CallerLimit(MAX_REQUESTS);

/** Thrown where a request cannot be granted; the routes turn it into the answer. */
export class Refusal extends Error {
  readonly status: 400 | 401 | 403 | 404 | 429 | 503;
  /** Whether it may be a guess: callers may make so many and no more. */
  readonly isGuess: boolean;

  constructor(status: Refusal["status"], message: string, { isGuess = false } = {}) {
    super(message);
    this.name = "Refusal";
    this.status = status;
    this.isGuess = isGuess;
  }
}

export const guess = (status: Refusal["status"], message: string): Refusal =>
  new Refusal(status, message, { isGuess: true });

const refused = (status: number, message: string, headers: Record<string, string> = {}): Response =>
  Response.json({ status, message }, { status, headers: { "Cache-Control": "no-store", ...headers } });

/** Counts who asks and who guesses. */
export const countCallers = createMiddleware<App>(async (c, next) => {
  const caller = callerOf(c.req.header("CF-Connecting-IP"));
  const now = Date.now();
  failures.refuseGuesser(caller);
  if (requests.isOver(caller, now)) return tooMany();
  requests.note(caller, now);
  return next();
});

const tooMany = (retryS = 60): Response => refused(429, "too many requests", { "Retry-After": String(retryS) });

/** Where the endpoints' faults become answers. */
export async function refusalAnswer(fault: unknown, c: Context<App>): Promise<Response> {
  if (fault instanceof Refusal) {
    if (fault.isGuess) await failures.noteGuess(c, callerOf(c.req.header("CF-Connecting-IP")));
    return refused(fault.status, fault.message);
  }
  if (fault instanceof TooOften) return tooMany(fault.retryS);
  if (fault instanceof Fault && fault.code === "rate_limited") return tooMany();
  if (fault instanceof Fault && fault.code === "too_large") return refused(413, "the request is too large");
  throw fault;
}
