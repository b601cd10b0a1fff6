/** The editors of one's own channel: `/api/me/editors`. Each change answers with all of them. */
import * as v from "valibot";
import { type Editors, editorsSchema } from "#protocol/accounts/me.ts";
import { type ApiAnswer, ask } from "../ask.ts";

const readEditors = (body: unknown): Editors["editors"] => v.parse(editorsSchema, body).editors;

export const getEditors = (signal: AbortSignal): Promise<ApiAnswer<Editors["editors"]>> =>
  ask("/api/me/editors", { signal }, readEditors);

export const addEditor = (login: string): Promise<ApiAnswer<Editors["editors"]>> =>
  ask(`/api/me/editors/${login}`, { method: "PUT" }, readEditors);

export const removeEditor = (login: string): Promise<ApiAnswer<Editors["editors"]>> =>
  ask(`/api/me/editors/${login}`, { method: "DELETE" }, readEditors);
