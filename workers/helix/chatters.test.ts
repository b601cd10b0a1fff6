import { expect, test } from "vitest";
import { mergeUsers } from "./chatters.ts";

const user = (login: string, userId: string) => ({ userId, login, name: login.toUpperCase() });

test("whoever is in several places is there once, and all are sorted by login", () => {
  const parts = [
    { users: [user("cyd", "3"), user("ada", "1")], links: ["r0", "irc-0"] },
    { users: [user("bob", "2"), user("ada", "1")], links: [] },
    { users: [user("bob", "10")], links: [] },
  ];
  expect(mergeUsers(parts)).toEqual([user("ada", "1"), user("bob", "2"), user("bob", "10"), user("cyd", "3")]);
});
