import { describe, expect, test } from "vitest";
import { MAX_MESSAGE_LENGTH, MAX_ROOM_SOCKETS, MAX_SENDS_PER_WINDOW } from "#protocol/chat/chat.ts";
import { MAX_WAITING } from "./flush.ts";
import { EMPTY_LOG, KEPT_MESSAGES, type KeptMessage } from "./log.ts";
import { type Decision, decide, openRoom, type RoomEffect, type RoomState } from "./room.ts";
import { MAX_FRAMES_PER_WINDOW, newSession, type Session } from "./session.ts";

const T = 1_000_000;
const reader: Session = { ...newSession("s1", T), joined: true };
const ada: Session = { ...newSession("s1", T), joined: true, name: "ada" };
const bob: Session = { ...newSession("s2", T), joined: true, name: "bob" };
const empty = openRoom(EMPTY_LOG);

const frame = (state: RoomState, session: Session, up: unknown, nowMs = T): Decision =>
  decide(state, { kind: "frame", session, frame: JSON.stringify(up), sockets: 2 }, nowMs);
const say = (state: RoomState, session: Session, nonce: string, text: string, nowMs = T): Decision =>
  frame(state, session, { kind: "send", nonce, text }, nowMs);

/** Effects with their frames parsed and without the bookkeeping of sessions. */
const seen = (effects: readonly RoomEffect[]) =>
  effects
    .filter((effect) => effect.kind !== "remember")
    .map((effect) => ("frame" in effect ? { ...effect, frame: JSON.parse(effect.frame) as unknown } : effect));
const remembered = (decision: Decision): Session | undefined =>
  decision.effects.find((effect) => effect.kind === "remember")?.session;
const errorOf = (decision: Decision) =>
  seen(decision.effects).map((effect) => ("frame" in effect ? effect.frame : effect.kind));

describe("connecting", () => {
  test("a socket gets a session that has not joined", () => {
    const { effects } = decide(empty, { kind: "connect", socket: "s1", sockets: MAX_ROOM_SOCKETS }, T);
    expect(effects).toEqual([{ kind: "remember", session: newSession("s1", T) }]);
  });

  test("one socket more than the room takes is told so and closed", () => {
    const { effects } = decide(empty, { kind: "connect", socket: "s1", sockets: MAX_ROOM_SOCKETS + 1 }, T);
    expect(seen(effects)).toEqual([
      {
        kind: "send",
        socket: "s1",
        frame: {
          kind: "error",
          code: "room_full",
          message: "This chat is full at the moment. Try again in a minute.",
        },
      },
      { kind: "close", socket: "s1", code: 1013, reason: "room full" },
    ]);
  });
});

describe("joining", () => {
  const kept: KeptMessage[] = [1, 2, 3].map((seq) => ({ seq, name: "bob", text: `${seq}`, at: seq, nonce: `n${seq}` }));
  const room = openRoom({ lastSeq: 3, kept });

  test("a viewer without a name joins and reads", () => {
    const joined = frame(room, newSession("s1", T), { kind: "join" });
    expect(remembered(joined)).toMatchObject({ joined: true, name: null });
    expect(seen(joined.effects)).toEqual([
      {
        kind: "send",
        socket: "s1",
        frame: {
          kind: "joined",
          seq: 3,
          messages: kept.map(({ nonce: _, ...wire }) => wire),
          complete: true,
        },
      },
    ]);
  });

  test("a viewer takes a name later by joining again from where it is", () => {
    const joined = frame(room, reader, { kind: "join", name: "ada", after: 3 });
    expect(remembered(joined)).toMatchObject({ joined: true, name: "ada" });
    expect(errorOf(joined)).toEqual([{ kind: "joined", seq: 3, messages: [], complete: true }]);
  });

  test("messages that wait for the flush come with the flush alone", () => {
    const busy = say({ ...room, flushedAt: T }, bob, "n4", "four", T + 1).state;
    expect(errorOf(frame(busy, newSession("s3", T), { kind: "join", after: 3 }, T + 2))).toEqual([
      { kind: "joined", seq: 3, messages: [], complete: true },
    ]);
  });
});

