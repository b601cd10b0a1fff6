/** The typed client of the HTTP API, for the pages and the transcoder nodes. */
import { hc } from "hono/client";
import type { App } from "./app.ts";

/** `origin` without a trailing slash, or empty for the page's own; `token` is sent as a bearer token. */
export function createClient(origin: string, options: { readonly token?: string; readonly fetch?: typeof fetch } = {}) {
  const headers: Record<string, string> =
    options.token === undefined ? {} : { Authorization: `Bearer ${options.token}` };
  return hc<App>(origin === "" ? "/" : origin, {
    headers,
    ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
  });
}

export type Client = ReturnType<typeof createClient>;
