/**
 * What happens in a room, in its order: messages and what becomes of them. On the wire an event is a short JSON array, since a crowd
 * reads the same bytes a thousand times; everywhere else it is an object.
 */
import * as v from "valibot";
import { assertNever } from "../assert.ts";
import { idSchema, loginSchema } from "../ids.ts";
import { MAX_MESSAGE_LENGTH } from "./limits.ts";
import { type ModesChange, modesSchema } from "./modes.ts";
import { colourSchema, displayNameSchema } from "./viewer.ts";

export const seqSchema = v.pipe(v.number(), v.integer(), v.minValue(0));
const epoch = v.number();

/** A set of badges that a name carries: `set/version`, e.g. `moderator/1`, `subscriber/6`. */
export const badgeSchema = v.pipe(v.string(), v.regex(/^[a-z_]{1,20}\/[0-9]{1,4}$/));
/** An emote's id: a global one's name in lower case, or `<channel id>-<number>`. */
export const emoteIdSchema = v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,32}$/));

/** An emote within a text: id, first and last position in Unicode code points, both inclusive as on Twitch. */
const emoteSpanSchema = v.tuple([emoteIdSchema, seqSchema, seqSchema]);
export type EmoteSpan = { readonly id: string; readonly start: number; readonly end: number };

/** The colours of an announcement. */
export const announcementColourSchema = v.picklist(["primary", "blue", "green", "orange", "purple"]);
export type AnnouncementColour = v.InferOutput<typeof announcementColourSchema>;

export type Chatter = {
  readonly userId: string;
  readonly login: string;
  readonly name: string;
  readonly colour: string | null;
  readonly badges: readonly string[];
};

/** The message that another one answers, as it was. */
export type Reply = {
  readonly seq: number;
  readonly userId: string;
  readonly login: string;
  readonly name: string;
  readonly text: string;
};

type Placed = { readonly seq: number; readonly at: number };

export type MessageEvent = Placed & {
  readonly kind: "message";
  readonly from: Chatter;
  readonly text: string;
  readonly emotes: readonly EmoteSpan[];
  /** `/me`. */
  readonly action: boolean;
  /** The sender's first message in this room. */
  readonly first: boolean;
  readonly reply: Reply | null;
};

export type ChatEvent =
  | MessageEvent
  /** A moderator's announcement. */
  | (Placed & {
      readonly kind: "announcement";
      readonly from: Chatter;
      readonly text: string;
      readonly emotes: readonly EmoteSpan[];
      readonly colour: AnnouncementColour;
    })
  /** Message `target` is to be seen no longer. */
  | (Placed & { readonly kind: "delete"; readonly target: number; readonly login: string })
  /** Everything that this user said is to be seen no longer: a timeout of `seconds`, or a ban when null. */
  | (Placed & {
      readonly kind: "purge";
      readonly userId: string;
      readonly login: string;
      readonly seconds: number | null;
    })
  | (Placed & { readonly kind: "clear" })
  /** The modes that hold now, those that changed only. */
  | (Placed & { readonly kind: "modes"; readonly changed: ModesChange });

export type ChatEventKind = ChatEvent["kind"];
/** An event that has no place in the order yet. */
export type Unplaced<E extends ChatEvent = ChatEvent> = E extends ChatEvent ? Omit<E, "seq"> : never;

const FLAG_ACTION = 1;
const FLAG_FIRST = 2;

const chatter = [idSchema, loginSchema, displayNameSchema, v.nullable(colourSchema), v.array(badgeSchema)] as const;
const text = v.pipe(v.string(), v.maxLength(2 * MAX_MESSAGE_LENGTH));
const emotes = v.array(emoteSpanSchema);

const wireSchemas = {
  m: v.tuple([
    v.literal("m"),
    seqSchema,
    epoch,
    ...chatter,
    text,
    emotes,
    v.number(),
    v.nullable(v.tuple([seqSchema, idSchema, loginSchema, displayNameSchema, text])),
  ]),
  a: v.tuple([v.literal("a"), seqSchema, epoch, ...chatter, text, emotes, announcementColourSchema]),
  d: v.tuple([v.literal("d"), seqSchema, epoch, seqSchema, loginSchema]),
  p: v.tuple([v.literal("p"), seqSchema, epoch, idSchema, loginSchema, v.nullable(v.number())]),
  c: v.tuple([v.literal("c"), seqSchema, epoch]),
  r: v.tuple([v.literal("r"), seqSchema, epoch, v.partial(modesSchema)]),
};

