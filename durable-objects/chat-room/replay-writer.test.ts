import * as v from "valibot";
import { expect, test } from "vitest";
import { decodeEvent, wireEventSchema } from "#protocol/chat/event.ts";
import { replayChunkSchema } from "#protocol/chat/replay.ts";
import { chatReplayKey } from "#protocol/storage-keys.ts";
import { BROADCASTER, textsOf } from "#testing/chat-people.ts";
import { ChatRoomWorld } from "#testing/chat-room-world.ts";

const MINUTE = 60_000;

/** What each object holds: the texts of its messages. */
function written(world: ChatRoomWorld): Record<string, readonly string[]> {
  const objects = [...world.bucket.objects].map(([key, bytes]) => {
    const { events } = v.parse(replayChunkSchema, JSON.parse(new TextDecoder().decode(bytes)));
    return [key, textsOf(events.map((event) => decodeEvent(v.parse(wireEventSchema, event))))];
  });
  return Object.fromEntries(objects);
}

async function live() {
  const world = new ChatRoomWorld();
  const socket = world.join(BROADCASTER);
  await world.engine.replay.note({ id: "55", startedAt: world.clock.now() });
  return { world, say: (text: string) => world.say(socket, text.replaceAll(" ", "-"), text) };
}

test("each minute in which something was said is written once it is over", async () => {
  const { world, say } = await live();
  say("first minute");
  await world.pass(MINUTE);
  say("second minute");
  expect(written(world)).toEqual({});
  await world.pass(MINUTE);
  expect(written(world)).toEqual({ [chatReplayKey("55", 0, 0)]: ["first minute"] });
  await world.pass(3 * MINUTE);
  say("fifth minute");
  await world.pass(2 * MINUTE);
  expect(written(world)).toEqual({
    [chatReplayKey("55", 0, 0)]: ["first minute"],
    [chatReplayKey("55", 1, 0)]: ["second minute"],
    [chatReplayKey("55", 5, 0)]: ["fifth minute"],
  });
  expect(world.alarms.has("replay")).toBe(false);
});

test("the last minute is written after the end, and what is said then is no part of it", async () => {
  const { world, say } = await live();
  await world.pass(MINUTE + 10_000);
  say("bye");
  await world.pass(1000);
  await world.engine.replay.note(null);
  await world.pass(1000);
  say("is it over?");
  await world.pass(MINUTE);
  expect(written(world)).toEqual({ [chatReplayKey("55", 1, 0)]: ["bye"] });
  expect([world.store.broadcasts(), world.alarms.has("replay")]).toEqual([[], false]);
});

test("a new broadcast ends the one before it; telling again changes nothing", async () => {
  const { world, say } = await live();
  say("of the first");
  await world.pass(1000);
  await world.engine.replay.note({ id: "55", startedAt: 1 });
  await world.pass(1000);
  const startedAt = world.clock.now();
  await world.engine.replay.note({ id: "56", startedAt });
  expect(world.store.broadcasts()).toMatchObject([
    { id: "55", endedAt: startedAt },
    { id: "56", startedAt, endedAt: null },
  ]);
  say("of the second");
  await world.pass(2 * MINUTE);
  expect(written(world)).toEqual({
    [chatReplayKey("55", 0, 0)]: ["of the first"],
    [chatReplayKey("56", 0, 0)]: ["of the second"],
  });
});

test("an eviction and a bucket that fails cost no minute", async () => {
  const { world, say } = await live();
  say("kept");
  world.evict();
  world.bucket.fails = () => true;
  await expect(world.pass(2 * MINUTE)).rejects.toThrow();
  world.bucket.fails = () => false;
  world.alarms.set("replay", world.clock.now());
  await world.pass(MINUTE);
  expect(written(world)).toEqual({ [chatReplayKey("55", 0, 0)]: ["kept"] });
});
