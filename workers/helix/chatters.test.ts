import { expect, test } from "vitest";
import type { PresentPageCall } from "#durable-objects/chat-room/calls.ts";
import { pageOfPresent } from "#durable-objects/chat-room/present.ts";
import { Gathering } from "./chatters.ts";

const user = (login: string, userId: string) => ({ userId, login, name: login.toUpperCase() });
const PARTS = [
  [user("cyd", "3"), user("ada", "1")],
  [user("bob", "2"), user("ada", "1")],
  [user("bob", "10"), user("eve", "5")],
];

function gathered(page: PresentPageCall) {
  const gathering = new Gathering(page);
  for (const users of PARTS) gathering.add(pageOfPresent({ users, links: [] }, page));
  const { users, total } = gathering.chatters;
  return [users.map(({ login, userId }) => `${login}/${userId}`), total];
}

test("whoever is in several places is there and counted once, and all are sorted by login", () => {
  expect(gathered({ direction: "after", place: null, limit: 10 })).toEqual([
    ["ada/1", "bob/2", "bob/10", "cyd/3", "eve/5"],
    5,
  ]);
});

test("a page is the nearest beyond its place, and the number is of all, whatever the page", () => {
  expect(gathered({ direction: "after", place: null, limit: 2 })).toEqual([["ada/1", "bob/2"], 5]);
  expect(gathered({ direction: "after", place: ["bob", "2"], limit: 2 })).toEqual([["bob/10", "cyd/3"], 5]);
  expect(gathered({ direction: "before", place: ["cyd", "3"], limit: 2 })).toEqual([["bob/10", "bob/2"], 5]);
  expect(gathered({ direction: "after", place: ["eve", "5"], limit: 2 })).toEqual([[], 5]);
});
