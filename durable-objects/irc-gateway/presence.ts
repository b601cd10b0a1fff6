/** Who is in a room, put together from all objects that hold its sockets, and how that differs from what was told. Pure but for what it asks. */
import type { Present } from "../chat-room/calls.ts";
import { MAX_CHANGES, MAX_MEMBERSHIP_USERS } from "./limits.ts";

/** Logins; null for a room of which nothing is told, since too many are in it. */
export type Presence = ReadonlySet<string> | null;

export type Asked = {
  readonly room: () => Promise<Present>;
  /** Another gateway, by its name. */
  readonly gateway: (name: string) => Promise<Present>;
};

const GATEWAY = /^irc-[0-9]+$/;

/** Asks the room and the other gateways of it. `ownUsers` came through the gateway `own` that asks; rejects when one of the others cannot answer. */
export async function lookWhoIsIn(own: string, ownUsers: Present["users"], asked: Asked): Promise<Presence> {
  const room = await asked.room();
  const here = presenceOf([room.users, ownUsers]);
  const links = new Set(room.links);
  // A room that needs relays is far beyond the limit.
  if (here === null || [...links].some((name) => !GATEWAY.test(name))) return null;
  links.delete(own);
  const others = await Promise.all([...links].map((name) => asked.gateway(name)));
  return presenceOf([room.users, ownUsers, ...others.map(({ users }) => users)]);
}

function presenceOf(parts: readonly Present["users"][]): Presence {
  const logins = new Set(parts.flatMap((users) => users.map(({ login }) => login)));
  return logins.size > MAX_MEMBERSHIP_USERS ? null : logins;
}

export type Changes = {
  /** Whom everybody knows to be in once these changes are told. */
  readonly told: ReadonlySet<string>;
  readonly left: readonly string[];
  readonly joined: readonly string[];
};

/** MAX_CHANGES of the changes, those who left first; what is beyond comes out as the difference of the next look. */
export function changesSince(before: ReadonlySet<string>, present: ReadonlySet<string>): Changes {
  const left = [...before].filter((login) => !present.has(login)).slice(0, MAX_CHANGES);
  const joined = [...present].filter((login) => !before.has(login)).slice(0, MAX_CHANGES - left.length);
  const told = new Set([...before, ...joined]);
  for (const login of left) told.delete(login);
  return { told, left, joined };
}
