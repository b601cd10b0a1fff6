import { expect, test } from "vitest";
import { MAX_CHANGES, MAX_MEMBERSHIP_USERS } from "./limits.ts";
import { type Asked, changesSince, lookWhoIsIn } from "./presence.ts";

const names = (count: number, prefix = "u"): readonly string[] =>
  Array.from({ length: count }, (_, at) => `${prefix}${at}`);
const users = (...logins: readonly string[]) =>
  logins.map((login, at) => ({ userId: String(at + 1), login, name: login }));

/** What is asked, and of whom. */
function asking(room: readonly string[], links: readonly string[], gateways: Record<string, readonly string[]>) {
  const gatewaysAsked: string[] = [];
  const asked: Asked = {
    room: async () => ({ users: users(...room), links }),
    gateway: async (name) => {
      gatewaysAsked.push(name);
      const logins = gateways[name];
      if (logins === undefined) throw new Error(`${name} is down`);
      return { users: users(...logins), links: [] };
    },
  };
  return { asked, gatewaysAsked };
}

test("who is in is put together from the room, this gateway and the others, each of which is asked once", async () => {
  const { asked, gatewaysAsked } = asking(["ada", "bob"], ["irc-0", "irc-1", "irc-17", "irc-1"], {
    "irc-1": ["bob", "carol"],
    "irc-17": [],
  });
  expect(await lookWhoIsIn("irc-0", users("dave", "ada"), asked)).toEqual(new Set(["ada", "bob", "dave", "carol"]));
  expect(gatewaysAsked).toEqual(["irc-1", "irc-17"]);
});

test("a gateway that does not answer leaves the whole unknown", async () => {
  const { asked } = asking(["ada"], ["irc-1"], {});
  await expect(lookWhoIsIn("irc-0", [], asked)).rejects.toThrow("irc-1 is down");
});

test("nothing is told of a room with relays, and its gateways are not asked", async () => {
  const { asked, gatewaysAsked } = asking(["ada"], ["irc-1", "r0"], { "irc-1": [] });
  expect(await lookWhoIsIn("irc-0", [], asked)).toBeNull();
  expect(gatewaysAsked).toEqual([]);
});

test(`a room is told of up to ${MAX_MEMBERSHIP_USERS} users, each counted once, and not with one more`, async () => {
  const most = names(MAX_MEMBERSHIP_USERS - 1);
  const { asked } = asking(most, ["irc-1"], { "irc-1": ["u0", "ada"] });
  expect((await lookWhoIsIn("irc-0", [], asked))?.size).toBe(MAX_MEMBERSHIP_USERS);
  expect(await lookWhoIsIn("irc-0", users("bob"), asked)).toBeNull();
  const alone = asking([...most, "ada", "bob"], ["irc-1"], {});
  expect(await lookWhoIsIn("irc-0", [], alone.asked)).toBeNull();
});

test("the difference is who left and who joined", () => {
  expect(changesSince(new Set(["ada", "bob"]), new Set(["bob", "carol"]))).toEqual({
    told: new Set(["bob", "carol"]),
    left: ["ada"],
    joined: ["carol"],
  });
});

test("as many changes are told at once as the limit says, and what is beyond next time", () => {
  const [left, joined] = [names(MAX_CHANGES - 1, "l"), names(2, "j")];
  const first = changesSince(new Set(left), new Set(joined));
  expect(first).toEqual({ told: new Set(["j0"]), left, joined: ["j0"] });
  expect(changesSince(first.told, new Set(joined))).toEqual({ told: new Set(joined), left: [], joined: ["j1"] });
  const whole = changesSince(new Set(), new Set(names(MAX_CHANGES)));
  expect(whole.joined).toHaveLength(MAX_CHANGES);
  const goers = changesSince(new Set(names(MAX_CHANGES + 1)), new Set(["ada"]));
  expect([goers.left.length, goers.joined, goers.told]).toEqual([MAX_CHANGES, [], new Set([`u${MAX_CHANGES}`])]);
});
