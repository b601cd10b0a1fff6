/**
 * The link from a relay or IRC gateway (the edge end, "relay" below) to a room: one WebSocket, opened by the relay at `/link` of the object.
 * The room alone decides order and moderation; a relay holds sockets, gathers their lines and hands out what comes.
 * Binary frames are batches (`batch.ts`), the same bytes that viewers get.
 */
import * as v from "valibot";
import { idSchema } from "../ids.ts";
import { seqSchema } from "./event.ts";
import { downSchema, upSchema } from "./frames.ts";
import { MAX_RELAYS } from "./limits.ts";
import { viewerSchema } from "./viewer.ts";

/** A relay within its room: `r0`, `r1`, ..., or a gateway's name. */
export const relayNameSchema = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{0,31}$/));
/** A relay's socket, within the relay. */
export const connectionSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]{1,36}$/));

/** Lines of one frame, at most; more travel in the next. */
export const MAX_LINK_LINES = 256;
export const MAX_LINK_FRAME_BYTES = 1024 * 1024;

export const linkUpSchema = v.variant("kind", [
  /** First. `after` is the newest event that the relay has; null when it has none. */
  v.object({
    kind: v.literal("hello"),
    channelId: idSchema,
    relay: relayNameSchema,
    after: v.nullable(seqSchema),
    sockets: v.number(),
  }),
  /** What the relay's viewers sent, in the order in which it came; `join` of viewers with an account, who are answered with `self`. */
  v.object({
    kind: v.literal("lines"),
    lines: v.pipe(
      v.array(v.object({ connection: connectionSchema, viewer: viewerSchema, up: upSchema })),
      v.maxLength(MAX_LINK_LINES),
    ),
  }),
  /** How many sockets the relay has now. */
  v.object({ kind: v.literal("sockets"), sockets: v.number() }),
]);
export type LinkUp = Readonly<v.InferOutput<typeof linkUpSchema>>;

export const linkDownSchema = v.variant("kind", [
  /** Answers `hello`: `joined` as a viewer gets it who last saw `after`, with nobody's `self`; batches follow from its `seq` on. */
  v.object({ kind: v.literal("welcome"), joined: downSchema }),
  /** To one of the relay's sockets. */
  v.object({ kind: v.literal("answer"), connection: connectionSchema, frame: downSchema }),
  /** To every socket of this user. */
  v.object({ kind: v.literal("user"), userId: idSchema, frame: downSchema }),
  /** To every socket that asked for moderation and may have it; the room names them, since it knows who moderates. */
  v.object({ kind: v.literal("moderators"), frame: downSchema }),
  /** To every socket. */
  v.object({ kind: v.literal("all"), frame: downSchema }),
  /** The account was deleted: its sockets end, and what it said leaves the relay's memory. */
  v.object({ kind: v.literal("forget"), userId: idSchema }),
  /** How many relays newcomers are placed on; a relay at or above it takes no more and ends when it is empty. */
  v.object({ kind: v.literal("relays"), relays: v.pipe(v.number(), v.integer(), v.maxValue(MAX_RELAYS)) }),
]);
export type LinkDown = Readonly<v.InferOutput<typeof linkDownSchema>>;

/** Where a newcomer goes: to the room itself, or to one of its relays. The edge keeps it for PLAN_MS. */
export const planSchema = v.object({
  /** 0: the room takes its viewers itself. */
  relays: v.number(),
  /** Sockets of each relay, by its number. */
  load: v.array(v.number()),
});
export type Plan = Readonly<v.InferOutput<typeof planSchema>>;
export const PLAN_MS = 5000;

/** The object of relay `number` of a channel, by name. */
export const relayObjectName = (channelId: string, number: number): string => `${channelId}:${number}`;
