/** What others ask of a room by call, not over a socket: to say and do something as somebody, to read back, and to set what it knows. */
import type { ChannelEmote } from "#protocol/chat/emote.ts";
import type { Up } from "#protocol/chat/frames.ts";
import { HISTORY_MS, MAX_CHANNEL_EMOTES } from "#protocol/chat/limits.ts";
import type { Ban } from "#protocol/chat/moderation.ts";
import type { Modes } from "#protocol/chat/modes.ts";
import type { Viewer } from "#protocol/chat/viewer.ts";
import { listBans } from "./ban-list.ts";
import {
  type Answer,
  type BansCall,
  MAX_RECENT,
  MAX_SUBSCRIBERS,
  MAX_VIEW_LOG,
  type ModerationView,
  type Present,
  type Recent,
  type RecentCall,
  type Relation,
  type RoomSnapshot,
  type Subscribers,
  type SubscribersCall,
} from "./calls.ts";
import { buildEmoteSet } from "./emotes/find-emotes.ts";
import type { Engine } from "./engine.ts";
import { presentUsers } from "./present.ts";
import * as say from "./refusals.ts";
import { standingOf } from "./self.ts";
import { viewOf } from "./view.ts";
import { withoutHidden } from "./visible.ts";

/** Calls that wait for their answer, at most. */
export const MAX_CALLS = 1000;

export class Desk {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** What the sender would be answered on a socket. */
  async call(viewer: Viewer, up: Exclude<Up, { readonly kind: "join" }>): Promise<readonly Answer[]> {
    const { ports, memory, callsWaiting } = this.#engine;
    if (callsWaiting >= MAX_CALLS) return [say.refused(up.nonce, say.TOO_MANY_FRAMES)];
    memory.meet(viewer);
    const call = ports.newMark();
    return new Promise((resolve) => {
      this.#engine.expectAnswer(call, (answer) => resolve([answer]));
      this.#engine.inLane(call, () => ({ kind: "up", origin: { kind: "call", call }, viewer, joined: true, up }));
    });
  }

  recent({ before, limit }: RecentCall): Recent {
    const { ports, state } = this.#engine;
    const count = Math.min(Math.max(limit, 0), MAX_RECENT);
    const since = ports.clock.now() - HISTORY_MS;
    const events = this.#stored(before, count).filter(({ at }) => at >= since);
    return { events, kept: state.kept };
  }

  /** What a moderator sees; null for everybody else. */
  view(viewer: Viewer): ModerationView | null {
    const { ports, state, memory } = this.#engine;
    if (!this.#engine.mayModerate(viewer)) return null;
    const { role } = standingOf(state.moderation, viewer.userId, viewer.staff, memory.relation(viewer.userId));
    return viewOf(state.moderation, role, ports.store.log(MAX_VIEW_LOG), ports.clock.now());
  }

  /** As set; a shield is not applied. */
  modes(): Modes {
    return this.#engine.state.moderation.modes;
  }

  present(): Present {
    const { sockets } = this.#engine;
    return { users: presentUsers(sockets.joinedViewers()), links: sockets.links().flatMap(({ relay }) => relay ?? []) };
  }

  subscribers(call: SubscribersCall): Subscribers {
    const { store } = this.#engine.ports;
    if ("among" in call) return store.subscribers({ among: call.among.slice(0, MAX_SUBSCRIBERS) });
    return store.subscribers({ ...call, limit: Math.min(Math.max(call.limit, 0), MAX_SUBSCRIBERS) });
  }

  /** Bans and timeouts that hold. */
  bans(call: BansCall): readonly Ban[] {
    const { ports, state } = this.#engine;
    return listBans(state.moderation.bans, call, ports.clock.now());
  }

  setRelation(userId: string, relation: Relation): void {
    const { ports, memory, register } = this.#engine;
    ports.store.setRelation(userId, relation);
    // Who follows, the database knows by itself.
    if (relation.subscribedMonths !== null || relation.partner === true) register.note([userId]);
    memory.setRelation(userId, relation);
    void this.#engine.run({ kind: "relation", userId });
  }

  /** Somebody has another name or colour: their sockets, here and at the links, speak under it from now on. */
  rename(viewer: Viewer): void {
    const { memory, sockets } = this.#engine;
    if (memory.isForgotten(viewer.userId)) return;
    memory.meet(viewer);
    sockets.rename(viewer);
    void this.#engine.run({ kind: "relation", userId: viewer.userId });
  }

  /** What else the user is to the channel stays. */
  setFollow(userId: string, followedAt: number | null): void {
    this.setRelation(userId, { ...this.#engine.memory.relation(userId), followedAt });
  }

  emotes(): readonly ChannelEmote[] {
    return this.#engine.ports.store.emotes();
  }

  putEmote(emote: ChannelEmote): "ok" | "full" | "taken" {
    const others = this.emotes().filter(({ id }) => id !== emote.id);
    if (others.some(({ name }) => name === emote.name)) return "taken";
    if (others.length >= MAX_CHANNEL_EMOTES) return "full";
    this.#engine.ports.store.putEmote(emote);
    this.#emotesChanged();
    return "ok";
  }

  removeEmote(id: string): boolean {
    if (!this.emotes().some((emote) => emote.id === id)) return false;
    this.#engine.ports.store.removeEmote(id);
    this.#emotesChanged();
    return true;
  }

  snapshot(): RoomSnapshot {
    const { ports, state, sockets, crowd, replay } = this.#engine;
    return {
      instance: ports.instance,
      channelId: state.channelId,
      sockets: sockets.size,
      joined: sockets.joined,
      links: sockets.links().map((link) => ({ relay: link.relay ?? "", sockets: link.sockets })),
      chatters: sockets.chatters,
      plan: crowd.plan(),
      lastSeq: state.ring.lastSeq,
      ring: state.ring.kept.length,
      waiting: state.waiting.length,
      kept: state.kept,
      bans: state.moderation.bans.size,
      held: state.moderation.held.size,
      emotes: state.emotes.byName.size,
      broadcasts: replay.broadcasts.map(({ id }) => id),
    };
  }

  #stored(before: number | null, count: number): Recent["events"] {
    const { ports, state } = this.#engine;
    if (state.kept) return ports.store.eventsBefore(before, count);
    // What could not be stored is in the ring alone.
    const inRing = withoutHidden(state.ring.kept.map(({ event }) => event));
    return inRing.filter(({ seq }) => before === null || seq < before).slice(-count);
  }

  #emotesChanged(): void {
    void this.#engine.run({ kind: "emotes", emotes: buildEmoteSet(this.emotes()) });
  }
}
