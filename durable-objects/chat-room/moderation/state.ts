/**
 * What the room's moderation knows and changes: the seam between the rules (this folder) and the room (order, sockets, storage). Everything
 * is data; the room stores each `ModerationChange` before anybody hears of it and can rebuild the state from what it stored.
 */
import type { DoneCode, RefusalCode } from "#protocol/chat/codes.ts";
import type { ChatEvent, Unplaced } from "#protocol/chat/event.ts";
import type { Ban, BlockedTerm, Grant, Held, HeldReason, LogEntry, Role } from "#protocol/chat/moderation.ts";
import type { Modes } from "#protocol/chat/modes.ts";
import type { User, Viewer } from "#protocol/chat/viewer.ts";
import type { TermMatcher } from "./terms/matcher.ts";

/** What somebody is in this room. Subscribers and followers come through the room's port for them. */
export type Standing = {
  readonly role: Role;
  readonly staff: boolean;
  /** Months subscribed; null for no subscriber. */
  readonly subscribedMonths: number | null;
  /** Milliseconds since the epoch; null for no follower. */
  readonly followedAt: number | null;
};

/** A message that wants in: its text is clean and short enough (`message-text.ts`). */
export type Line = {
  readonly viewer: Viewer;
  readonly standing: Standing;
  readonly text: string;
  /** Nothing but emotes and spaces. */
  readonly emotesOnly: boolean;
};

/** A held message with all that is needed to say it later. */
export type HeldLine = {
  readonly held: Held;
  readonly viewer: Viewer;
  /** The sender's mark: what becomes of the message is told under it. */
  readonly nonce: string;
  readonly action: boolean;
  readonly replyTo: number | null;
};

/** What the room remembers of one user's last messages. Lost with the object: nobody gains more than one message by it. */
export type Spoken = {
  /** Times of the newest sends that count against MAX_SENDS, oldest first. */
  readonly sentAt: readonly number[];
  /** The newest texts, folded, with their times: for duplicates and unique chat. */
  readonly texts: readonly { readonly text: string; readonly at: number }[];
};

export type ModerationState = {
  readonly broadcasterId: string;
  /** As set; `effectiveModes` says what holds. */
  readonly modes: Modes;
  /** By user id. */
  readonly grants: ReadonlyMap<string, Grant>;
  readonly bans: ReadonlyMap<string, Ban>;
  readonly terms: readonly BlockedTerm[];
  /** Compiled from `terms`; made anew when they change. */
  readonly matcher: TermMatcher;
  readonly held: ReadonlyMap<string, HeldLine>;
  /** Number of the next log entry. */
  readonly nextLogId: number;
};

/** What is stored: a row each. */
export type ModerationChange =
  | { readonly kind: "modes"; readonly modes: Modes }
  | { readonly kind: "ban"; readonly ban: Ban }
  | { readonly kind: "unban"; readonly userId: string }
  | { readonly kind: "grant"; readonly grant: Grant }
  | { readonly kind: "revoke"; readonly userId: string }
  | { readonly kind: "addTerm"; readonly term: BlockedTerm }
  | { readonly kind: "removeTerm"; readonly id: string }
  | { readonly kind: "hold"; readonly held: HeldLine }
  | { readonly kind: "release"; readonly id: string }
  | { readonly kind: "log"; readonly entry: LogEntry };

export type Refusal = { readonly code: RefusalCode; readonly message: string; readonly retryMs: number | null };

/** What the rules make of a line. */
export type Verdict =
  | { readonly outcome: "pass"; readonly spoken: Spoken }
  | { readonly outcome: "refuse"; readonly refusal: Refusal; readonly spoken: Spoken }
  | {
      readonly outcome: "hold";
      readonly reason: HeldReason;
      readonly category: string;
      readonly spans: readonly (readonly [number, number])[];
      readonly level?: number;
      readonly spoken: Spoken;
    };

/** What an action comes to. */
export type ActionResult =
  | { readonly outcome: "refuse"; readonly refusal: Refusal }
  | {
      readonly outcome: "done";
      readonly state: ModerationState;
      readonly changes: readonly ModerationChange[];
      /** What happened in the room, to be placed in its order; announcements have no emotes yet. */
      readonly events: readonly Unplaced<ChatEvent>[];
      /** A held message that is said now, by its own sender. */
      readonly release: HeldLine | null;
      /** Held messages that are over, for the moderators' queue and their senders. */
      readonly heldOver: readonly { readonly line: HeldLine; readonly outcome: "allowed" | "denied" | "expired" }[];
      /** Whose standing changed: they are told what they are now. */
      readonly changed: readonly User[];
      readonly done: { readonly code: DoneCode; readonly message: string; readonly users?: readonly string[] };
    };
