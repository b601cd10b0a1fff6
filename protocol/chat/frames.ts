/**
 * Chat on a viewer's socket (`/chat/:login`): text frames of JSON both ways, and binary batches of events (`batch.ts`) to the viewer.
 * Normative text: docs/protocol.md, "Chat". Who the viewer is, the edge has found out before.
 */
import * as v from "valibot";
import { idSchema, loginSchema } from "../ids.ts";
import { actionSchema } from "./action.ts";
import { doneCodeSchema, refusalCodeSchema } from "./codes.ts";
import { badgeSchema, seqSchema } from "./event.ts";
import { HISTORY_EVENTS, MAX_CHAT_FRAME_BYTES, RING_EVENTS } from "./limits.ts";
import { heldOverSchema, heldSchema, logEntrySchema, roleSchema } from "./moderation.ts";
import { modesSchema } from "./modes.ts";
import { colourSchema, displayNameSchema } from "./viewer.ts";

/** A client's own mark of a message or action: a resend with the same nonce is the same message. */
export const nonceSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,36}$/));

export const upSchema = v.variant("kind", [
  /**
   * First of all frames. `after` is the number of the newest event seen; a newcomer has none. A moderator who asks for `moderation` gets
   * held messages and the log besides.
   */
  v.object({ kind: v.literal("join"), after: v.optional(seqSchema), moderation: v.optional(v.boolean(), false) }),
  /** A text that begins with `/` is a command. */
  v.object({
    kind: v.literal("send"),
    nonce: nonceSchema,
    text: v.pipe(v.string(), v.maxLength(MAX_CHAT_FRAME_BYTES)),
    replyTo: v.optional(seqSchema),
  }),
  v.object({ kind: v.literal("act"), nonce: nonceSchema, action: actionSchema }),
]);
export type Up = Readonly<v.InferOutput<typeof upSchema>>;

/** What the room holds of the viewer on this socket. */
export const selfSchema = v.object({
  userId: idSchema,
  login: loginSchema,
  name: displayNameSchema,
  colour: v.nullable(colourSchema),
  badges: v.array(badgeSchema),
  role: roleSchema,
  staff: v.boolean(),
  subscriber: v.boolean(),
  /** End of a timeout, milliseconds since the epoch; null when there is none. */
  timedOutUntil: v.nullable(v.number()),
  banned: v.boolean(),
});
export type Self = Readonly<v.InferOutput<typeof selfSchema>>;

export const downSchema = v.variant("kind", [
  v.object({
    kind: v.literal("joined"),
    channelId: idSchema,
    /** Number of the newest event; what comes next follows it. */
    seq: seqSchema,
    /** False when more was missed than the room keeps: the events are the newest, with a hole before them. */
    complete: v.boolean(),
    /** As in a batch (`event.ts`), oldest first; HISTORY_EVENTS for a newcomer. */
    events: v.pipe(v.array(v.unknown()), v.maxLength(Math.max(HISTORY_EVENTS, RING_EVENTS))),
    /** The modes that hold. */
    modes: modesSchema,
    /** Null for a reader without account. */
    self: v.nullable(selfSchema),
    chatters: v.number(),
    /** False while the room cannot store: what is said now is gone when it restarts. */
    kept: v.boolean(),
  }),
  /**
   * The message is taken: stored, unless `kept` is false. `seq` is null when a busy room did not show it; such a message is not kept and
   * has no number.
   */
  v.object({ kind: v.literal("sent"), nonce: nonceSchema, seq: v.nullable(seqSchema), kept: v.boolean() }),
  v.object({
    kind: v.literal("refused"),
    nonce: v.nullable(nonceSchema),
    code: refusalCodeSchema,
    message: v.string(),
    /** Milliseconds after which it may be tried again; null when waiting does not help. */
    retryMs: v.nullable(v.number()),
  }),
  /** An action or command was carried out; `message` is a sentence for the person, `users` the logins that were asked for. */
  v.object({
    kind: v.literal("done"),
    nonce: v.nullable(nonceSchema),
    code: doneCodeSchema,
    message: v.string(),
    users: v.optional(v.array(loginSchema)),
  }),
  /** What the room holds of this viewer has changed. */
  v.object({ kind: v.literal("self"), self: selfSchema }),
  /** Everyone with a socket in this room, whether or not they write. */
  v.object({ kind: v.literal("presence"), chatters: v.number() }),
  /** The room is too busy to show everything: so many of so many lines were shown since the last notice. */
  v.object({ kind: v.literal("sampled"), shown: v.number(), total: v.number() }),
  /** The room stores again, or cannot. */
  v.object({ kind: v.literal("kept"), kept: v.boolean() }),
  /** To moderators who asked for it. */
  v.object({ kind: v.literal("held"), held: heldSchema }),
  v.object({
    kind: v.literal("heldOver"),
    id: v.string(),
    outcome: v.picklist(["allowed", "denied", "expired"]),
    /** What was held, and who decided; a room of before does not tell. */
    over: v.optional(heldOverSchema),
  }),
  /** `action` is what was carried out, of modes those that are different now; the room's own doing, and a room of before, have none. */
  v.object({ kind: v.literal("logged"), entry: logEntrySchema, action: v.optional(actionSchema) }),
  /** Come back soon: this socket is about to end. The client waits a random part of `withinMs`. */
  v.object({ kind: v.literal("reconnect"), withinMs: v.number() }),
]);
export type Down = Readonly<v.InferOutput<typeof downSchema>>;

/** Close codes of chat sockets beyond RFC 6455's (1008 too many frames, 1009 a frame too large, 1012 restart, 1013 full or too slow). */
export const CHAT_CLOSE = {
  normal: 1000,
  policy: 1008,
  tooLarge: 1009,
  restart: 1012,
  tryLater: 1013,
  /** The ticket is forged, expired or used on another channel: get a new one. */
  badTicket: 4401,
} as const;
