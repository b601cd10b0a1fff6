/** Two clients of an IRC gateway in one channel: Alice, who moderates it, and Bob. What they say and do is the test's. */
import type { MessageEvent } from "#protocol/chat/event.ts";
import { IrcWorld, type ScriptedClient, type ScriptedRoom, selfOf, viewerOf } from "./irc-world.ts";

export const ALICE = viewerOf("123", "alice", { colour: "#FF0000" });
export const BOB = viewerOf("42", "bob");
/** When everything is said, milliseconds since the epoch. */
export const AT = 1_726_764_056_444;

/** A message of Alice's. */
export const message = (seq: number, text: string, more: Partial<MessageEvent> = {}): MessageEvent => ({
  ...{ kind: "message", seq, at: AT, text, emotes: [], action: false, first: false, reply: null },
  from: { userId: "123", login: "alice", name: "Alice", colour: "#FF0000", badges: ["moderator/1"] },
  ...more,
});

export type IrcScene = {
  readonly world: IrcWorld;
  readonly room: ScriptedRoom;
  readonly alice: ScriptedClient;
  readonly bob: ScriptedClient;
};

export async function openScene(): Promise<IrcScene> {
  const world = new IrcWorld();
  world.account("alice", ALICE);
  world.account("bob", BOB);
  const room = world.room("987");
  room.holds(selfOf(ALICE, { badges: ["moderator/1"], role: "moderator" }));
  const alice = await world.client("alice", "alice", "#room1");
  const bob = await world.client("bob", "bob", "#room1");
  return { world, room, alice, bob };
}
