/** What others may ask of a room by call, and what they get: the shapes of the object's RPC. Types only. */
import type { ChatEvent } from "#protocol/chat/event.ts";
import type { Down } from "#protocol/chat/frames.ts";
import type { Plan } from "#protocol/chat/link.ts";
import type { Ban, BlockedTerm, Grant, Held, LogEntry, Role } from "#protocol/chat/moderation.ts";
import type { Modes } from "#protocol/chat/modes.ts";
import type { User } from "#protocol/chat/viewer.ts";

/** What a sender is answered, once for each message or action. */
export type Answer = Extract<Down, { readonly kind: "sent" | "refused" | "done" }>;

/** A message from outside a socket; a text that begins with `/` is a command. */
export type SayCall = { readonly nonce: string; readonly text: string; readonly replyTo?: number };

/** What the channel and a user are to each other, beyond roles. */
export type Relation = {
  /** Months subscribed; null for no subscriber. */
  readonly subscribedMonths: number | null;
  /** Milliseconds since the epoch; null for no follower. */
  readonly followedAt: number | null;
  /** The operator works with this user's channel. */
  readonly partner?: boolean;
};

export type LiveBroadcast = { readonly id: string /** Milliseconds since the epoch. */; readonly startedAt: number };

/** Reading back: the events before number `before` (null: the newest), oldest first. */
export type RecentCall = { readonly before: number | null; readonly limit: number };
export type Recent = {
  readonly events: readonly ChatEvent[];
  /** False while the room cannot store: what is newest may be missing here after a restart. */
  readonly kept: boolean;
};

/** Who is in chat, as far as one object's own sockets tell: MAX_PRESENT users at most, each once. */
export type Present = {
  readonly users: readonly User[];
  /** The names of the relays and gateways that are linked, which have sockets of their own. */
  readonly links: readonly string[];
};

/** Where somebody stands among those in chat; a login that was given up may be somebody else's while a socket is still open under it. */
export type PresentPlace = [login: string, userId: string];
/** Those in chat beyond `place` (null: from the first) in the direction, nearest first. */
export type PresentPageCall = {
  readonly direction: "after" | "before";
  readonly place: PresentPlace | null;
  readonly limit: number;
};
export type PresentPage = Present & {
  /** The ids of all of them, whom one page does not name: what a number of them is counted from. */
  readonly ids: Float64Array;
};

/** Subscribers by their ids: those beyond `place` (null: from the beginning) in the direction, nearest first; or of `among` those who are any. */
export type SubscribersCall =
  | { readonly direction: "after" | "before"; readonly place: string | null; readonly limit: number }
  | { readonly among: readonly string[] };
export type Subscribers = {
  readonly userIds: readonly string[];
  /** Of all of them, MAX_COUNTED_SUBSCRIBERS at most. */
  readonly total: number;
};
/** Subscribers of one answer, at most: a page of the Twitch-shaped API, and one that tells of others. */
export const MAX_SUBSCRIBERS = 101;
/** Up to which subscribers are counted: each costs the reading of a row. */
export const MAX_COUNTED_SUBSCRIBERS = 100_000;

/** Where a ban stands in their list: its time, milliseconds since the epoch, and whose it is. */
export type BanPlace = [at: number, userId: string];
/** Bans beyond `place` (null: from the newest) in the direction, nearest first; or of `among` those who are banned. */
export type BansCall =
  | { readonly direction: "after" | "before"; readonly place: BanPlace | null; readonly limit: number }
  | { readonly among: readonly string[] };
/** Bans of one answer, at most: a page of the Twitch-shaped API, and one that tells of others. */
export const MAX_ASKED_BANS = 101;

/** What a person said here, of a part of the history after `place` (0: from the beginning). */
export type PersonalData = {
  readonly events: readonly ChatEvent[];
  /** On the first page only. */
  readonly about: PersonalAbout | null;
  /** Where to go on; null at the end. */
  readonly next: number | null;
};
/** What the room keeps about a person beside the history. Who else had a part in it is not told. */
export type PersonalAbout = {
  readonly role: Role;
  readonly relation: Relation;
  readonly ban: Pick<Ban, "at" | "until" | "reason"> | null;
  readonly held: readonly Pick<Held, "at" | "text">[];
  /** Newest first. */
  readonly log: readonly {
    readonly at: number;
    readonly action: string;
    readonly detail: string;
    readonly by: "you" | "others";
  }[];
};
/** Log entries of one person's data, at most. */
export const MAX_PERSONAL_LOG = 1000;

/** Taking a person out of the history, from a place on, with the logins that they were found under so far. */
export type ForgetCall = { readonly place: number; readonly logins: readonly string[] };
export type Forgotten =
  /** `place` is null when nothing is left. */
  | { readonly outcome: "ok"; readonly place: number | null; readonly logins: readonly string[] }
  /** The room cannot store at the moment: later. */
  | { readonly outcome: "unavailable" };

/** The room as those who moderate it see it. */
export type ModerationView = {
  readonly role: Role;
  /** As set; a shield is not applied. */
  readonly modes: Modes;
  readonly moderators: readonly Grant[];
  readonly vips: readonly Grant[];
  /** Newest first, MAX_VIEW_BANS of them. */
  readonly bans: readonly Ban[];
  readonly terms: readonly BlockedTerm[];
  readonly held: readonly Held[];
  /** Newest first, MAX_VIEW_LOG of them. */
  readonly log: readonly LogEntry[];
};
export const MAX_VIEW_BANS = 1000;
export const MAX_VIEW_LOG = 200;
/** Events of one reading back, at most. */
export const MAX_RECENT = 200;

/** What the debug page shows of a room. */
export type RoomSnapshot = {
  readonly instance: string;
  readonly channelId: string;
  readonly sockets: number;
  readonly joined: number;
  readonly links: readonly { readonly relay: string; readonly sockets: number }[];
  readonly chatters: number;
  readonly plan: Plan;
  readonly lastSeq: number;
  readonly ring: number;
  readonly waiting: number;
  /** False while the room cannot store. */
  readonly kept: boolean;
  readonly bans: number;
  readonly held: number;
  readonly emotes: number;
  readonly broadcasts: readonly string[];
};
