/** What a relay knows of one viewer's socket. It travels in the socket's attachment, so it outlives the object; parsed whenever it is read. */
import * as v from "valibot";
import { seqSchema } from "#protocol/chat/event.ts";
import type { Self } from "#protocol/chat/frames.ts";
import { connectionSchema } from "#protocol/chat/link.ts";
import { type Viewer, viewerSchema } from "#protocol/chat/viewer.ts";

const sessionSchema = v.object({
  /** The socket's mark within the relay, and its connection for the room. */
  socket: connectionSchema,
  /** Null for a reader without account. */
  viewer: v.nullable(viewerSchema),
  /** Number of the newest event when it joined; null before. */
  joinedAt: v.nullable(seqSchema),
  /** Asked for what moderators see. */
  moderation: v.boolean(),
  /** The room has said who the viewer is there. */
  known: v.boolean(),
  /** May see what moderators see, as far as the room has said. */
  moderates: v.boolean(),
  /** Frames counted since a moment. */
  frames: v.object({ since: v.number(), count: v.number() }),
});
export type RelaySession = Readonly<v.InferOutput<typeof sessionSchema>>;

export function newRelaySession(socket: string, viewer: Viewer | null, nowMs: number): RelaySession {
  const frames = { since: nowMs, count: 0 };
  return { socket, viewer, joinedAt: null, moderation: false, known: false, moderates: false, frames };
}

/** Reads an attachment; null when it is none of ours. */
export function parseRelaySession(attachment: unknown): RelaySession | null {
  const parsed = v.safeParse(sessionSchema, attachment);
  return parsed.success ? parsed.output : null;
}

/** What the room holds of the viewer now. Names and colours change while a socket is open. */
export function introduced(session: RelaySession, self: Self): RelaySession {
  const { viewer } = session;
  if (viewer === null || viewer.userId !== self.userId) return session;
  const { login, name, colour, role, staff } = self;
  const mayModerate = staff || role === "broadcaster" || role === "moderator";
  const isNamed = viewer.login === login && viewer.name === name && viewer.colour === colour;
  const moderates = mayModerate && viewer.writesOnly !== true;
  if (session.known && isNamed && session.moderates === moderates) return session;
  return { ...session, viewer: isNamed ? viewer : { ...viewer, login, name, colour }, known: true, moderates };
}
