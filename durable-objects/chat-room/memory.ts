/** What the room remembers of people while it is awake: bounded, and lost with the object at no harm. Reads the rest from storage. */
import type { Viewer } from "#protocol/chat/viewer.ts";
import type { Answer, Relation } from "./calls.ts";
import type { Spoken } from "./moderation/state.ts";
import type { PeopleStore } from "./people/ports.ts";
import type { RoomStore } from "./ports.ts";
import { RecentMap } from "./recent-map.ts";
import type { Facts } from "./room-state.ts";
import { STRANGER } from "./self.ts";

/** People who are remembered, at least: more than speak within the half minute that the rules look back. */
export const MAX_PEOPLE = 10_000;
/** Answers that are kept for those who send again. */
export const MAX_ANSWERS = 1000;

type Asked = Pick<RoomStore, "relation" | "hasSpoken">;
type AskedPeople = Pick<PeopleStore, "isForgotten">;

export class Memory implements Omit<Facts, "chatters" | "isChatOn"> {
  readonly #store: Asked;
  readonly #people: AskedPeople;
  readonly #log: (sentence: string, cause: unknown) => void;
  readonly #viewers = new RecentMap<Viewer>(MAX_PEOPLE);
  readonly #spoken = new RecentMap<Spoken>(MAX_PEOPLE);
  readonly #relations = new RecentMap<Relation>(MAX_PEOPLE);
  readonly #spokenEver = new RecentMap<true>(MAX_PEOPLE);
  readonly #forgotten = new RecentMap<boolean>(MAX_PEOPLE);
  readonly #answers = new RecentMap<Answer>(MAX_ANSWERS);

  constructor(store: Asked, people: AskedPeople, log: (sentence: string, cause: unknown) => void) {
    this.#store = store;
    this.#people = people;
    this.#log = log;
  }

  viewer(userId: string): Viewer | null {
    return this.#viewers.get(userId) ?? null;
  }

  viewerByLogin(login: string): Viewer | null {
    return this.#viewers.newest((viewer) => viewer.login === login) ?? null;
  }

  meet(viewer: Viewer): void {
    this.#viewers.set(viewer.userId, viewer);
  }

  spoken(userId: string): Spoken | null {
    return this.#spoken.get(userId) ?? null;
  }

  setSpoken(userId: string, spoken: Spoken): void {
    this.#spoken.set(userId, spoken);
  }

  answered(mark: string): Answer | null {
    return this.#answers.get(mark) ?? null;
  }

  setAnswered(mark: string, answer: Answer): void {
    this.#answers.set(mark, answer);
  }

  relation(userId: string): Relation {
    const known = this.#relations.get(userId);
    if (known !== undefined) return known;
    const relation = this.#ask("relation", () => this.#store.relation(userId) ?? STRANGER);
    if (relation !== null) this.#relations.set(userId, relation);
    return relation ?? STRANGER;
  }

  setRelation(userId: string, relation: Relation): void {
    this.#relations.set(userId, relation);
  }

  /** Whoever cannot be looked up counts as known: a badge for a first message is worth less than the message. */
  hasSpoken(userId: string): boolean {
    if (this.#spokenEver.get(userId) === true) return true;
    const hasSpoken = this.#ask("first message", () => this.#store.hasSpoken(userId)) ?? true;
    if (hasSpoken) this.#spokenEver.set(userId, true);
    return hasSpoken;
  }

  setSpokenEver(userId: string): void {
    this.#spokenEver.set(userId, true);
  }

  isForgotten(userId: string): boolean {
    const known = this.#forgotten.get(userId);
    if (known !== undefined) return known;
    const isForgotten = this.#ask("end of the account", () => this.#people.isForgotten(userId)) ?? false;
    this.#forgotten.set(userId, isForgotten);
    return isForgotten;
  }

  /** The account was deleted. */
  forget(userId: string): void {
    for (const map of [this.#viewers, this.#spoken, this.#relations, this.#spokenEver]) map.delete(userId);
    this.#forgotten.set(userId, true);
  }

  #ask<T>(what: string, question: () => T): T | null {
    try {
      return question();
    } catch (cause) {
      this.#log(`chat room: the ${what} of a user cannot be read`, cause);
      return null;
    }
  }
}
