/** What the room knows of one socket. It travels in the socket's attachment, so it outlives the object; parsed whenever it is read. */
import * as v from "valibot";
import { chatNameSchema, MAX_SENDS_PER_WINDOW, SEND_WINDOW_MS } from "#protocol/chat/chat.ts";

/** Frames of any kind that a socket may send within SEND_WINDOW_MS: sends, resends and joins of an honest client, four times over. */
export const MAX_FRAMES_PER_WINDOW = 4 * MAX_SENDS_PER_WINDOW;

const windowSchema = v.object({ since: v.number(), count: v.number() });
/** Things counted since a moment. */
export type Window = Readonly<v.InferOutput<typeof windowSchema>>;

export const sessionSchema = v.object({
  /** The socket's mark within the room. */
  socket: v.string(),
  joined: v.boolean(),
  name: v.nullable(chatNameSchema),
  sends: windowSchema,
  frames: windowSchema,
});
export type Session = Readonly<v.InferOutput<typeof sessionSchema>>;

export function newSession(socket: string, nowMs: number): Session {
  const none = { since: nowMs, count: 0 };
  return { socket, joined: false, name: null, sends: none, frames: none };
}

/** Reads an attachment; null when it is none of ours. */
export function parseSession(attachment: unknown): Session | null {
  const parsed = v.safeParse(sessionSchema, attachment);
  return parsed.success ? parsed.output : null;
}

/** Counts one more; null when that is more than `max` within SEND_WINDOW_MS. */
export function countOne(window: Window, max: number, nowMs: number): Window | null {
  const over = nowMs - window.since >= SEND_WINDOW_MS || nowMs < window.since;
  if (over) return { since: nowMs, count: 1 };
  return window.count >= max ? null : { since: window.since, count: window.count + 1 };
}
