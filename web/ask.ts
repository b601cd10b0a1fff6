/** Turns a call of the API into what a page shows: the answer parsed, or why there is none; a returned outcome, never a throw. Knows no route. */
import * as v from "valibot";
import type { Answered } from "#workers/client.ts";

export type ApiAnswer<T> =
  | { readonly kind: "ok"; readonly value: T }
  /** The site says no: the status, its code for why, and why in a sentence. */
  | { readonly kind: "refused"; readonly status: number; readonly code: string; readonly message: string }
  /** No answer, or one that is not understood. */
  | { readonly kind: "failed" };

/** What was asked for is not there, or not for this person to know of. */
export const isMissing = (answer: ApiAnswer<unknown>): boolean => answer.kind === "refused" && answer.status === 404;

const errorSchema = v.object({ error: v.object({ code: v.optional(v.string(), ""), message: v.string() }) });

/** For an answer without a body. */
export const nothing = v.pipe(
  v.unknown(),
  v.transform((): null => null),
);

/** A route whose answers do not fit the schema does not compile; an answer that does not fit it is a failed one. */
export async function ask<Schema extends v.GenericSchema>(
  call: Promise<Answered<Schema>>,
  schema: Schema,
): Promise<ApiAnswer<v.InferOutput<Schema>>> {
  try {
    const response = await call;
    const text = await response.text();
    const body: unknown = text === "" ? null : JSON.parse(text);
    if (response.ok) return { kind: "ok", value: v.parse(schema, body) };
    const error = v.safeParse(errorSchema, body);
    if (!error.success) return { kind: "failed" };
    return { kind: "refused", status: response.status, ...error.output.error };
  } catch {
    // A lost connection, a time-out or a body that is no such answer: the page says so in words.
    return { kind: "failed" };
  }
}
