/** What the room needs of the world, as narrow shapes that the platform's bindings fit and tests can stand in for. */
import type { ChannelEmote } from "#protocol/chat/emote.ts";
import type { ChatEvent } from "#protocol/chat/event.ts";
import type { LogEntry } from "#protocol/chat/moderation.ts";
import type { User } from "#protocol/chat/viewer.ts";
import type { GrowthLimits } from "../chat-relay/growth.ts";
import type { LiveBroadcast, Relation, Subscribers, SubscribersCall } from "./calls.ts";
import type { ModerationRows } from "./moderation/open.ts";
import type { ModerationChange } from "./moderation/state.ts";
import type { PeopleIndex, PeopleStore } from "./people/ports.ts";
import type { Kept, Ring } from "./ring.ts";
import type { RoomSocket } from "./room-sockets.ts";

/** A broadcast whose chat goes to R2. */
export type StoredBroadcast = LiveBroadcast & {
  /** Milliseconds since the epoch; null while it is live. */
  readonly endedAt: number | null;
  /** The first minute that is not written yet. */
  readonly nextMinute: number;
};

/** The object's own storage: what survives an eviction. Every call may throw; what it wrote is durable before any answer leaves. */
export type RoomStore = {
  channelId(): string | null;
  setChannelId(channelId: string): void;
  /** The newest events, as far as they follow each other without a hole, and the rows that they are in. */
  ring(): { readonly ring: Ring; readonly rows: number };
  moderation(): ModerationRows;
  /** All of it or nothing. `previous` is the event before the first. */
  write(events: readonly Kept[], previous: number, changes: readonly ModerationChange[]): void;
  /** Makes small rows of events one. */
  compact(): void;
  /** Deletes what is older; answers when the oldest of the rest was, null when nothing old will be left. */
  forget(before: number): number | null;
  /** The events before number `before` (null: the newest), oldest first, without those that were hidden. */
  eventsBefore(before: number | null, limit: number): readonly ChatEvent[];
  /** Those from one moment until before another, in order. */
  eventsBetween(from: number, until: number): readonly ChatEvent[];
  newestAt(): number | null;
  log(limit: number): readonly LogEntry[];
  hasSpoken(userId: string): boolean;
  relation(userId: string): Relation | null;
  setRelation(userId: string, relation: Relation): void;
  subscribers(call: SubscribersCall): Subscribers;
  emotes(): readonly ChannelEmote[];
  putEmote(emote: ChannelEmote): void;
  removeEmote(id: string): void;
  broadcasts(): readonly StoredBroadcast[];
  /** Adds a broadcast that is not known yet. */
  beginBroadcast(broadcast: LiveBroadcast): void;
  endBroadcast(id: string, endedAt: number): void;
  setNextMinute(id: string, nextMinute: number): void;
  removeBroadcast(id: string): void;
};

/** Somebody by login; staff cannot be banned from a room. */
export type KnownUser = { readonly user: User; readonly staff: boolean };

export type Users = {
  /** Null when nobody has this login. */
  find(login: string): Promise<KnownUser | null>;
  setColour(userId: string, colour: string): Promise<void>;
};

export type Clock = {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Runs once after the time; the answer cancels it. */
  after(milliseconds: number, run: () => void): () => void;
};

/** One alarm of the object, shared by name. */
export type Alarms = {
  set(name: string, at: number): Promise<void>;
  /** Unless the name is armed already. */
  arm(name: string, at: number): Promise<void>;
};

/** The part of an R2 bucket that a room uses. */
export type Bucket = { put(key: string, value: Uint8Array): Promise<unknown> };

export type RoomPorts = {
  readonly instance: string;
  /** The name of the object, where the platform tells it. */
  readonly channelId: string | null;
  readonly clock: Clock;
  readonly store: RoomStore;
  readonly people: PeopleStore;
  readonly index: PeopleIndex;
  /** Those that outlived the object's memory. */
  readonly sockets: readonly RoomSocket[];
  /** When the socket last pinged, milliseconds since the epoch; null when it never did. */
  readonly lastPingAt: (socket: RoomSocket) => number | null;
  readonly alarms: Alarms;
  readonly users: Users;
  readonly bucket: Bucket;
  readonly growthLimits: GrowthLimits;
  /** Whether the operator lets everybody write in this channel's chat, as it was some seconds ago. */
  readonly isChatOn: (channelId: string) => Promise<boolean>;
  /** A mark that no other socket or call of this room has. */
  readonly newMark: () => string;
  readonly deflate: (bytes: Uint8Array) => Uint8Array;
  readonly gzip: (bytes: Uint8Array) => Uint8Array;
  /** Work that goes on after the event that began it. */
  readonly background: (work: Promise<unknown>) => void;
  readonly log: (sentence: string, cause: unknown) => void;
};
