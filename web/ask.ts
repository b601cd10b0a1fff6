/** Asks this site's own API. Answers are parsed; what can go wrong is a returned outcome, never a throw. Knows no route. */
import * as v from "valibot";

/** An answer that takes longer is a failed one, milliseconds. */
const PATIENCE_MS = 8000;

export type ApiAnswer<T> =
  | { readonly kind: "ok"; readonly value: T }
  /** The site says no: the status, its code for why, and why in a sentence. */
  | { readonly kind: "refused"; readonly status: number; readonly code: string; readonly message: string }
  /** No answer, or one that is not understood. */
  | { readonly kind: "failed" };

const errorSchema = v.object({ error: v.object({ code: v.optional(v.string(), ""), message: v.string() }) });

/** How an answer without a body is read. */
export const nothing = (): null => null;

export async function ask<T>(path: string, init: RequestInit, read: (body: unknown) => T): Promise<ApiAnswer<T>> {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  const signal = init.signal instanceof AbortSignal ? AbortSignal.any([init.signal, patience]) : patience;
  try {
    const headers = { accept: "application/json", ...Object.fromEntries(new Headers(init.headers)) };
    const response = await fetch(path, { ...init, headers, signal });
    const text = await response.text();
    const body: unknown = text === "" ? null : JSON.parse(text);
    if (response.ok) return { kind: "ok", value: read(body) };
    const error = v.safeParse(errorSchema, body);
    if (!error.success) return { kind: "failed" };
    return { kind: "refused", status: response.status, ...error.output.error };
  } catch {
    // A lost connection, a time-out or a body that is no such answer: the page says so in words.
    return { kind: "failed" };
  }
}

/** A request with a JSON body. */
export function withJson(method: "POST" | "PUT" | "PATCH" | "DELETE", body: unknown): RequestInit {
  return { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}
