import { describe, expect, test } from "vitest";
import type { ChatDown } from "#protocol/chat/chat.ts";
import {
  type ChatEvent,
  type ChatState,
  countSince,
  MAX_LINES,
  MAX_OUTBOX,
  newChat,
  reduceChat,
  unacknowledged,
} from "./chat-state.ts";

const message = (seq: number, name = "bob") => ({ seq, name, text: `line ${seq}`, at: seq });
const line = (seq: number, name?: string) => ({ kind: "message", message: message(seq, name) });
const joined = (seq: number, seqs: readonly number[], complete = true): ChatEvent => ({
  kind: "received",
  down: { kind: "joined", seq, messages: seqs.map((one) => message(one)), complete },
});
const messages = (...seqs: number[]): ChatEvent => ({
  kind: "received",
  down: { kind: "messages", messages: seqs.map((one) => message(one)) },
});
const received = (down: ChatDown): ChatEvent => ({ kind: "received", down });
const wrote = (nonce: string): ChatEvent => ({ kind: "wrote", nonce, text: nonce, at: 5 });
const play = (...events: readonly ChatEvent[]): ChatState => events.reduce(reduceChat, newChat("ada"));

describe("lines", () => {
  test("history and what follows stand in order, and the position is the newest", () => {
    const state = play(joined(2, [1, 2]), messages(3, 4));
    expect(state.lines).toEqual([line(1), line(2), line(3), line(4)]);
    expect([state.link.kind, state.everJoined, state.position]).toEqual(["open", true, 4]);
  });

  test("a message that is already there is not shown twice", () => {
    expect(play(joined(2, [1, 2]), messages(2, 3), joined(3, [2, 3])).lines).toEqual([line(1), line(2), line(3)]);
  });

  test("an empty room is at position 0, so that nothing is missed from then on", () => {
    expect(play(joined(0, [])).position).toBe(0);
  });

  test("only the newest lines are kept", () => {
    const many = Array.from({ length: MAX_LINES + 1 }, (_, at) => at + 1);
    const state = play(joined(0, []), messages(...many));
    expect([state.lines.length, state.lines[0], state.lines.at(-1)]).toEqual([MAX_LINES, line(2), line(MAX_LINES + 1)]);
  });

  test("what was missed for good is marked where it is missing", () => {
    const state = play(joined(2, [1, 2]), joined(5000, [4999, 5000], false));
    expect(state.lines).toEqual([line(1), line(2), { kind: "gap", seq: 5000 }, line(4999), line(5000)]);
    expect(state.position).toBe(5000);
  });

  test("a room that started over replaces the lines of the old one", () => {
    const state = play(joined(9, [8, 9]), joined(2, [1, 2], false));
    expect([state.lines, state.position]).toEqual([[line(1), line(2)], 2]);
    expect(play(joined(9, [9]), joined(0, [], false)).position).toBe(0);
  });

  test("the lines that came since a position are counted", () => {
    expect(countSince(play(joined(2, [1, 2]), messages(3, 4)), 2)).toBe(2);
  });
});

describe("own messages", () => {
  test("one is pending at once, and gives way to the room's copy", () => {
    const pending = play(joined(0, []), wrote("n1"));
    expect(pending.outbox).toEqual([{ nonce: "n1", text: "n1", at: 5, state: { kind: "pending" } }]);
    const stored = reduceChat(pending, received({ kind: "sent", nonce: "n1", seq: 1 }));
    expect(stored.outbox).toEqual([{ nonce: "n1", text: "n1", at: 5, state: { kind: "stored", seq: 1 } }]);
    const shown = reduceChat(stored, messages(1));
    expect([shown.outbox, shown.lines]).toEqual([[], [line(1)]]);
  });

  test("one whose copy came before its acknowledgement gives way as well", () => {
    const state = play(joined(0, []), wrote("n1"), messages(1), received({ kind: "sent", nonce: "n1", seq: 1 }));
    expect([state.outbox, state.lines]).toEqual([[], [line(1)]]);
  });

  test("one that was stored before the connection broke gives way to the copy in the history", () => {
    const state = play(joined(0, []), wrote("n1"), received({ kind: "sent", nonce: "n1", seq: 1 }), joined(1, [1]));
    expect(state.outbox).toEqual([]);
  });

  test("a refused one says why and can be tried again or given up", () => {
    const failed = play(
      joined(0, []),
      wrote("n1"),
      wrote("n2"),
      received({ kind: "error", code: "too_fast", message: "Too fast.", nonce: "n1" }),
    );
    expect(failed.outbox[0]?.state).toEqual({ kind: "failed", reason: "Too fast." });
    expect(unacknowledged(failed).map((one) => one.nonce)).toEqual(["n2"]);
    const again = reduceChat(failed, { kind: "retried", nonce: "n1" });
    expect(unacknowledged(again).map((one) => one.nonce)).toEqual(["n1", "n2"]);
    expect(reduceChat(failed, { kind: "discarded", nonce: "n1" }).outbox.map((one) => one.nonce)).toEqual(["n2"]);
  });

  test("so many wait and no more", () => {
    const full = play(...Array.from({ length: MAX_OUTBOX }, (_, at) => wrote(`n${at}`)));
    expect(full.outbox.length).toBe(MAX_OUTBOX);
    expect(reduceChat(full, wrote("more"))).toBe(full);
  });
});

test("what the room says of no message is a notice until the next join", () => {
  const told = play(received({ kind: "error", code: "room_full", message: "Full." }));
  expect(told.notice).toBe("Full.");
  expect(reduceChat(told, joined(0, [])).notice).toBeNull();
});

test("a new name is known at once", () => {
  expect(play({ kind: "named", name: "eve" }).name).toBe("eve");
});
