/** The typed client of the HTTP API, for the pages, the transcoder nodes and the commands: every route that `app.ts` composes into its API. */
import { hc } from "hono/client";
import type * as v from "valibot";
import type { App } from "./app.ts";

/** `origin` without a trailing slash, or empty for the page's own; `token` is sent as a bearer token. */
export function createClient(origin: string, options: { readonly token?: string; readonly fetch?: typeof fetch } = {}) {
  const headers = {
    Accept: "application/json",
    ...(options.token === undefined ? {} : { Authorization: `Bearer ${options.token}` }),
  };
  return hc<App>(origin === "" ? "/" : origin, {
    headers,
    ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
  });
}

export type Client = ReturnType<typeof createClient>;

/** A route may say that nobody writes to what it answers. */
type Unwritten<T> = T extends readonly (infer Item)[]
  ? readonly Unwritten<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Unwritten<T[Key]> }
    : T;

/**
 * The response of a route that answers what the schema reads; that of another route does not compile. Its `json` carries the type and is not
 * to be called: whoever asks reads the text, and checks it.
 */
export type Answered<Schema extends v.GenericSchema> = {
  readonly ok: boolean;
  readonly status: number;
  readonly url: string;
  readonly text: () => Promise<string>;
  readonly json: () => Promise<Unwritten<v.InferInput<Schema>>>;
};