describe("sending", () => {
  test("in a quiet room a message is stored, then acknowledged, then broadcast, at once", () => {
    const sent = say(empty, ada, "n1", "  hello ");
    expect(seen(sent.effects)).toEqual([
      { kind: "store", messages: [{ seq: 1, name: "ada", text: "hello", at: T, nonce: "n1" }] },
      { kind: "send", socket: "s1", frame: { kind: "sent", nonce: "n1", seq: 1 } },
      {
        kind: "broadcast",
        frame: { kind: "messages", messages: [{ seq: 1, name: "ada", text: "hello", at: T }] },
      },
    ]);
    expect(sent.state.waiting).toEqual([]);
  });

  test("messages that come within the interval share one row and one frame", () => {
    const first = say(empty, ada, "n1", "one");
    const second = say(first.state, bob, "n2", "two", T + 10);
    expect(seen(second.effects)).toEqual([{ kind: "wake", at: T + 50 }]);
    const third = say(second.state, ada, "n3", "three", T + 20);
    expect(seen(third.effects)).toEqual([]);
    const flushed = decide(third.state, { kind: "flush" }, T + 50);
    expect(seen(flushed.effects)).toEqual([
      {
        kind: "store",
        messages: [
          { seq: 2, name: "bob", text: "two", at: T + 10, nonce: "n2" },
          { seq: 3, name: "ada", text: "three", at: T + 20, nonce: "n3" },
        ],
      },
      { kind: "send", socket: "s2", frame: { kind: "sent", nonce: "n2", seq: 2 } },
      { kind: "send", socket: "s1", frame: { kind: "sent", nonce: "n3", seq: 3 } },
      {
        kind: "broadcast",
        frame: {
          kind: "messages",
          messages: [
            { seq: 2, name: "bob", text: "two", at: T + 10 },
            { seq: 3, name: "ada", text: "three", at: T + 20 },
          ],
        },
      },
    ]);
    expect(flushed.state.flushDue).toBeNull();
  });

  test("a flush with nothing to send does nothing", () => {
    expect(decide(empty, { kind: "flush" }, T)).toEqual({ state: empty, effects: [] });
  });

  test("a full queue does not wait", () => {
    let state: RoomState = { ...empty, flushedAt: T };
    for (let at = 1; at < MAX_WAITING; at++) state = say(state, ada, `n${at}`, "x", T + 1).state;
    expect(state.waiting.length).toBe(MAX_WAITING - 1);
    const last = say(state, ada, "last", "x", T + 1);
    expect(last.state.waiting).toEqual([]);
    expect(last.state.log.lastSeq).toBe(MAX_WAITING);
  });

  test("old rows are forgotten now and then, once nothing in them is kept", () => {
    const kept = Array.from(
      { length: KEPT_MESSAGES },
      (_, at): KeptMessage => ({ seq: at + 250, name: "bob", text: "x", at, nonce: `n${at}` }),
    );
    const room = openRoom({ lastSeq: 1249, kept });
    const kinds = (decision: Decision) => seen(decision.effects).map((effect) => effect.kind);
    const turning = say(room, ada, "n", "x");
    expect(turning.effects).toContainEqual({ kind: "forget", through: 250 });
    expect(kinds(say(turning.state, ada, "m", "x", T + 60))).toEqual(["store", "send", "broadcast"]);
  });
});

