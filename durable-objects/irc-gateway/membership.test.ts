import { beforeEach, expect, test } from "vitest";
import { IrcWorld, viewerOf } from "#testing/irc-world.ts";
import { LOOK_MS, MAX_LISTS, MAX_MEMBERSHIP_USERS, NAMES_LENGTH } from "./limits.ts";

let world: IrcWorld;
beforeEach(() => {
  world = new IrcWorld();
  for (const [at, login] of ["alice", "bob"].entries()) world.account(login, viewerOf(String(123 + at), login));
});

const users = (...logins: readonly string[]) =>
  logins.map((login, at) => ({ userId: String(at + 1000), login, name: login }));
const crowd = (count: number) => users(...Array.from({ length: count }, (_, at) => `u${at}`));
const isThere = (...logins: readonly string[]): void => {
  world.room("987").present = { users: users(...logins), links: ["irc-0"] };
};
const joins = (login: string): string => `:${login}!${login}@${login}.tmi.twitch.tv JOIN #room1`;
const parts = (login: string): string => `:${login}!${login}@${login}.tmi.twitch.tv PART #room1`;
const names = (nick: string, ...others: readonly string[]): readonly string[] => [
  `:${nick}.tmi.twitch.tv 353 ${nick} = #room1 :${[nick, ...others].join(" ")}`,
  `:${nick}.tmi.twitch.tv 366 ${nick} #room1 :End of /NAMES list`,
];

test("who comes and goes is told in one frame, those who left first", async () => {
  isThere("carol", "dave");
  const reader = await world.client(null, "justinfan7", "#room1");
  await world.look("987");
  expect(reader.heard()).toEqual(names("justinfan7", "carol", "dave"));
  isThere("dave", "erin", "frank");
  await world.look("987");
  expect(reader.frames).toHaveLength(1);
  expect(reader.heard()).toEqual([parts("carol"), joins("erin"), joins("frank")]);
  await world.look("987");
  expect(reader.heard()).toEqual([]);
});

test("the first look is at once, and the next ones in their time", async () => {
  await world.client(null, "justinfan7", "#room1");
  expect([...world.looks]).toEqual([["987", expect.any(Number)]]);
  expect(world.looks.get("987")).toBeLessThanOrEqual(world.now);
  await world.look("987");
  expect([...world.looks]).toEqual([["987", world.now + LOOK_MS]]);
});

test("who joins while the room is watched gets the names at once, and nobody is told of oneself again", async () => {
  isThere("carol");
  const reader = await world.client(null, "justinfan7", "#room1");
  await world.look("987");
  reader.heard();
  const alice = await world.client("alice", "alice");
  await alice.says("JOIN #room1");
  expect(alice.heard().slice(0, 3)).toEqual([joins("alice"), ...names("alice", "carol")]);
  const bob = await world.client("bob", "bob", "#room1");
  await world.look("987");
  expect([reader.heard(), alice.heard(), bob.heard()]).toEqual([
    [joins("alice"), joins("bob")],
    [joins("bob")],
    [joins("alice")],
  ]);
  await bob.says("PART #room1");
  bob.heard();
  await world.look("987");
  expect([reader.heard(), alice.heard(), bob.heard()]).toEqual([[parts("bob")], [parts("bob")], []]);
});

test("users of other gateways are told of, and readers without account never", async () => {
  world.room("987").present = { users: [], links: ["irc-0", "irc-3"] };
  world.gateways.set("irc-3", { users: users("grace"), links: [] });
  const reader = await world.client(null, "justinfan7", "#room1");
  await world.client(null, "justinfan8", "#room1");
  await world.look("987");
  expect(reader.heard()).toEqual(names("justinfan7", "grace"));
  await world.client(null, "justinfan9", "#room1");
  await world.look("987");
  expect(reader.heard()).toEqual([]);
});

test("a look that fails tells nothing, and the next one tells all", async () => {
  isThere("carol");
  const reader = await world.client(null, "justinfan7", "#room1");
  await world.look("987");
  reader.heard();
  world.room("987").present = { users: users("dave"), links: ["irc-3"] };
  await world.look("987");
  expect([reader.heard(), world.logged]).toEqual([[], ["a room could not be looked at"]]);
  isThere("dave");
  await world.look("987");
  expect(reader.heard()).toEqual([parts("carol"), joins("dave")]);
});

