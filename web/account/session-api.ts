/** `/api/session`: who is signed in, a guest taking a name, and signing out. */
import * as v from "valibot";
import { type Account, sessionStateSchema } from "#protocol/users/user.ts";
import { type ApiAnswer, ask } from "../ask.ts";
import { api } from "../client.ts";

const sessionSchema = v.pipe(
  sessionStateSchema,
  v.transform(({ user }) => user),
);

/** Null: nobody is signed in. */
export const getSession = (): Promise<ApiAnswer<Account | null>> => ask(api.session.$get(), sessionSchema);

/** A guest takes a name. */
export const openSession = (name: string): Promise<ApiAnswer<Account | null>> =>
  ask(api.session.$post({ json: { name } }), sessionSchema);

export const closeSession = (): Promise<ApiAnswer<Account | null>> => ask(api.session.$delete(), sessionSchema);
