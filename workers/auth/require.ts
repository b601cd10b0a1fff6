/** Lets a request through only with the right bearer token; who keeps guessing is told to slow down. */
import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { Fault } from "#protocol/errors.ts";
import type { App, Env } from "../env.ts";
import { CallerLimit, callerOf, MAX_FAILURES } from "./caller-limit.ts";
import { bearerOf, isSameSecret } from "./secrets.ts";

/** Failures of one isolate, by address of the caller. */
const failures = new CallerLimit(MAX_FAILURES);

type TokenName = "NODE_TOKEN" | "OPERATOR_TOKEN";

/** Whether a request shows the token. Throws a `rate_limited` Fault for callers that guess. */
export async function showsToken(c: Context<App>, name: TokenName): Promise<boolean> {
  const caller = callerOf(c.req.header("CF-Connecting-IP"));
  const now = Date.now();
  if (failures.isOver(caller, now)) throw new Fault("rate_limited", "Too many wrong tokens. Try again in a minute.");
  const expected: Env[TokenName] = c.env[name];
  if (await isSameSecret(bearerOf(c.req.header("Authorization")), expected)) return true;
  failures.note(caller, now);
  return false;
}

export const requireToken = (name: TokenName) =>
  createMiddleware<App>(async (c, next) => {
    if (!(await showsToken(c, name))) throw new Fault("unauthorized", "This address needs a valid bearer token.");
    await next();
  });
