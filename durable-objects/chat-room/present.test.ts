import { expect, test } from "vitest";
import { person } from "#testing/chat-people.ts";
import { MAX_PRESENT, presentUsers } from "./present.ts";

test("each account is named once, however many sockets it has, and readers without one are not", () => {
  const [ada, bob] = [person("ada", "7"), person("bob", "8")];
  expect(presentUsers([ada, null, bob, ada])).toEqual([
    { userId: "7", login: "ada", name: ada.name },
    { userId: "8", login: "bob", name: bob.name },
  ]);
});

test("no more are named than fit in an answer", () => {
  const people = (count: number) => Array.from({ length: count }, (_, at) => person(`p${at}`, String(at + 1)));
  expect(presentUsers(people(MAX_PRESENT))).toHaveLength(MAX_PRESENT);
  expect(presentUsers(people(MAX_PRESENT + 1))).toHaveLength(MAX_PRESENT);
});
