import { expect, test } from "vitest";
import type { Viewer } from "#protocol/chat/viewer.ts";
import { BROADCASTER, person } from "#testing/chat-people.ts";
import { ChatRoomWorld } from "#testing/chat-room-world.ts";
import { TELL_AGAIN_MS } from "./register.ts";

const [eve, bob] = [person("eve", "9"), person("bob", "8")];

/** A room that knows these people, so that no login has to be found out. */
function worldWith(...people: readonly Viewer[]): ChatRoomWorld {
  const world = new ChatRoomWorld();
  for (const one of people) world.join(one);
  return world;
}

test("who becomes a moderator is told at once, and who is none any more; a VIP is told as none", async () => {
  const world = worldWith(eve, bob);
  const streamer = world.join(BROADCASTER);
  world.say(streamer, "n1", "/mod eve");
  await world.pass(1000);
  expect(world.toldRoles).toEqual([[["9", true]]]);
  world.say(streamer, "n2", "/vip bob");
  await world.pass(1000);
  world.say(streamer, "n3", "/ban eve");
  await world.pass(1000);
  expect(world.toldRoles.slice(1)).toEqual([[["8", false]], [["9", false]]]);
});

test("what is to be told outlives the object and a list that fails, and the last state alone is told", async () => {
  const world = worldWith(eve);
  world.indexAnswer = Promise.reject(new Error("the database did not answer"));
  world.indexAnswer.catch(() => undefined);
  const streamer = world.join(BROADCASTER);
  world.say(streamer, "n1", "/mod eve");
  await world.pass(1000);
  world.say(streamer, "n2", "/unmod eve");
  await world.pass(1000);
  expect(world.toldRoles).toEqual([]);
  world.evict(true);
  world.indexAnswer = Promise.resolve();
  await world.pass(TELL_AGAIN_MS);
  expect(world.toldRoles).toEqual([[["9", false]]]);
});

test("a change while the list is being told is told after it", async () => {
  const world = worldWith(eve);
  const told = Promise.withResolvers<void>();
  world.indexAnswer = told.promise;
  const streamer = world.join(BROADCASTER);
  world.say(streamer, "n1", "/mod eve");
  const passed = world.pass(1000);
  await Promise.resolve();
  world.say(streamer, "n2", "/unmod eve");
  world.indexAnswer = Promise.resolve();
  told.resolve();
  await passed;
  await world.pass(1000);
  expect(world.toldRoles.at(-1)).toEqual([["9", false]]);
});