describe("a resend", () => {
  test("of a stored message is acknowledged again and not doubled, on any socket of the same name", () => {
    const first = say(empty, ada, "n1", "hello");
    const again = say(first.state, { ...ada, socket: "s9", name: "Ada" }, "n1", "hello", T + 60_000);
    expect(seen(again.effects)).toEqual([{ kind: "send", socket: "s9", frame: { kind: "sent", nonce: "n1", seq: 1 } }]);
    expect(again.state).toEqual(first.state);
  });

  test("of a message that waits moves the acknowledgement to the new socket", () => {
    const busy = say({ ...empty, flushedAt: T }, ada, "n1", "hello", T + 1);
    const again = say(busy.state, { ...ada, socket: "s9" }, "n1", "hello", T + 2);
    expect(seen(again.effects)).toEqual([]);
    const flushed = decide(again.state, { kind: "flush" }, T + 50);
    expect(seen(flushed.effects).map((effect) => [effect.kind, "socket" in effect ? effect.socket : null])).toEqual([
      ["store", null],
      ["send", "s9"],
      ["broadcast", null],
    ]);
  });

  test("is not counted against the sender", () => {
    const first = say(empty, ada, "n1", "hello");
    const spent = { ...ada, sends: { since: T, count: MAX_SENDS_PER_WINDOW } };
    expect(errorOf(say(first.state, spent, "n1", "hello", T + 60))).toEqual([{ kind: "sent", nonce: "n1", seq: 1 }]);
  });

  test("with another's mark is a message of its own", () => {
    const first = say(empty, ada, "n1", "hello");
    expect(say(first.state, bob, "n1", "hello", T + 60).state.log.lastSeq).toBe(2);
  });
});

describe("refusals", () => {
  const refused = (decision: Decision, code: string, message: string, nonce?: string) => {
    expect(errorOf(decision)).toEqual([{ kind: "error", code, message, ...(nonce === undefined ? {} : { nonce }) }]);
    expect(decision.state.waiting).toEqual([]);
    expect(decision.state.log).toEqual(EMPTY_LOG);
  };

  test("a socket that has not joined cannot send", () => {
    refused(say(empty, newSession("s1", T), "n1", "hi"), "not_joined", "Join the chat before you send.", "n1");
  });

  test("a viewer without a name cannot send", () => {
    refused(say(empty, reader, "n1", "hi"), "name_needed", "Choose a name to send messages.", "n1");
  });

  test("an empty message and one that is too long come back", () => {
    refused(say(empty, ada, "n1", " \u200b "), "empty", "The message is empty.", "n1");
    const long = "a".repeat(MAX_MESSAGE_LENGTH + 1);
    refused(say(empty, ada, "n1", long), "too_long", "The message has 501 characters; 500 are allowed.", "n1");
    expect(say(empty, ada, "n1", "a".repeat(MAX_MESSAGE_LENGTH)).state.log.lastSeq).toBe(1);
  });

  test("a socket sends so many messages in a window, and more in the next", () => {
    const last = { ...ada, sends: { since: T, count: MAX_SENDS_PER_WINDOW - 1 } };
    const allowed = say(empty, last, "n1", "hi", T + 1000);
    expect(allowed.state.log.lastSeq).toBe(1);
    const spent = remembered(allowed) ?? ada;
    refused(say(empty, spent, "n2", "hi", T + 1000), "too_fast", "You are sending too fast. Try again in 29 s.", "n2");
    expect(say(empty, spent, "n2", "hi", T + 30_000).state.log.lastSeq).toBe(1);
  });

  test("a frame that is not of the protocol is answered, and changes nothing", () => {
    for (const bad of ["{", "[]", null]) {
      const answer = decide(empty, { kind: "frame", session: ada, frame: bad, sockets: 2 }, T);
      refused(answer, "malformed", "This is not a frame of the chat protocol.");
    }
  });

  test("a frame that is too large closes its socket", () => {
    const answer = decide(empty, { kind: "frame", session: ada, frame: "x".repeat(5000), sockets: 2 }, T);
    expect(answer.effects).toEqual([{ kind: "close", socket: "s1", code: 1009, reason: "frame too large" }]);
  });

  test("a socket that floods is closed, whatever it sends", () => {
    const busy = (count: number) => ({ ...ada, frames: { since: T, count } });
    const flood = (count: number) =>
      decide(empty, { kind: "frame", session: busy(count), frame: "{", sockets: 2 }, T + 1).effects.at(-1)?.kind;
    expect(flood(MAX_FRAMES_PER_WINDOW - 1)).toBe("send");
    expect(flood(MAX_FRAMES_PER_WINDOW)).toBe("close");
  });
});
