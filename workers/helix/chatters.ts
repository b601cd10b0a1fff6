/** Who is in a channel's chat: the room is asked, then the relays and IRC gateways that are linked to it. Knows no request's parameters. */
import { relayNumber } from "#durable-objects/chat-relay/growth.ts";
import type { Present } from "#durable-objects/chat-room/calls.ts";
import { relayObjectName } from "#protocol/chat/link.ts";
import type { User } from "#protocol/chat/viewer.ts";
import { callObject } from "../object-calls.ts";
import type { Call } from "./endpoint.ts";

/** Relays and gateways that are asked, at most: with 4,000 users each, what an isolate holds in some 30 MB of its 128. */
export const MAX_ASKED = 32;
/** How many of them are asked at a time: a Worker's request has six connections. */
const AT_A_TIME = 6;
const GATEWAY = /^irc-[0-9]{1,3}$/;

type Ask = () => Promise<Present>;

/** Everybody with an account, each once, by login. */
export async function chattersOf({ c }: Call, channelId: string): Promise<readonly User[]> {
  const { CHAT_ROOM, CHAT_RELAY, IRC_GATEWAY } = c.env;
  const here: Present = await callObject(CHAT_ROOM, channelId, async (room) => await room.present());
  // A link that its relay lost may stand beside the new one for a while.
  const asks = [...new Set(here.links)].flatMap((link): readonly Ask[] => {
    const number = relayNumber(link);
    const relay = number === null ? null : relayObjectName(channelId, number);
    if (relay !== null) return [() => callObject(CHAT_RELAY, relay, async (object) => await object.present())];
    // Whatever else is linked has nobody's sockets.
    if (!GATEWAY.test(link)) return [];
    return [() => callObject(IRC_GATEWAY, link, async (object) => await object.present(channelId))];
  });
  return mergeUsers([here, ...(await inTurns(asks.slice(0, MAX_ASKED)))]);
}

async function inTurns(asks: readonly Ask[]): Promise<readonly Present[]> {
  const answers: Present[] = [];
  const left = asks.values();
  const asker = async (): Promise<void> => {
    for (const ask of left) answers.push(await ask());
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, asker));
  return answers;
}

export function mergeUsers(parts: readonly Present[]): readonly User[] {
  const users = new Map(parts.flatMap((part) => part.users.map((user) => [user.userId, user] as const)));
  return [...users.values()].toSorted((one, other) => compareChatters(placeOfChatter(one), placeOfChatter(other)));
}

/** A login that was given up may be somebody else's while a socket is still open under it. */
export type ChatterPlace = [login: string, userId: string];
export const placeOfChatter = ({ login, userId }: User): ChatterPlace => [login, userId];

export function compareChatters([login, id]: ChatterPlace, [otherLogin, otherId]: ChatterPlace): number {
  if (login !== otherLogin) return login < otherLogin ? -1 : 1;
  return Number(id) - Number(otherId);
}
