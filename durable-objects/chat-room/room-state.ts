/**
 * What `decide` works on and answers with: the room's state, the commands that change it, what it may ask meanwhile, and the effects. All
 * data: sockets are marks, and the clock is an argument.
 */
import type { Batch } from "#protocol/chat/batch.ts";
import type { ChatEvent, Unplaced } from "#protocol/chat/event.ts";
import type { Down, Up } from "#protocol/chat/frames.ts";
import type { User, Viewer } from "#protocol/chat/viewer.ts";
import type { Answer, Relation } from "./calls.ts";
import type { EmoteSet } from "./emotes/find-emotes.ts";
import type { ModerationChange, ModerationState, Spoken } from "./moderation/state.ts";
import type { Kept, Ring } from "./ring.ts";
import type { Sampling } from "./sampling.ts";

/** Where a frame came from, and its answer goes. */
export type Origin =
  | { readonly kind: "socket"; readonly socket: string }
  /** A socket of a relay; `link` is the mark of the relay's own. */
  | { readonly kind: "relayed"; readonly link: string; readonly connection: string }
  | { readonly kind: "call"; readonly call: string };

/** An event without its place. Those of a sender carry the mark by which a resend is known. */
export type Waiting = {
  readonly event: Unplaced<ChatEvent>;
  readonly nonce: string | null;
  /** Who waits to be told that it is stored, newest last; more than one after a resend over another socket. */
  readonly origins: readonly Origin[];
};

/** What is said once everything before it is stored. */
export type Told =
  | { readonly kind: "answer"; readonly origin: Origin; readonly frame: Down }
  | { readonly kind: "user"; readonly userId: string; readonly frame: Down }
  | { readonly kind: "moderators"; readonly frame: Down };

/** What is being stored: settled by the command `stored`, which follows the effect `store` at once. */
export type InFlight = {
  readonly waiting: readonly Waiting[];
  readonly batches: readonly Batch[];
  readonly told: readonly Told[];
};

export type RoomState = {
  readonly channelId: string;
  readonly ring: Ring;
  /** The number of the next event. */
  readonly nextSeq: number;
  readonly moderation: ModerationState;
  readonly emotes: EmoteSet;
  readonly waiting: readonly Waiting[];
  readonly told: readonly Told[];
  /** Not stored yet: MAX_UNSTORED_CHANGES at most. */
  readonly changes: readonly ModerationChange[];
  readonly inFlight: InFlight | null;
  /** Everything up to this event is stored, or was lost while the room could not store. */
  readonly storedThrough: number;
  /** False while the room cannot store. */
  readonly kept: boolean;
  /** Nothing is stored before, after a store that failed; 0 when none did. */
  readonly retryAt: number;
  readonly flushedAt: number;
  /** When the flush is due that the shell was asked for; null when none is. */
  readonly flushDue: number | null;
  /** Rows written since small ones were last made one. */
  readonly rows: number;
  readonly sampling: Sampling;
};

/** The person that a login names; `unavailable` when that could not be found out. */
export type Resolved =
  | { readonly outcome: "found"; readonly user: User; readonly staff: boolean }
  | { readonly outcome: "nobody" | "unavailable" };

export type UpCommand = {
  readonly kind: "up";
  readonly origin: Origin;
  readonly viewer: Viewer | null;
  /** Whether the socket has joined; calls and relays need not. */
  readonly joined: boolean;
  readonly up: Up;
  /** Set when the command comes again after the effect `resolve`. */
  readonly resolved?: Resolved;
};

export type RoomCommand =
  | UpCommand
  | { readonly kind: "flush" }
  /** The effect `store` was carried out, or failed. */
  | { readonly kind: "stored"; readonly isKept: boolean }
  /** A relay or gateway has (re)joined and last saw `after`. */
  | { readonly kind: "hello"; readonly link: string; readonly after: number | null }
  /** Held messages may have expired. */
  | { readonly kind: "expire" }
  /** What the channel and this viewer are to each other has changed. */
  | { readonly kind: "relation"; readonly userId: string }
  | { readonly kind: "emotes"; readonly emotes: EmoteSet }
  /** The account was deleted: everybody is told, and moderation forgets it. */
  | { readonly kind: "tellForgotten"; readonly userId: string }
  /** Follows: what the person said leaves the ring. */
  | { readonly kind: "forgetInRing"; readonly userId: string };

/** What a decision may ask while it is made. Answers do not change within one. */
export type Facts = {
  /** Everyone with a socket, those of relays included: a crowd is flushed less often, since each of them gets a frame a flush. */
  readonly chatters: number;
  /** False while the operator lets moderators write alone. */
  readonly isChatOn: boolean;
  relation(userId: string): Relation;
  spoken(userId: string): Spoken | null;
  /** What a sender's mark was answered that no event stands for: a resend gets the same again. */
  answered(mark: string): Answer | null;
  /** Whether this user has said anything in this room before. */
  hasSpoken(userId: string): boolean;
  /** A viewer who was here lately. */
  viewer(userId: string): Viewer | null;
  viewerByLogin(login: string): Viewer | null;
  /** Whether the account was deleted: a socket may outlive it. */
  isForgotten(userId: string): boolean;
};

/** Done by the shell in this order. */
export type RoomEffect =
  | Told
  /** `previous` is the event before the first. */
  | {
      readonly kind: "store";
      readonly events: readonly Kept[];
      readonly previous: number;
      readonly changes: readonly ModerationChange[];
    }
  /** Small rows are made one. */
  | { readonly kind: "compact" }
  /** The socket gets what everyone gets from now on. */
  | { readonly kind: "enter"; readonly socket: string; readonly moderation: boolean }
  | { readonly kind: "welcome"; readonly link: string; readonly joined: Down }
  | { readonly kind: "batch"; readonly batch: Batch }
  | { readonly kind: "all"; readonly frame: Down }
  /** What one remembers of a sender's last messages. */
  | { readonly kind: "spoken"; readonly userId: string; readonly spoken: Spoken }
  | { readonly kind: "answered"; readonly mark: string; readonly frame: Answer }
  /** The viewer chose a colour for every room. */
  | { readonly kind: "colour"; readonly viewer: Viewer; readonly colour: string }
  /** Finds whom the login names, and gives the command again. */
  | { readonly kind: "resolve"; readonly login: string; readonly command: UpCommand }
  | { readonly kind: "wake"; readonly at: number }
  /** The next held message expires then. */
  | { readonly kind: "expireAt"; readonly at: number };

export type Decision = { readonly state: RoomState; readonly effects: readonly RoomEffect[] };

/** Moderation changes that wait for a store that fails, at most; further actions are refused until it works. */
export const MAX_UNSTORED_CHANGES = 1000;
/** Sockets of one sender that wait for the same message, at most. */
export const MAX_ORIGINS = 20;
