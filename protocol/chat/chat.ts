/**
 * Chat on the wire: compact JSON over a WebSocket at `/chat/:login`. Normative text: docs/protocol.md, "Chat".
 * A client sends `join` first, with the last sequence number it saw; the room answers `joined` with what was missed.
 */
import * as v from "valibot";

/** Unicode code points of a message, at most. */
export const MAX_MESSAGE_LENGTH = 500;
/** Bytes of a frame that a client sends, at most. */
export const MAX_CHAT_FRAME_BYTES = 4096;
/** Messages that a newcomer gets. */
export const HISTORY_MESSAGES = 100;
/** Sockets of one room object, at most (relays take over beyond). */
export const MAX_ROOM_SOCKETS = 1500;
/** Messages a socket may send within SEND_WINDOW_MS. */
export const MAX_SENDS_PER_WINDOW = 20;
export const SEND_WINDOW_MS = 30_000;

/** A name in chat until accounts exist: 1 to 25 letters, digits or _. */
export const chatNameSchema = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9][A-Za-z0-9_]{0,24}$/, "a name is 1 to 25 letters, digits or _"),
);
/** A client's own mark of a message: a resend with the same nonce is the same message. */
export const nonceSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,36}$/));
const seq = v.pipe(v.number(), v.integer(), v.minValue(0));

export const chatUpSchema = v.variant("kind", [
  v.object({ kind: v.literal("join"), name: v.optional(chatNameSchema), after: v.optional(seq) }),
  v.object({
    kind: v.literal("send"),
    nonce: nonceSchema,
    text: v.pipe(v.string(), v.maxLength(MAX_CHAT_FRAME_BYTES)),
  }),
]);
export type ChatUp = Readonly<v.InferOutput<typeof chatUpSchema>>;

export const chatMessageSchema = v.object({
  seq,
  name: v.string(),
  text: v.string(),
  /** Milliseconds since the Unix epoch. */
  at: v.number(),
});
export type ChatMessage = Readonly<v.InferOutput<typeof chatMessageSchema>>;

export const chatErrorCodeSchema = v.picklist([
  "malformed",
  "not_joined",
  "name_needed",
  "empty",
  "too_long",
  "too_fast",
  "room_full",
]);
export type ChatErrorCode = v.InferOutput<typeof chatErrorCodeSchema>;

export const chatDownSchema = v.variant("kind", [
  /** `complete` is false when more was missed than the room keeps. */
  v.object({ kind: v.literal("joined"), seq, messages: v.array(chatMessageSchema), complete: v.boolean() }),
  v.object({ kind: v.literal("messages"), messages: v.array(chatMessageSchema) }),
  /** The sender's message is stored as number `seq`. */
  v.object({ kind: v.literal("sent"), nonce: nonceSchema, seq }),
  v.object({
    kind: v.literal("error"),
    code: chatErrorCodeSchema,
    message: v.string(),
    nonce: v.optional(nonceSchema),
  }),
]);
export type ChatDown = Readonly<v.InferOutput<typeof chatDownSchema>>;

/** The frame that keeps a connection open; answered without waking the room. */
export const CHAT_PING = "ping";
export const CHAT_PONG = "pong";
