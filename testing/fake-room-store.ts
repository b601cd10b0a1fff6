/** A chat room's storage in memory: what an eviction leaves, and a switch that makes it fail. */

import type { Relation, SubscribersCall } from "#durable-objects/chat-room/calls.ts";
import type { ModerationRows } from "#durable-objects/chat-room/moderation/open.ts";
import type { ModerationChange } from "#durable-objects/chat-room/moderation/state.ts";
import type { RoomStore, StoredBroadcast } from "#durable-objects/chat-room/ports.ts";
import { appendToRing, EMPTY_RING, type Kept } from "#durable-objects/chat-room/ring.ts";
import { withoutHidden } from "#durable-objects/chat-room/visible.ts";
import { assertNever } from "#protocol/assert.ts";
import type { ChannelEmote } from "#protocol/chat/emote.ts";
import type { LogEntry } from "#protocol/chat/moderation.ts";

type Row = { readonly previous: number; readonly last: number; readonly events: readonly Kept[] };

export class FakeRoomStore implements RoomStore {
  isFailing = false;
  /** Calls of `write` that succeeded. */
  writes = 0;
  readonly rows: Row[] = [];
  readonly changes: ModerationChange[] = [];
  readonly #relations = new Map<string, Relation>();
  readonly #emotes = new Map<string, ChannelEmote>();
  readonly #broadcasts = new Map<string, StoredBroadcast>();
  #channelId: string | null = null;

  channelId() {
    return this.#channelId;
  }

  setChannelId(channelId: string) {
    this.#channelId = channelId;
  }

  events(): readonly Kept[] {
    return this.rows.flatMap(({ events }) => events);
  }

  ring() {
    // Rows that follow each other without a hole, newest first.
    const chain: Row[] = [];
    for (const row of this.rows.toReversed()) {
      const newer = chain[0];
      if (newer !== undefined && newer.previous !== row.last) break;
      chain.unshift(row);
    }
    const kept = chain.flatMap(({ events }) => events);
    const ring = appendToRing({ ...EMPTY_RING, droppedThrough: chain[0]?.previous ?? 0 }, kept);
    return {
      ring: { ...ring, lastSeq: chain.at(-1)?.last ?? 0 },
      rows: chain.length,
    };
  }

  moderation(): ModerationRows {
    const rows = {
      modes: null as ModerationRows["modes"],
      grants: new Map<string, ModerationRows["grants"][number]>(),
      bans: new Map<string, ModerationRows["bans"][number]>(),
      terms: new Map<string, ModerationRows["terms"][number]>(),
      held: new Map<string, ModerationRows["held"][number]>(),
      lastLogId: 0,
    };
    for (const change of this.changes) {
      switch (change.kind) {
        case "modes":
          rows.modes = change.modes;
          break;
        case "ban":
          rows.bans.set(change.ban.user.userId, change.ban);
          break;
        case "unban":
          rows.bans.delete(change.userId);
          break;
        case "grant":
          rows.grants.set(change.grant.user.userId, change.grant);
          break;
        case "revoke":
          rows.grants.delete(change.userId);
          break;
        case "addTerm":
          rows.terms.set(change.term.id, change.term);
          break;
        case "removeTerm":
          rows.terms.delete(change.id);
          break;
        case "hold":
          rows.held.set(change.held.held.id, change.held);
          break;
        case "release":
          rows.held.delete(change.id);
          break;
        case "log":
          rows.lastLogId = change.entry.id;
          break;
        default:
          assertNever(change, "unknown moderation change");
      }
    }
    return {
      modes: rows.modes,
      grants: [...rows.grants.values()],
      bans: [...rows.bans.values()],
      terms: [...rows.terms.values()],
      held: [...rows.held.values()],
      nextLogId: rows.lastLogId + 1,
    };
  }

  write(events: readonly Kept[], previous: number, changes: readonly ModerationChange[]) {
    if (this.isFailing) throw new Error("database or disk is full");
    this.writes += 1;
    const last = events.at(-1)?.event.seq;
    if (last !== undefined) this.rows.push({ previous, last, events });
    this.changes.push(...changes);
  }

  compact() {
    const [first, last] = [this.rows[0]?.previous, this.rows.at(-1)?.last];
    if (first === undefined || last === undefined) return;
    this.rows.splice(0, this.rows.length, { previous: first, last, events: this.events() });
  }

  forget() {
    return null;
  }

  eventsBefore(before: number | null, limit: number) {
    const all = withoutHidden(this.events().map(({ event }) => event));
    return all.filter(({ seq }) => before === null || seq < before).slice(-limit);
  }

  eventsBetween(from: number, until: number) {
    return this.events()
      .map(({ event }) => event)
      .filter(({ at }) => at >= from && at < until);
  }

  newestAt() {
    return this.events().at(-1)?.event.at ?? null;
  }

  log(limit: number): readonly LogEntry[] {
    const entries = this.changes.flatMap((change) => (change.kind === "log" ? [change.entry] : []));
    return entries.toReversed().slice(0, limit);
  }

  hasSpoken(userId: string) {
    return this.events().some(({ event }) => event.kind === "message" && event.from.userId === userId);
  }

  relation(userId: string) {
    return this.#relations.get(userId) ?? null;
  }

  setRelation(userId: string, relation: Relation) {
    this.#relations.set(userId, relation);
  }

  subscribers(call: SubscribersCall) {
    const ids = [...this.#relations].flatMap(([id, { subscribedMonths }]) => (subscribedMonths === null ? [] : [id]));
    const sorted = ids.toSorted();
    if ("among" in call) return { userIds: sorted.filter((id) => call.among.includes(id)), total: ids.length };
    const { place, direction, limit } = call;
    const near = direction === "after" ? sorted : sorted.toReversed();
    const beyond = near.filter((id) => place === null || (direction === "after" ? id > place : id < place));
    return { userIds: beyond.slice(0, limit), total: ids.length };
  }

  emotes() {
    return [...this.#emotes.values()];
  }

  putEmote(emote: ChannelEmote) {
    this.#emotes.set(emote.id, emote);
  }

  removeEmote(id: string) {
    this.#emotes.delete(id);
  }

  broadcasts() {
    return [...this.#broadcasts.values()];
  }

  beginBroadcast({ id, startedAt }: { readonly id: string; readonly startedAt: number }) {
    if (!this.#broadcasts.has(id)) this.#broadcasts.set(id, { id, startedAt, endedAt: null, nextMinute: 0 });
  }

  endBroadcast(id: string, endedAt: number) {
    const broadcast = this.#broadcasts.get(id);
    if (broadcast !== undefined) this.#broadcasts.set(id, { ...broadcast, endedAt });
  }

  setNextMinute(id: string, nextMinute: number) {
    const broadcast = this.#broadcasts.get(id);
    if (broadcast !== undefined) this.#broadcasts.set(id, { ...broadcast, nextMinute });
  }

  removeBroadcast(id: string) {
    this.#broadcasts.delete(id);
  }
}
