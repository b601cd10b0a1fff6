/**
 * What the room knows of one socket, a viewer's or a relay's. It travels in the socket's attachment, so it outlives the object; parsed
 * whenever it is read.
 */
import * as v from "valibot";
import { FRAME_WINDOW_MS, MAX_FRAMES_PER_WINDOW } from "#protocol/chat/limits.ts";
import { relayNameSchema } from "#protocol/chat/link.ts";
import { type Viewer, viewerSchema } from "#protocol/chat/viewer.ts";

const windowSchema = v.object({ since: v.number(), count: v.number() });
/** Frames counted since a moment. */
export type Window = Readonly<v.InferOutput<typeof windowSchema>>;

const viewerSessionSchema = v.object({
  kind: v.literal("viewer"),
  /** The socket's mark within the room. */
  socket: v.string(),
  /** Null for a reader without account. */
  viewer: v.nullable(viewerSchema),
  joined: v.boolean(),
  /** Asked for what moderators see. */
  moderation: v.boolean(),
  frames: windowSchema,
});
const linkSessionSchema = v.object({
  kind: v.literal("link"),
  socket: v.string(),
  /** Null before `hello`. */
  relay: v.nullable(relayNameSchema),
  /** Sockets that the relay has. */
  sockets: v.number(),
});
const sessionSchema = v.variant("kind", [viewerSessionSchema, linkSessionSchema]);

export type ViewerSession = Readonly<v.InferOutput<typeof viewerSessionSchema>>;
export type LinkSession = Readonly<v.InferOutput<typeof linkSessionSchema>>;
export type Session = ViewerSession | LinkSession;

export function newViewerSession(socket: string, viewer: Viewer | null, nowMs: number): ViewerSession {
  return { kind: "viewer", socket, viewer, joined: false, moderation: false, frames: { since: nowMs, count: 0 } };
}

export const newLinkSession = (socket: string): LinkSession => ({ kind: "link", socket, relay: null, sockets: 0 });

/** Reads an attachment; null when it is none of ours. */
export function parseSession(attachment: unknown): Session | null {
  const parsed = v.safeParse(sessionSchema, attachment);
  return parsed.success ? parsed.output : null;
}

/** Counts one more frame; null when that is one too many. */
export function countFrame(window: Window, nowMs: number): Window | null {
  const isOver = nowMs - window.since >= FRAME_WINDOW_MS || nowMs < window.since;
  if (isOver) return { since: nowMs, count: 1 };
  return window.count >= MAX_FRAMES_PER_WINDOW ? null : { since: window.since, count: window.count + 1 };
}
