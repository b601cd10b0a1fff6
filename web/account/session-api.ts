/** `/api/session`: who is signed in, a guest taking a name, and signing out. */
import * as v from "valibot";
import { type Account, sessionStateSchema } from "#protocol/users/user.ts";
import { type ApiAnswer, ask, withJson } from "../ask.ts";

const readSession = (body: unknown): Account | null => v.parse(sessionStateSchema, body).user;

/** Null: nobody is signed in. */
export const getSession = (): Promise<ApiAnswer<Account | null>> => ask("/api/session", {}, readSession);

/** A guest takes a name. */
export const openSession = (name: string): Promise<ApiAnswer<Account | null>> =>
  ask("/api/session", withJson("POST", { name }), readSession);

export const closeSession = (): Promise<ApiAnswer<Account | null>> =>
  ask("/api/session", { method: "DELETE" }, readSession);