export const wireEventSchema = v.union([
  wireSchemas.m,
  wireSchemas.a,
  wireSchemas.d,
  wireSchemas.p,
  wireSchemas.c,
  wireSchemas.r,
]);
export type WireEvent = v.InferOutput<typeof wireEventSchema>;

export function encodeEvent(event: ChatEvent): WireEvent {
  const { seq, at } = event;
  switch (event.kind) {
    case "message": {
      const { reply } = event;
      const flags = (event.action ? FLAG_ACTION : 0) | (event.first ? FLAG_FIRST : 0);
      const answered: WireReply = reply && [reply.seq, reply.userId, reply.login, reply.name, reply.text];
      return ["m", seq, at, ...encodeChatter(event.from), event.text, encodeSpans(event.emotes), flags, answered];
    }
    case "announcement":
      return ["a", seq, at, ...encodeChatter(event.from), event.text, encodeSpans(event.emotes), event.colour];
    case "delete":
      return ["d", seq, at, event.target, event.login];
    case "purge":
      return ["p", seq, at, event.userId, event.login, event.seconds];
    case "clear":
      return ["c", seq, at];
    case "modes":
      return ["r", seq, at, event.changed];
    default:
      return assertNever(event, "unknown chat event");
  }
}

export function decodeEvent(wire: WireEvent): ChatEvent {
  switch (wire[0]) {
    case "m": {
      const [, seq, at, userId, login, name, colour, badges, text, spans, flags, answered] = wire;
      return {
        ...{ kind: "message", seq, at, from: { userId, login, name, colour, badges }, text },
        ...{ emotes: decodeSpans(spans), action: (flags & FLAG_ACTION) !== 0, first: (flags & FLAG_FIRST) !== 0 },
        reply: answered && decodeReply(answered),
      };
    }
    case "a": {
      const [, seq, at, userId, login, name, colour, badges, text, spans, tint] = wire;
      const from = { userId, login, name, colour, badges };
      return { kind: "announcement", seq, at, from, text, emotes: decodeSpans(spans), colour: tint };
    }
    case "d":
      return { kind: "delete", seq: wire[1], at: wire[2], target: wire[3], login: wire[4] };
    case "p":
      return { kind: "purge", seq: wire[1], at: wire[2], userId: wire[3], login: wire[4], seconds: wire[5] };
    case "c":
      return { kind: "clear", seq: wire[1], at: wire[2] };
    case "r":
      return { kind: "modes", seq: wire[1], at: wire[2], changed: wire[3] };
    default:
      return assertNever(wire, "unknown wire event");
  }
}

type WireChatter = [string, string, string, string | null, string[]];
type WireReply = [number, string, string, string, string] | null;

function encodeChatter({ userId, login, name, colour, badges }: Chatter): WireChatter {
  return [userId, login, name, colour, [...badges]];
}

function decodeReply([seq, userId, login, name, text]: NonNullable<WireReply>): Reply {
  return { seq, userId, login, name, text };
}

const encodeSpans = (spans: readonly EmoteSpan[]): [string, number, number][] =>
  spans.map(({ id, start, end }) => [id, start, end]);

const decodeSpans = (spans: readonly [string, number, number][]): readonly EmoteSpan[] =>
  spans.map(([id, start, end]) => ({ id, start, end }));

/** A message's id outside its room: in IRC tags and the HTTP API. */
export const messageId = (channelId: string, seq: number): string => `${channelId}-${seq}`;

/** The number of a message id of this channel; null for anything else. */
export function parseMessageId(channelId: string, id: string): number | null {
  const match = /^([1-9][0-9]{0,15})-([0-9]{1,15})$/.exec(id);
  return match?.[1] === channelId ? Number(match[2]) : null;
}
