/**
 * What a channel's clients with the capability membership are told of who is in it: the list of names once, then who came and went. Knows
 * neither when the room is looked at nor how.
 */
import { hasCapability, MEMBERSHIP } from "#protocol/irc/capabilities.ts";
import { writeFrame } from "#protocol/irc/frame.ts";
import type { Client } from "./client.ts";
import { MAX_LISTS } from "./limits.ts";
import { joinLine, namesLines, partLine } from "./lines/channel-lines.ts";
import { renderFor } from "./lines/server-line.ts";
import { type Changes, changesSince, type Presence } from "./presence.ts";

export const wantsMembership = (client: Client): boolean => hasCapability(client.capabilities, MEMBERSHIP);

export class Membership {
  /** Whether the room is looked at from time to time. */
  isWatched = false;
  /** Whom those with a list know to be in; null before the first look. */
  #told: ReadonlySet<string> | null = null;
  #isTooLarge = false;
  /** Clients that have the list, and are told what changes of it. */
  #listed = new WeakSet<Client>();

  /** The names that a client gets as it comes in; none when they are not known, or not to be told. */
  list(client: Client): readonly string[] {
    this.#listed.delete(client);
    if (this.#told === null || this.#isTooLarge || !wantsMembership(client)) return [];
    this.#listed.add(client);
    return [...this.#told];
  }

  /** The room was looked at; `clients` are those who are in the channel `login`. */
  looked(login: string, presence: Presence, clients: readonly Client[]): void {
    this.#isTooLarge = presence === null;
    if (presence === null) return;
    const changes = changesSince(this.#told ?? presence, presence);
    this.#told = changes.told;
    const lines = new ChangeLines(login, changes);
    let lists = 0;
    for (const client of clients) {
      if (!wantsMembership(client)) this.#listed.delete(client);
      else if (this.#listed.has(client)) client.sayText(lines.textFor(client.nick));
      else if (++lists <= MAX_LISTS) this.#sayList(client, login, changes.told);
    }
  }

  /** Nobody wants to be told any more. */
  stop(): void {
    this.isWatched = false;
    this.#told = null;
    this.#isTooLarge = false;
    this.#listed = new WeakSet();
  }

  #sayList(client: Client, login: string, told: ReadonlySet<string>): void {
    this.#listed.add(client);
    const isAlone = told.size === 0 || (told.size === 1 && told.has(client.nick));
    // It got the list of itself when it came in.
    if (!isAlone) client.say(...namesLines(client.nick, login, [...told]));
  }
}

/** Changes as text, rendered once. Nobody is told of oneself: that is said when it happens. */
class ChangeLines {
  readonly #texts: ReadonlyMap<string, string>;
  readonly #whole: string;

  constructor(login: string, { left, joined }: Changes) {
    const lines = [
      ...left.map((nick) => ({ nick, line: partLine(nick, login) })),
      ...joined.map((nick) => ({ nick, line: joinLine(nick, login) })),
    ];
    this.#texts = new Map(lines.map(({ nick, line }) => [nick, writeFrame(renderFor([line], 0))]));
    this.#whole = [...this.#texts.values()].join("");
  }

  textFor(nick: string): string {
    if (!this.#texts.has(nick)) return this.#whole;
    return [...this.#texts].map(([of, text]) => (of === nick ? "" : text)).join("");
  }
}
