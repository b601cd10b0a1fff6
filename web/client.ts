/** The one way in which the pages ask this site's API: typed by the Worker's own routes, from the page's own origin, with patience that ends. */
import { type Client, createClient } from "#workers/client.ts";

/** An answer that takes longer is a failed one, milliseconds. */
const PATIENCE_MS = 8000;

/** As long as `signal` lets it, and no longer than the patience. */
export function limited(signal: AbortSignal | null = null): AbortSignal {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  return signal === null ? patience : AbortSignal.any([signal, patience]);
}

const client = createClient("", {
  fetch: (input, init) => fetch(input, { ...init, signal: limited(init?.signal) }),
});

/** The routes by the first part of their path. Parameters go into the path as they are: what a person typed is encoded before. */
export const api: Client["api"] = client.api;
export const chat: Client["chat"] = client.chat;
export const ingests: Client["ingests"] = client.ingests;
export const vods: Client["vods"] = client.vods;

/** For a call that is not to outlive what asked for it. */
export const until = (signal: AbortSignal): { readonly init: RequestInit } => ({ init: { signal } });

/** The same, past what the browser remembers: for whoever changes what they read. */
export const freshUntil = (signal: AbortSignal): { readonly init: RequestInit } => ({
  init: { signal, cache: "no-store" },
});
