/** The editors of one's own channel: `/api/me/editors`. Each change answers with all of them. */
import * as v from "valibot";
import { type Editors, editorsSchema } from "#protocol/accounts/me.ts";
import { type ApiAnswer, ask } from "../ask.ts";
import { api, until } from "../client.ts";

const { editors } = api.me;

const listSchema = v.pipe(
  editorsSchema,
  v.transform((answer) => answer.editors),
);

export const getEditors = (signal: AbortSignal): Promise<ApiAnswer<Editors["editors"]>> =>
  ask(editors.$get({}, until(signal)), listSchema);

/** By the login that was typed. */
const named = (login: string) => ({ param: { login: encodeURIComponent(login) } });

export const addEditor = (login: string): Promise<ApiAnswer<Editors["editors"]>> =>
  ask(editors[":login"].$put(named(login)), listSchema);

export const removeEditor = (login: string): Promise<ApiAnswer<Editors["editors"]>> =>
  ask(editors[":login"].$delete(named(login)), listSchema);
