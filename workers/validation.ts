/**
 * Checks what a request holds against a schema, turns what does not fit into the one shape of errors, and remembers which handler checks what,
 * so that the description of the API comes from the schemas that really check.
 */
import { sValidator as standardValidator } from "@hono/standard-validator";
import type { ValidationTargets } from "hono";
import type * as v from "valibot";
import { Fault } from "#protocol/errors.ts";

type Checked = { readonly success: true } | { readonly success: false; readonly error: readonly { message: string }[] };

/** The validator's hook: names the first thing that is wrong. */
export function badRequest(checked: Checked): void {
  if (!checked.success) throw new Fault("bad_request", checked.error[0]?.message ?? "The request does not fit.");
}

/** What a handler checks. */
export type Check = { readonly target: keyof ValidationTargets; readonly schema: v.GenericSchema };

const checks = new WeakMap<object, Check>();

/** The library's own function, whose types say what a handler may read; a proxy keeps them as they are. */
export const sValidator = new Proxy(standardValidator, {
  apply(make, self, given) {
    const handler = Reflect.apply(make, self, given);
    checks.set(handler, { target: given[0], schema: given[1] });
    return handler;
  },
});

/** What this handler of a route checks; undefined for one that is no validator. */
export const checkOf = (handler: object): Check | undefined => checks.get(handler);
