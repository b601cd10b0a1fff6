import { expect, test } from "vitest";
import { BROADCASTER, person } from "#testing/chat-people.ts";
import { ChatRoomWorld } from "#testing/chat-room-world.ts";
import { GATHER_MS, TELL_AGAIN_MS } from "./register.ts";

const DAY_MS = 24 * 3600 * 1000;
const ada = person("ada", "7");

const today = (world: ChatRoomWorld): number => Math.floor(world.clock.now() / DAY_MS);

test("whoever speaks is told to the index once a day, however much they say and however often the room is thrown out", async () => {
  const world = new ChatRoomWorld();
  const [first, streamer] = [world.join(ada), world.join(BROADCASTER)];
  world.say(first, "n1", "one");
  world.say(streamer, "n2", "two");
  const day = today(world);
  await world.pass(GATHER_MS);
  const met = [
    { userId: "7", day },
    { userId: BROADCASTER.userId, day },
  ];
  expect(world.told).toEqual([met]);
  world.evict(true);
  world.say(world.join(ada), "n3", "three");
  await world.pass(GATHER_MS);
  expect(world.told).toEqual([met]);
  await world.pass(DAY_MS);
  world.say(world.join(ada), "n4", "four");
  await world.pass(GATHER_MS);
  expect(world.told).toEqual([met, [{ userId: "7", day: today(world) }]]);
});

test("who waits to be told outlives the object, and an index that fails", async () => {
  const world = new ChatRoomWorld();
  world.say(world.join(ada), "n1", "one");
  world.evict(true);
  world.indexAnswer = Promise.reject(new Error("the database did not answer"));
  world.indexAnswer.catch(() => undefined);
  await world.pass(GATHER_MS);
  expect(world.told).toEqual([]);
  world.indexAnswer = Promise.resolve();
  await world.pass(TELL_AGAIN_MS);
  expect(world.told).toEqual([[{ userId: "7", day: today(world) }]]);
});

test("whom moderators act on is told too, and subscribers, but no reader and no follower", async () => {
  const world = new ChatRoomWorld();
  for (const [login, userId] of [["eve", "9"]] as const) {
    world.users.set(login, { user: { userId, login, name: login }, staff: false });
  }
  world.join(ada);
  world.desk.setFollow("7", 5);
  world.desk.setRelation("12", { subscribedMonths: 2, followedAt: null });
  world.say(world.join(BROADCASTER), "n1", "/ban eve");
  await world.pass(GATHER_MS);
  const told = world.told.flat().map(({ userId }) => userId);
  expect(told.toSorted()).toEqual([BROADCASTER.userId, "12", "9"].toSorted());
});
