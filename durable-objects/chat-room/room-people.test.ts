import { expect, test } from "vitest";
import { DEFAULT_MODES } from "#protocol/chat/modes.ts";
import { person } from "#testing/chat-people.ts";
import { ChatRoomWorld } from "#testing/chat-room-world.ts";
import { MAX_SUBSCRIBERS } from "./calls.ts";

test("a room names those who joined it, and tells its modes to anybody who asks", () => {
  const world = new ChatRoomWorld();
  const ada = person("ada", "7");
  for (const viewer of [ada, ada, null]) world.join(viewer);
  expect(world.desk.present()).toEqual({ users: [{ userId: "7", login: "ada", name: ada.name }], links: [] });
  expect(world.desk.modes()).toEqual(DEFAULT_MODES);
});

test("a new colour counts for sockets that are open, tells their user and the links, and is what the next line has", async () => {
  const world = new ChatRoomWorld();
  const ada = person("ada", "7");
  const [socket, other] = [world.join(ada), world.join(person("bob", "8"))];
  const renamed = { ...ada, name: "Ada", colour: "#FF0000" };
  world.desk.rename(renamed);
  expect(socket.take()).toMatchObject([{ kind: "self", self: { userId: "7", name: "Ada", colour: "#FF0000" } }]);
  expect(other.take()).toEqual([]);
  world.say(socket, "n1", "in red");
  expect(other.take()).toMatchObject([{ events: [{ from: { name: "Ada", colour: "#FF0000" }, text: "in red" }] }]);
  world.evict();
  await world.clock.advance(5000);
  world.say(socket, "n2", "still red");
  await world.clock.advance(5000);
  expect(other.take()).toMatchObject([{ events: [{ from: { name: "Ada", colour: "#FF0000" }, text: "still red" }] }]);
});

test("subscribers come so many at a time, and all of them are counted", () => {
  const world = new ChatRoomWorld();
  const ids = Array.from({ length: MAX_SUBSCRIBERS + 1 }, (_, at) => String(1000 + at));
  for (const userId of ids) world.desk.setRelation(userId, { subscribedMonths: 1, followedAt: null });
  world.desk.setRelation("5", { subscribedMonths: null, followedAt: 1 });
  const from = { direction: "after", place: null } as const;
  const most = { userIds: ids.slice(0, MAX_SUBSCRIBERS), total: ids.length };
  expect(world.desk.subscribers({ ...from, limit: MAX_SUBSCRIBERS })).toEqual(most);
  expect(world.desk.subscribers({ ...from, limit: MAX_SUBSCRIBERS + 1 })).toEqual(most);
  expect(world.desk.subscribers({ among: ids })).toEqual(most);
  expect(world.desk.subscribers({ among: ["5"] })).toEqual({ userIds: [], total: ids.length });
});
