/** What an endpoint of the Twitch-shaped API is: where it stands, what its token must be good for, and what answers. */
import type { Context } from "hono";
import type { Scopes } from "#protocol/users/scopes.ts";
import type { Identity } from "../auth/identity.ts";
import type { App } from "../env.ts";
import type { Query } from "./query.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** A request that may be answered. */
export type Call = {
  readonly c: Context<App>;
  readonly db: D1Database;
  readonly query: Query;
  /** Which program asks. */
  readonly clientId: string;
  /** Null: a program for itself. */
  readonly identity: Identity | null;
  readonly scopes: Scopes;
  /** Where this Worker is reached, without a slash at the end. */
  readonly origin: string;
  readonly nowMs: number;
};
/** One that a user's token made. */
export type UserCall = Call & { readonly identity: Identity };

type Placed = { readonly method: Method; readonly path: string };
/**
 * Answers with a body, or null for 204. `scopes` null: any program may ask; else a user's token with one of them, or with none named any, and
 * where there is `ofProgram` also a program's own, which asks in the name of users who let it.
 */
export type Endpoint =
  | (Placed & { readonly scopes: null; readonly answer: (call: Call) => Promise<object | null> })
  | (Placed & {
      readonly scopes: readonly string[];
      readonly answer: (call: UserCall) => Promise<object | null>;
      readonly ofProgram?: (call: Call) => Promise<object | null>;
    });

export const forAnyone = (method: Method, path: string, answer: (call: Call) => Promise<object | null>): Endpoint => ({
  method,
  path,
  scopes: null,
  answer,
});

export const forUser = (
  method: Method,
  path: string,
  scopes: readonly string[],
  answer: (call: UserCall) => Promise<object | null>,
  ofProgram?: (call: Call) => Promise<object | null>,
): Endpoint => ({ method, path, scopes, answer, ...(ofProgram === undefined ? {} : { ofProgram }) });
