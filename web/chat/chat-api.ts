/** What the chat asks over HTTP: who is at this page, and which emotes there are. What can go wrong is a returned outcome, never a throw. */
import * as v from "valibot";
import { type ChannelEmote, channelEmoteSchema } from "#protocol/chat/emote.ts";
import { emoteIdSchema } from "#protocol/chat/event.ts";
import { MAX_CHANNEL_EMOTES } from "#protocol/chat/limits.ts";
import { type Account, type Profile, profileSchema, sessionStateSchema } from "#protocol/users/user.ts";

/** An answer that takes longer is a failed one, milliseconds. */
const PATIENCE_MS = 8000;

export type ApiAnswer<T> =
  | { readonly kind: "ok"; readonly value: T }
  /** The site says no: the status, and why in a sentence. */
  | { readonly kind: "refused"; readonly status: number; readonly message: string }
  /** No answer, or one that is not understood. */
  | { readonly kind: "failed" };

const errorSchema = v.object({ error: v.object({ message: v.string() }) });
const emotesSchema = v.object({
  global: v.pipe(v.array(v.object({ id: emoteIdSchema, name: v.string() })), v.maxLength(MAX_CHANNEL_EMOTES)),
  channel: v.pipe(v.array(channelEmoteSchema), v.maxLength(MAX_CHANNEL_EMOTES)),
});

export type EmoteLists = {
  readonly global: readonly { readonly id: string; readonly name: string }[];
  readonly channel: readonly ChannelEmote[];
};

/** Null: nobody is signed in. */
export const getSession = (signal?: AbortSignal): Promise<ApiAnswer<Account | null>> =>
  ask("/api/session", { signal: signal ?? null }, (body) => v.parse(sessionStateSchema, body).user);

/** A guest takes a name. */
export function openSession(name: string): Promise<ApiAnswer<Account | null>> {
  const headers = { "content-type": "application/json" };
  const init = { method: "POST", headers, body: JSON.stringify({ name }) };
  return ask("/api/session", init, (body) => v.parse(sessionStateSchema, body).user);
}

export const closeSession = (): Promise<ApiAnswer<Account | null>> =>
  ask("/api/session", { method: "DELETE" }, (body) => v.parse(sessionStateSchema, body).user);

export const getEmotes = (login: string, signal: AbortSignal): Promise<ApiAnswer<EmoteLists>> =>
  ask(`/chat/${login}/emotes`, { signal }, (body) => v.parse(emotesSchema, body));

/** What anybody may know of a user. */
export const getProfile = (login: string, signal: AbortSignal): Promise<ApiAnswer<Profile>> =>
  ask(`/api/users/${login}`, { signal }, (body) => v.parse(profileSchema, body));

export async function ask<T>(path: string, init: RequestInit, read: (body: unknown) => T): Promise<ApiAnswer<T>> {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  const signal = init.signal instanceof AbortSignal ? AbortSignal.any([init.signal, patience]) : patience;
  try {
    const headers = { accept: "application/json", ...Object.fromEntries(new Headers(init.headers)) };
    const response = await fetch(path, { ...init, headers, signal });
    const body: unknown = await response.json();
    if (response.ok) return { kind: "ok", value: read(body) };
    const error = v.safeParse(errorSchema, body);
    if (!error.success) return { kind: "failed" };
    return { kind: "refused", status: response.status, message: error.output.error.message };
  } catch {
    // A lost connection, a time-out or a body that is no such answer: the page says so in words.
    return { kind: "failed" };
  }
}
