/** Chat over HTTP, for programs without a socket: what its requests hold and what they are answered. The room's rules are the same. */
import * as v from "valibot";
import type { ErrorCode } from "../errors.ts";
import { idSchema, loginSchema } from "../ids.ts";
import type { DoneCode, RefusalCode } from "./codes.ts";
import { seqSchema } from "./event.ts";
import { nonceSchema } from "./frames.ts";
import { MAX_CHAT_FRAME_BYTES } from "./limits.ts";

/** Bytes of a request's body, at most: a frame's, with room for what JSON escapes. */
export const MAX_CHAT_BODY_BYTES = 4 * MAX_CHAT_FRAME_BYTES;

/** `POST /chat/messages`. Who says it, the token or session says. */
export const postMessageSchema = v.object({
  channelId: idSchema,
  message: v.pipe(v.string(), v.maxLength(MAX_CHAT_FRAME_BYTES)),
  replyTo: v.optional(seqSchema),
  /** The same nonce again is the same message; without one each request is another. */
  nonce: v.optional(nonceSchema),
});
/** Its answer; `id` and `seq` are null when a busy room took the message and does not show it. */
export type PostedMessage = { readonly id: string | null; readonly seq: number | null; readonly sent: true };
/** Its answer to a command, and the answer of `POST /chat/:login/moderation`. */
export type DoneAnswer = {
  readonly code: DoneCode;
  readonly message: string;
  readonly users?: readonly string[];
};

/** `GET /chat/:login/messages`: what was said, newest last; `before` is the number of the oldest event that one has. */
export const MAX_PAGE_EVENTS = 100;
export const DEFAULT_PAGE_EVENTS = 50;
const digits = (most: number) =>
  v.pipe(v.string(), v.regex(/^[0-9]{1,15}$/, "a number is 1 to 15 digits"), v.transform(Number), v.maxValue(most));
export const pageSchema = v.object({
  before: v.optional(digits(Number.MAX_SAFE_INTEGER)),
  limit: v.optional(v.pipe(digits(MAX_PAGE_EVENTS), v.minValue(1))),
});

/** `POST /api/chat/ticket`. */
export const ticketRequestSchema = v.object({ channel: loginSchema });
export const ticketSchema = v.object({
  ticket: v.string(),
  /** Milliseconds since the Unix epoch. */
  expiresAt: v.number(),
});
export type Ticket = Readonly<v.InferOutput<typeof ticketSchema>>;
/** What a socket of ours names in Sec-WebSocket-Protocol, before its ticket. */
export const CHAT_PROTOCOL = "rill.chat";

/** `PUT /chat/:login/standings/:user`, the operator's: what a user is to a channel. */
export const MAX_SUBSCRIBED_MONTHS = 1200;
export const standingSchema = v.object({
  subscribedMonths: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_SUBSCRIBED_MONTHS))),
  /** Milliseconds since the Unix epoch. */
  followedAt: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0))),
});

/** An error body of chat: as everywhere, with the room's own reason beside it. */
export type ChatErrorBody = {
  readonly error: {
    readonly code: ErrorCode;
    readonly message: string;
    readonly reason: RefusalCode;
    /** Milliseconds after which it may be tried again; null when waiting does not help. */
    readonly retryMs: number | null;
  };
};
