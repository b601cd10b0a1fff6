/**
 * Sees to it that the list of all rooms' moderators outside them is as this room has it: who became one, or is one no longer, stands in storage
 * with the change itself until the list has it. Knows no rule of who may become one.
 */
import type { ModerationChange } from "../moderation/state.ts";
import type { RoomPorts } from "../ports.ts";
import { TELL_AGAIN_MS } from "./register.ts";

/** The alarm's name. */
export const MODERATORS = "moderators";
/** Persons of one statement, at most. */
export const MAX_NEWS = 500;

type Ports = Pick<RoomPorts, "clock" | "alarms" | "people" | "index" | "background" | "log">;

export class ModeratorNews {
  readonly #ports: Ports;
  readonly #channelId: string;

  constructor(ports: Ports, channelId: string) {
    this.#ports = ports;
    this.#channelId = channelId;
    // An alarm that was set before the object was thrown out still rings; what a room has from before there was a list has none.
    if (ports.people.roleNews(1).length > 0) this.#arm();
  }

  /** These changes were just stored: in the same stretch, so that both are stored or neither. */
  note(changes: readonly ModerationChange[]): void {
    const userIds = changes.flatMap((change) => {
      if (change.kind === "grant") return [change.grant.user.userId];
      return change.kind === "revoke" ? [change.userId] : [];
    });
    if (userIds.length === 0) return;
    this.#ports.people.noteRoles(userIds);
    this.#arm();
  }

  /** The alarm rang. One tells at a time, so that the last that is told is what holds. */
  async tell(): Promise<void> {
    const { people, index, alarms, clock, log } = this.#ports;
    for (;;) {
      const news = people.roleNews(MAX_NEWS);
      if (news.length === 0) return;
      try {
        await index.tellModerators(this.#channelId, news);
      } catch (cause) {
        log(`chat room ${this.#channelId}: the list of moderators was not told`, cause);
        await alarms.set(MODERATORS, clock.now() + TELL_AGAIN_MS);
        return;
      }
      people.rolesTold(news);
    }
  }

  #arm(): void {
    const { alarms, clock, background } = this.#ports;
    background(alarms.arm(MODERATORS, clock.now()));
  }
}
