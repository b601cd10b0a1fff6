/**
 * Sees to it that the index of all rooms knows who was here: once a day for each person, in batches, behind the chat. What waits is stored with
 * the lines that it is about, so that an eviction forgets nobody.
 */

import type { ModerationChange } from "../moderation/state.ts";
import type { Alarms, Clock } from "../ports.ts";
import { RecentMap } from "../recent-map.ts";
import type { Kept } from "../ring.ts";
import type { PeopleIndex, PeopleStore } from "./ports.ts";

/** The alarm's name. */
export const REGISTER = "register";

const DAY_MS = 24 * 3600 * 1000;
/** Time for which persons are gathered before the index is told, milliseconds: one statement for all who came within it. */
export const GATHER_MS = 30_000;
/** Persons of one statement, at most. */
export const MAX_TOLD = 1000;
/** Pause before an index that failed is told again, milliseconds. */
export const TELL_AGAIN_MS = 60_000;
/** People who are known to be noted today: for others the storage is asked, which writes nothing for them either. */
const MAX_NOTED = 10_000;

type Ports = {
  readonly clock: Clock;
  readonly alarms: Alarms;
  readonly people: PeopleStore;
  readonly index: PeopleIndex;
  readonly background: (work: Promise<unknown>) => void;
  readonly log: (sentence: string, cause: unknown) => void;
};

export class Register {
  readonly #ports: Ports;
  readonly #channelId: string;
  #day = -1;
  #noted = new RecentMap<true>(MAX_NOTED);

  constructor(ports: Ports, channelId: string) {
    this.#ports = ports;
    this.#channelId = channelId;
  }

  /** These persons are in what was just stored: in the same stretch, so that both are stored or neither. */
  note(userIds: Iterable<string>): void {
    const { clock, people, alarms, background } = this.#ports;
    const day = Math.floor(clock.now() / DAY_MS);
    if (day !== this.#day) {
      this.#day = day;
      this.#noted = new RecentMap(MAX_NOTED);
    }
    const fresh = new Set<string>();
    for (const userId of userIds) if (this.#noted.get(userId) === undefined) fresh.add(userId);
    if (fresh.size === 0) return;
    people.note([...fresh], day);
    for (const userId of fresh) this.#noted.set(userId, true);
    background(alarms.arm(REGISTER, clock.now() + GATHER_MS));
  }

  /** The alarm rang. */
  async tell(): Promise<void> {
    const { people, index, alarms, clock, log } = this.#ports;
    for (;;) {
      const met = people.untold(MAX_TOLD);
      if (met.length === 0) return;
      try {
        await index.tell(this.#channelId, met);
      } catch (cause) {
        log(`chat room ${this.#channelId}: the index was not told who was here`, cause);
        await alarms.set(REGISTER, clock.now() + TELL_AGAIN_MS);
        return;
      }
      people.told(met);
    }
  }
}

/** Who is in these events and changes: whoever spoke, and whom moderators acted on or were themselves. */
export function* personsIn(events: readonly Kept[], changes: readonly ModerationChange[]): Iterable<string> {
  for (const { event } of events) if ("from" in event) yield event.from.userId;
  for (const change of changes) {
    if (change.kind === "ban") yield change.ban.user.userId;
    else if (change.kind === "grant") yield change.grant.user.userId;
    else if (change.kind === "hold") yield change.held.viewer.userId;
    else if (change.kind === "log") {
      const { by, user } = change.entry;
      if (by !== null) yield by.userId;
      if (user !== null) yield user.userId;
    }
  }
}