test("a client without membership is told of nobody, and the room is not looked at for it", async () => {
  isThere("carol");
  const plain = world.connect();
  await plain.says("NICK justinfan1");
  await plain.says("JOIN #room1");
  plain.heard();
  expect([...world.looks]).toEqual([]);
  const reader = await world.client(null, "justinfan7", "#room1");
  await world.look("987");
  isThere("dave");
  await world.look("987");
  expect(plain.heard()).toEqual([]);
  reader.heard();
  await plain.says("CAP REQ :twitch.tv/membership");
  plain.heard();
  await world.look("987");
  expect([reader.heard(), plain.heard()]).toEqual([[], names("justinfan1", "dave")]);
});

test("asking for membership in a channel has its room looked at, and giving it up ends that", async () => {
  isThere("carol");
  const client = world.connect();
  await client.says("NICK justinfan1");
  await client.says("JOIN #room1");
  await client.says("CAP REQ :twitch.tv/membership");
  client.heard();
  await world.look("987");
  expect(client.heard()).toEqual(names("justinfan1", "carol"));
  await client.says("CAP REQ :-twitch.tv/membership");
  client.heard();
  isThere("dave");
  await world.look("987");
  expect([client.heard(), [...world.looks]]).toEqual([[], []]);
});

test(`a room of ${MAX_MEMBERSHIP_USERS} is told of, and of one more nothing is until they are fewer`, async () => {
  world.room("987").present = { users: crowd(MAX_MEMBERSHIP_USERS), links: [] };
  const reader = await world.client(null, "justinfan7", "#room1");
  await world.look("987");
  const lists = reader.heard().filter((line) => line.includes(" 353 "));
  const listed = lists.flatMap((line) => (line.split(" :")[1] ?? "").split(" "));
  expect(listed).toEqual(["justinfan7", ...crowd(MAX_MEMBERSHIP_USERS).map(({ login }) => login)]);
  expect(Math.max(...lists.map((line) => line.split(" :")[1]?.length ?? 0))).toBeLessThanOrEqual(NAMES_LENGTH);

  world.room("987").present = { users: [...users("carol"), ...crowd(MAX_MEMBERSHIP_USERS)], links: [] };
  await world.look("987");
  const late = await world.client(null, "justinfan8");
  await late.says("JOIN #room1");
  expect([reader.heard(), late.heard().slice(1, 3)]).toEqual([[], names("justinfan8")]);

  world.room("987").present = { users: crowd(MAX_MEMBERSHIP_USERS - 1), links: [] };
  await world.look("987");
  expect(reader.heard()).toEqual([parts(`u${MAX_MEMBERSHIP_USERS - 1}`)]);
  expect(late.heard().flatMap((line) => (line.split(" :")[1] ?? "").split(" "))).toContain("u0");
});

test("of a room with relays nothing is told", async () => {
  world.room("987").present = { users: users("carol"), links: ["r0"] };
  const reader = await world.client(null, "justinfan7", "#room1");
  await world.look("987");
  expect(reader.heard()).toEqual([]);
});

test("lists are handed out to so many clients after one look, and to the others after the next", async () => {
  isThere("carol");
  const readers: Awaited<ReturnType<IrcWorld["client"]>>[] = [];
  for (let at = 0; at <= MAX_LISTS; at++) readers.push(await world.client(null, `justinfan${at}`, "#room1"));
  const listed = (): number => readers.filter((reader) => reader.heard().length > 0).length;
  await world.look("987");
  expect(listed()).toBe(MAX_LISTS);
  await world.look("987");
  expect(listed()).toBe(1);
});

test("a room that everybody left is not looked at, and its names are not remembered", async () => {
  isThere("carol");
  const reader = await world.client(null, "justinfan7", "#room1");
  await world.look("987");
  await reader.says("PART #room1");
  await world.gateway.look("987");
  isThere("dave");
  reader.heard();
  await reader.says("JOIN #room1");
  expect(reader.heard().slice(1, 3)).toEqual(names("justinfan7"));
  await world.look("987");
  expect(reader.heard()).toEqual(names("justinfan7", "dave"));
});
