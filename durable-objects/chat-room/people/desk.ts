/** What is asked of a room for one person: to hand out what it keeps about them, and to forget them. A part of the history at a time. */
import { type ForgetCall, type Forgotten, MAX_PERSONAL_LOG, type PersonalAbout, type PersonalData } from "../calls.ts";
import type { Engine } from "../engine.ts";
import { standingOf } from "../self.ts";

/** Bytes of history that one call reads: some 50 ms of the room's time at most, while nobody's line is taken. */
export const MAX_PAGE_BYTES = 2 * 1024 * 1024;

export class PeopleDesk {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  personalData(userId: string, place: number): PersonalData {
    const { events, next } = this.#engine.ports.people.linesOf(userId, place, MAX_PAGE_BYTES);
    return { events, next, about: place === 0 ? this.#about(userId) : null };
  }

  /** Everything but the history is done by the first call; a repetition finds nothing. */
  async forget(userId: string, { place, logins }: ForgetCall): Promise<Forgotten> {
    const { ports, memory, sockets, replay } = this.#engine;
    // Before anything else, so that nothing of theirs comes after.
    ports.people.remember(userId);
    memory.forget(userId);
    await this.#engine.run({ kind: "tellForgotten", userId });
    // What cannot be stored would come back with the next start.
    if (!this.#engine.state.kept) return { outcome: "unavailable" };
    await this.#engine.run({ kind: "forgetInRing", userId });
    sockets.forgetUser(userId);
    const page = ports.people.forgetLines(userId, { place, logins }, MAX_PAGE_BYTES);
    if (page.place === null) ports.people.forgetRows(userId, page.logins);
    await replay.settled();
    return { outcome: "ok", ...page };
  }

  async clear(): Promise<void> {
    const { ports, sockets } = this.#engine;
    // What waits would be stored after.
    await this.#engine.run({ kind: "flush" });
    if (!this.#engine.state.kept) throw new Error("the room cannot store");
    sockets.closeAll();
    ports.people.clear();
  }

  #about(userId: string): PersonalAbout {
    const { ports, state, memory } = this.#engine;
    const relation = memory.relation(userId);
    const ban = state.moderation.bans.get(userId);
    const held = [...state.moderation.held.values()].filter(({ viewer }) => viewer.userId === userId);
    const log = ports.people.entriesNaming(userId).slice(0, MAX_PERSONAL_LOG);
    return {
      role: standingOf(state.moderation, userId, false, relation).role,
      relation,
      ban: ban === undefined ? null : { at: ban.at, until: ban.until, reason: ban.reason },
      held: held.map((line) => ({ at: line.held.at, text: line.held.text })),
      log: log.map(({ at, action, detail, by, user }) => {
        const isOwn = by?.userId === userId;
        // What a moderator noted of somebody else is that one's.
        return { at, action, detail: isOwn && user !== null ? "" : detail, by: isOwn ? "you" : "others" };
      }),
    };
  }
}
