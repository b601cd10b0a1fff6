/** What a room needs to know and forget persons: the part of its storage that is about one of them, and the index of all rooms. Types only. */
import type { ChatEvent } from "#protocol/chat/event.ts";
import type { LogEntry } from "#protocol/chat/moderation.ts";

/** Somebody was here on a day, counted from 1970-01-01 UTC. */
export type Met = { readonly userId: string; readonly day: number };

/** Whether somebody moderates now. `number` is of the change: a later one has another. */
export type RoleNews = { readonly userId: string; readonly isModerator: boolean; readonly number: number };

/** The number of the last event that a page of history covers; 0 is the beginning. */
export type Place = number;

export type PeopleStore = {
  /** Notes who was here that day. Who was not noted for it yet waits to be told to the index. */
  note(userIds: readonly string[], day: number): void;
  untold(limit: number): readonly Met[];
  /** The index has them. */
  told(met: readonly Met[]): void;
  /** Their role has changed: it waits to be told to the index. */
  noteRoles(userIds: readonly string[]): void;
  roleNews(limit: number): readonly RoleNews[];
  /** The index has them; what changed meanwhile still waits. */
  rolesTold(news: readonly RoleNews[]): void;
  /** Whether the account was deleted, as far as this room was told. */
  isForgotten(userId: string): boolean;
  /** What somebody said, of some bytes of history after the place; `next` is null at the end. */
  linesOf(
    userId: string,
    place: Place,
    maxBytes: number,
  ): { readonly events: readonly ChatEvent[]; readonly next: Place | null };
  /** Newest first. */
  entriesNaming(userId: string): readonly LogEntry[];
  /** From now on the account counts as deleted. */
  remember(userId: string): void;
  /** Takes somebody out of some bytes of history after the place; answers where to go on (null at the end), and the logins that they had. */
  forgetLines(
    userId: string,
    from: { readonly place: Place; readonly logins: readonly string[] },
    maxBytes: number,
  ): { readonly place: Place | null; readonly logins: readonly string[] };
  /** The same for everything that is no history. */
  forgetRows(userId: string, logins: readonly string[]): void;
  /** Deletes everything: the channel is no more. */
  clear(): void;
};

/** Which rooms hold something about whom, and who moderates which: kept for all rooms, outside them. */
export type PeopleIndex = {
  /** May be told the same twice. */
  tell(channelId: string, met: readonly Met[]): Promise<void>;
  /** Likewise. */
  tellModerators(channelId: string, news: readonly RoleNews[]): Promise<void>;
};
