import { expect, test } from "vitest";
import { line, person } from "#testing/chat-people.ts";
import type { ChatEvent } from "./event.ts";
import { deletedUser, loginsIn, MAX_FORMER_LOGINS, withoutPerson } from "./forget.ts";

const [ada, bob] = [person("ada", "7"), person("bob", "8")];
const forgotten = (event: ChatEvent): ChatEvent | null => withoutPerson(event, "7", ["ada", "ada_of_old"]);

test("what the person said goes, announcements too, and what others said stays as it is", () => {
  const { seq, at, from, text, emotes } = line(2, ada, "hear ye");
  const others = line(3, bob, "hello @ada");
  expect([
    forgotten(line(1, ada, "mine")),
    forgotten({ kind: "announcement", seq, at, from, text, emotes, colour: "blue" }),
    forgotten(others) === others,
  ]).toEqual([null, null, true]);
});

test("an answer to the person stays without what it answers", () => {
  const reply = { seq: 1, userId: "7", login: "ada", name: "Ada", text: "mine" };
  expect(forgotten(line(3, bob, "indeed", { reply }))).toEqual(line(3, bob, "indeed"));
  const toBob = line(4, bob, "so", { reply: { ...reply, userId: "8" } });
  expect(forgotten(toBob)).toBe(toBob);
});

test("deletions stay, under the name of a deleted account", () => {
  const purge: ChatEvent = { kind: "purge", seq: 5, at: 5, userId: "7", login: "ada", seconds: 600 };
  const gone: ChatEvent = { kind: "delete", seq: 6, at: 6, target: 1, login: "ada_of_old" };
  expect([forgotten(purge), forgotten(gone)]).toEqual([
    { ...purge, login: "deleted_7" },
    { ...gone, login: "deleted_7" },
  ]);
  const others: ChatEvent = { kind: "delete", seq: 7, at: 7, target: 2, login: "bob" };
  expect(forgotten(others)).toBe(others);
});

test("the logins under which somebody spoke are found beside those that are known, up to a limit", () => {
  const events = [line(1, ada, "x"), line(2, bob, "y"), line(3, { ...ada, login: "lovelace" }, "z")];
  expect(loginsIn(events, "7", ["older"])).toEqual(["older", "ada", "lovelace"]);
  const many = Array.from({ length: MAX_FORMER_LOGINS + 1 }, (_, at) => line(at, { ...ada, login: `a${at}` }, "x"));
  expect(loginsIn(many, "7", []).length).toBe(MAX_FORMER_LOGINS);
});

test("a deleted account's name is that of the database", () => {
  expect(deletedUser("7")).toEqual({ userId: "7", login: "deleted_7", name: "deleted_7" });
});
