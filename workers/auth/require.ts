/** Lets a request through only with the right bearer token; who keeps guessing is told to slow down. */
import { createMiddleware } from "hono/factory";
import { Fault } from "#protocol/errors.ts";
import type { App, Env } from "../env.ts";
import { CallerLimit, callerOf, MAX_FAILURES } from "./caller-limit.ts";
import { bearerOf, isSameSecret } from "./secrets.ts";

/** Failures of one isolate, by address of the caller. */
const failures = new CallerLimit(MAX_FAILURES);

export const requireToken = (name: "NODE_TOKEN" | "OPERATOR_TOKEN") =>
  createMiddleware<App>(async (c, next) => {
    const caller = callerOf(c.req.header("CF-Connecting-IP"));
    const now = Date.now();
    if (failures.isOver(caller, now)) throw new Fault("rate_limited", "Too many wrong tokens. Try again in a minute.");
    const expected: Env[typeof name] = c.env[name];
    if (!(await isSameSecret(bearerOf(c.req.header("Authorization")), expected))) {
      failures.note(caller, now);
      throw new Fault("unauthorized", "This address needs a valid bearer token.");
    }
    await next();
  });
