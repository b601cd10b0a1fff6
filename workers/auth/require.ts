/** Lets a request through only with the right bearer token; who keeps guessing is told to slow down. */
import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { Fault } from "#protocol/errors.ts";
import type { App, Env } from "../env.ts";
import { callerOf, MAX_FAILURES } from "./caller-limit.ts";
import { bearerOf, isSameSecret } from "./secrets.ts";
import { SharedLimit } from "./shared-limit.ts";

/** Wrong tokens of nodes and the operator, by address of the caller. */
const failures = new SharedLimit({
  name: "wrong configured tokens",
  most: MAX_FAILURES,
  sentence: "Too many wrong tokens. Try again in a minute.",
});

type TokenName = "NODE_TOKEN" | "OPERATOR_TOKEN";

/** Whether a request shows the token. Throws a `rate_limited` Fault for callers that guess. */
export async function showsToken(c: Context<App>, name: TokenName): Promise<boolean> {
  const caller = callerOf(c.req.header("CF-Connecting-IP"));
  failures.refuseGuesser(caller);
  const expected: Env[TokenName] = c.env[name];
  if (await isSameSecret(bearerOf(c.req.header("Authorization")), expected)) return true;
  await failures.noteGuess(c, caller);
  return false;
}

export const requireToken = (name: TokenName) =>
  createMiddleware<App>(async (c, next) => {
    if (!(await showsToken(c, name))) throw new Fault("unauthorized", "This address needs a valid bearer token.");
    await next();
  });
