/** The part of a chat room's storage that is about one person, in memory beside the rest of it. */

import type { Met, PeopleStore, RoleNews } from "#durable-objects/chat-room/people/ports.ts";
import type { Kept } from "#durable-objects/chat-room/ring.ts";
import { loginsIn, withoutPerson } from "#protocol/chat/forget.ts";
import type { FakeRoomStore } from "./fake-room-store.ts";

export class FakePeopleStore implements PeopleStore {
  readonly #store: FakeRoomStore;
  readonly #days = new Map<string, number>();
  readonly #untold = new Map<string, number>();
  readonly #news = new Map<string, number>();
  readonly #forgotten = new Set<string>();

  constructor(store: FakeRoomStore) {
    this.#store = store;
  }

  note(userIds: readonly string[], day: number) {
    for (const userId of userIds) {
      if ((this.#days.get(userId) ?? -1) >= day) continue;
      this.#days.set(userId, day);
      this.#untold.set(userId, day);
    }
  }

  untold(limit: number): readonly Met[] {
    return [...this.#untold].slice(0, limit).map(([userId, day]) => ({ userId, day }));
  }

  told(met: readonly Met[]) {
    for (const { userId, day } of met) if (this.#untold.get(userId) === day) this.#untold.delete(userId);
  }

  noteRoles(userIds: readonly string[]) {
    for (const userId of userIds) this.#news.set(userId, Math.max(0, ...this.#news.values()) + 1);
  }

  roleNews(limit: number): readonly RoleNews[] {
    const { grants } = this.#store.moderation();
    const moderates = new Set(grants.filter(({ role }) => role === "moderator").map(({ user }) => user.userId));
    const news = [...this.#news].slice(0, limit);
    return news.map(([userId, number]) => ({ userId, isModerator: moderates.has(userId), number }));
  }

  rolesTold(news: readonly RoleNews[]) {
    for (const { userId, number } of news) if (this.#news.get(userId) === number) this.#news.delete(userId);
  }

  isForgotten(userId: string) {
    return this.#forgotten.has(userId);
  }

  linesOf(userId: string) {
    const events = this.#store.events().map(({ event }) => event);
    return { events: events.filter((event) => "from" in event && event.from.userId === userId), next: null };
  }

  entriesNaming(userId: string) {
    return this.#store
      .log(Number.POSITIVE_INFINITY)
      .filter(({ by, user }) => by?.userId === userId || user?.userId === userId);
  }

  remember(userId: string) {
    this.#forgotten.add(userId);
  }

  forgetLines(userId: string, { logins: known }: { readonly logins: readonly string[] }) {
    const { rows } = this.#store;
    const all = this.#store.events().map(({ event }) => event);
    const logins = loginsIn(all, userId, known);
    for (const [at, { previous, last, events }] of rows.entries()) {
      const left = events.flatMap(({ event, nonce }): Kept[] => {
        const rest = withoutPerson(event, userId, logins);
        return rest === null ? [] : [{ event: rest, nonce }];
      });
      rows[at] = { previous, last, events: left };
    }
    return { place: null, logins };
  }

  /** Rows that are no history are not looked at by the tests that use this. */
  forgetRows() {
    this.#days.clear();
  }

  clear() {
    this.#store.rows.splice(0);
    this.#store.changes.splice(0);
  }
}
