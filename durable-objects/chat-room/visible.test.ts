import { expect, test } from "vitest";
import type { ChatEvent } from "#protocol/chat/event.ts";
import { line, person } from "#testing/chat-people.ts";
import { hiddenBy, withoutHidden } from "./visible.ts";

const [ada, bob] = [person("ada", "7"), person("bob", "8")];
const seqs = (events: readonly ChatEvent[]) => events.map(({ seq }) => seq);

test("a deleted message is gone, and the event that deleted it stays", () => {
  const deleted: ChatEvent = { kind: "delete", seq: 3, at: 3, target: 1, login: "ada" };
  expect(seqs(withoutHidden([line(1, ada, "x"), line(2, ada, "y"), deleted]))).toEqual([2, 3]);
});

test("a purge hides what its user said before, and nothing of others or later", () => {
  const purge: ChatEvent = { kind: "purge", seq: 3, at: 3, userId: "7", login: "ada", seconds: 600 };
  const events = [line(1, ada, "x"), line(2, bob, "y"), purge, line(4, ada, "z")];
  expect(seqs(withoutHidden(events))).toEqual([2, 3, 4]);
});

test("a clear hides all that was said before", () => {
  expect(seqs(withoutHidden([line(1, ada, "x"), { kind: "clear", seq: 2, at: 2 }, line(3, bob, "y")]))).toEqual([2, 3]);
});

test("what hides may have come later than the events that are looked at", () => {
  const hidden = hiddenBy([{ kind: "delete", seq: 9, at: 9, target: 1, login: "ada" }]);
  expect(seqs(withoutHidden([line(1, ada, "x"), line(2, bob, "y")], hidden))).toEqual([2]);
});
