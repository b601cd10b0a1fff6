/** Who is in a channel's chat: the room is asked, then all relays and IRC gateways that are linked to it. Knows no request's parameters. */
import { relayNumber } from "#durable-objects/chat-relay/growth.ts";
import type { PresentPage, PresentPageCall } from "#durable-objects/chat-room/calls.ts";
import { nearestUsers } from "#durable-objects/chat-room/present.ts";
import { MAX_RELAYS } from "#protocol/chat/limits.ts";
import { relayObjectName } from "#protocol/chat/link.ts";
import type { User } from "#protocol/chat/viewer.ts";
import { MAX_GATEWAYS } from "../chat/irc/shards.ts";
import { callObject } from "../object-calls.ts";
import type { Call } from "./endpoint.ts";
import { inTurns } from "./in-turns.ts";

/** Relays and gateways that are asked, at most: all that there can be. Of each a page of names is held, merged as it comes, and 8 bytes a user. */
export const MAX_ASKED = MAX_RELAYS + MAX_GATEWAYS;
const GATEWAY = /^irc-[0-9]{1,3}$/;

/** A page of everybody with an account, each once, by login; and how many they are in all. */
export type Chatters = { readonly users: readonly User[]; readonly total: number };

type Ask = () => Promise<PresentPage>;

export async function chattersOf({ c }: Call, channelId: string, page: PresentPageCall): Promise<Chatters> {
  const { CHAT_ROOM, CHAT_RELAY, IRC_GATEWAY } = c.env;
  const here: PresentPage = await callObject(CHAT_ROOM, channelId, async (room) => await room.presentPage(page));
  // A link that its relay lost may stand beside the new one for a while.
  const asks = [...new Set(here.links)].flatMap((link): readonly Ask[] => {
    const number = relayNumber(link);
    const relay = number === null ? null : relayObjectName(channelId, number);
    if (relay !== null) return [() => callObject(CHAT_RELAY, relay, async (object) => await object.presentPage(page))];
    // Whatever else is linked has nobody's sockets.
    if (!GATEWAY.test(link)) return [];
    return [() => callObject(IRC_GATEWAY, link, async (object) => await object.presentPage(channelId, page))];
  });
  const gathering = new Gathering(page);
  gathering.add(here);
  await inTurns(asks.slice(0, MAX_ASKED).map((ask) => async () => gathering.add(await ask())));
  return gathering.chatters;
}

/** Puts together what the objects answer, each as it comes: a room of a million does not fit into an isolate at once. */
export class Gathering {
  readonly #page: PresentPageCall;
  #nearest: readonly User[] = [];
  readonly #ids: Float64Array[] = [];

  constructor(page: PresentPageCall) {
    this.#page = page;
  }

  add({ users, ids }: Omit<PresentPage, "links">): void {
    this.#nearest = nearestUsers([...this.#nearest, ...users], this.#page);
    this.#ids.push(ids);
  }

  get chatters(): Chatters {
    return { users: this.#nearest, total: countDistinct(this.#ids) };
  }
}

/** Somebody with windows at several relays counts once. */
function countDistinct(parts: readonly Float64Array[]): number {
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  all.sort();
  return all.reduce((count, id, place) => (place > 0 && all[place - 1] === id ? count : count + 1), 0);
}
