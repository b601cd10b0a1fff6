import { expect, test } from "vitest";
import { encodeBatch } from "#protocol/chat/batch.ts";
import type { ChatEvent } from "#protocol/chat/event.ts";
import type { Down, Up } from "#protocol/chat/frames.ts";
import { RELAY_GATHER_MS, RELAY_PRESENCE_MS } from "#protocol/chat/limits.ts";
import { type LinkDown, MAX_LINK_FRAME_BYTES, MAX_LINK_LINES } from "#protocol/chat/link.ts";
import { DEFAULT_MODES } from "#protocol/chat/modes.ts";
import type { Viewer } from "#protocol/chat/viewer.ts";
import { LINE_MS, MAX_HELD_LINES } from "./link-lines.ts";
import {
  LINK_ANSWER_MS,
  LINK_IDLE_MS,
  LINK_RETRY_CAP_MS,
  LINK_RETRY_MS,
  LINK_SILENCE_MS,
  type LinkEffect,
  RoomLink,
} from "./room-link.ts";

const ada: Viewer = { userId: "7", login: "ada", name: "Ada", colour: null, createdAt: 0, staff: false };
const say = (nonce: string, text = "hi"): Up => ({ kind: "send", nonce, text });

function welcome(seq: number): string {
  const state = { channelId: "1", seq, complete: true, events: [], modes: DEFAULT_MODES };
  const down: LinkDown = { kind: "welcome", joined: { kind: "joined", ...state, self: null, chatters: 0, kept: true } };
  return JSON.stringify(down);
}

function batch(previous: number, ...seqs: number[]): Uint8Array {
  const events = seqs.map((seq): ChatEvent => ({ kind: "clear", seq, at: 0 }));
  return encodeBatch({ previous, first: seqs[0] ?? 0, last: seqs.at(-1) ?? 0, events }, null);
}

const answer = (connection: string, frame: Down): string =>
  JSON.stringify({ kind: "answer", connection, frame } satisfies LinkDown);

/** Effects in short: timers left out, frames read. */
function brief(effects: readonly LinkEffect[]): unknown[] {
  return effects.flatMap((effect): unknown[] => {
    if (effect.kind === "wake") return [];
    if (effect.kind === "transmit") return [effect.frame === "ping" ? "ping" : JSON.parse(effect.frame)];
    if (effect.kind === "batch") return [`batch to ${effect.batch.last}`];
    if (effect.kind === "welcome") return [`welcome after ${effect.asked}, had ${effect.since}`];
    return Object.keys(effect).length === 1 ? [effect.kind] : [effect];
  });
}

const newLink = (random = 0.5): RoomLink =>
  new RoomLink({
    channelId: "1",
    relay: "r0",
    random: () => random,
    inflate: () => {
      throw new Error("nothing is deflated here");
    },
  });

/** A link that was welcomed at number 10 at time 0. */
function linked(random?: number): RoomLink {
  const link = newLink(random);
  link.sockets(1, 0);
  link.opened(0);
  link.frame(welcome(10), 0);
  return link;
}

test("the first socket opens the link, which greets", () => {
  const link = newLink();
  expect(brief(link.sockets(0, 0))).toEqual([]);
  expect(brief(link.sockets(1, 0))).toEqual(["connect"]);
  expect(brief(link.sockets(2, 0))).toEqual([]);
  expect(brief(link.opened(5))).toEqual([{ kind: "hello", channelId: "1", relay: "r0", after: null, sockets: 2 }]);
  expect(brief(link.frame(welcome(10), 6))).toEqual(["welcome after null, had null"]);
  expect([link.after, link.phase]).toEqual([10, "linked"]);
});

test("batches pass in order and once", () => {
  const link = linked();
  expect(brief(link.frame(batch(10, 11, 12), 1))).toEqual(["batch to 12"]);
  expect(brief(link.frame(batch(10, 11, 12), 2))).toEqual([]);
  expect(brief(link.frame(batch(12, 20), 3))).toEqual(["batch to 20"]);
});

test("after a hole the link begins anew with what it saw last", () => {
  const link = linked();
  expect(brief(link.frame(batch(12, 13), 1))).toEqual(["disconnect"]);
  expect(brief(link.frame(batch(10, 11), 2))).toEqual([]);
  expect(brief(link.wake(1 + LINK_RETRY_MS / 2))).toEqual(["connect"]);
  expect(brief(link.opened(400))).toMatchObject([{ kind: "hello", after: 10 }]);
  expect(brief(link.frame(welcome(13), 401))).toEqual(["welcome after 10, had 10"]);
  expect(link.after).toBe(13);
});

test("bytes that are no batch end the link as a hole does", () => {
  expect(brief(linked().frame(new Uint8Array([0, 1, 2]), 1))).toEqual(["disconnect"]);
  expect(brief(linked().frame(new Uint8Array([1, 1, 2]), 1))).toEqual(["disconnect"]);
});

test("a frame of a kind that is not known is left out", () => {
  const link = linked();
  expect(brief(link.frame('{"kind":"news"}', 1))).toEqual([]);
  expect(brief(link.frame("{", 1))).toEqual([]);
  expect(brief(link.frame('{"kind":"relays","relays":3}', 1))).toEqual([{ kind: "relays", relays: 3 }]);
});

test("lines are gathered into one frame", () => {
  const link = linked();
  link.line("a", ada, say("n1"), 100);
  link.line("b", ada, say("n2"), 110);
  expect(brief(link.wake(100 + RELAY_GATHER_MS - 1))).toEqual([]);
  const lines = [
    { connection: "a", viewer: ada, up: say("n1") },
    { connection: "b", viewer: ada, up: say("n2") },
  ];
  expect(brief(link.wake(100 + RELAY_GATHER_MS))).toEqual([{ kind: "lines", lines }]);
  expect(brief(link.wake(200))).toEqual([]);
});

test("a frame holds so many lines and so many bytes, at most", () => {
  const link = linked();
  for (let at = 0; at <= MAX_LINK_LINES; at++) link.line("a", ada, say(`n${at}`), 0);
  const counts = brief(link.wake(RELAY_GATHER_MS)).map((frame) => (frame as { lines: unknown[] }).lines.length);
  expect(counts).toEqual([MAX_LINK_LINES, 1]);

  for (let at = 0; at < MAX_LINK_LINES; at++) link.line("b", ada, say(`n${at}`, "\u20ac".repeat(4000)), 100);
  const frames = link
    .wake(100 + RELAY_GATHER_MS)
    .flatMap((effect) => (effect.kind === "transmit" ? [effect.frame] : []));
  const sizes = frames.map((frame) => new TextEncoder().encode(frame).length);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(MAX_LINK_FRAME_BYTES);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeGreaterThan(MAX_LINK_LINES * 12_000);
});

test("what has no answer is sent again after a loss, in its order", () => {
  const link = linked();
  for (const nonce of ["n1", "n2", "n3"]) link.line("a", ada, say(nonce), 0);
  link.wake(RELAY_GATHER_MS);
  expect(brief(link.frame(answer("a", { kind: "sent", nonce: "n2", seq: 11, kept: true }), 30))).toHaveLength(1);
  expect(link.heldLines).toBe(2);
  link.closed(40);
  link.line("a", ada, say("n4"), 50);
  expect(brief(link.wake(40 + LINK_RETRY_MS))).toEqual(["connect"]);
  link.opened(600);
  const [, again] = brief(link.frame(welcome(11), 601)) as { lines: { up: { nonce: string } }[] }[];
  expect(again?.lines.map(({ up }) => up.nonce)).toEqual(["n1", "n3", "n4"]);
});

test("a join is answered by what the room holds of its viewer", () => {
  const link = linked();
  link.line("a", ada, { kind: "join", moderation: false }, 0);
  expect(link.heldLines).toBe(1);
  const { userId, login, name, colour, staff } = ada;
  const more = { role: "viewer", subscriber: false, timedOutUntil: null, banned: false } as const;
  const self = { userId, login, name, colour, staff, badges: [], ...more };
  link.frame(answer("b", { kind: "self", self }), 1);
  expect(link.heldLines).toBe(1);
  link.frame(answer("a", { kind: "self", self }), 1);
  expect(link.heldLines).toBe(0);
});

test("the same line of the same socket is held once, and sent again when it comes again", () => {
  const link = linked();
  const line = { connection: "a", viewer: ada, up: say("n1") };
  link.line("a", ada, say("n1"), 0);
  link.line("a", ada, say("n1"), 0);
  expect(brief(link.wake(RELAY_GATHER_MS))).toEqual([{ kind: "lines", lines: [line] }]);
  link.line("a", ada, say("n1"), 5000);
  expect(brief(link.wake(5000 + RELAY_GATHER_MS))).toEqual([{ kind: "lines", lines: [line] }]);
  link.line("b", ada, say("n1"), 5000);
  expect(link.heldLines).toBe(2);
});

test("lines over the limit are refused", () => {
  const link = newLink();
  link.sockets(1, 0);
  for (let at = 0; at < MAX_HELD_LINES; at++) expect(brief(link.line("a", ada, say(`n${at}`), 0))).toEqual([]);
  expect(brief(link.line("a", ada, say("over"), 0))).toMatchObject([
    { kind: "answer", connection: "a", frame: { kind: "refused", nonce: "over", code: "unavailable" } },
  ]);
  expect(link.heldLines).toBe(MAX_HELD_LINES);
});

test("a line without answer is refused after a while, and not sent any more", () => {
  const link = newLink();
  link.sockets(1, 0);
  link.line("a", ada, say("n1"), 0);
  link.opened(LINE_MS - 1);
  expect(brief(link.wake(LINE_MS - 1))).not.toContainEqual(expect.objectContaining({ kind: "answer" }));
  expect(brief(link.wake(LINE_MS))).toMatchObject([
    { kind: "answer", connection: "a", frame: { kind: "refused", nonce: "n1", code: "unavailable" } },
  ]);
  expect(link.heldLines).toBe(0);
});

test("what somebody said before leaving is sent, and nobody waits for the answer", () => {
  const link = linked();
  link.line("a", ada, say("n1"), 0);
  link.left("a");
  expect(brief(link.wake(RELAY_GATHER_MS))).toMatchObject([{ kind: "lines", lines: [{ connection: "a" }] }]);
  expect(link.heldLines).toBe(0);
  link.line("b", ada, say("n2"), 100);
  link.wake(100 + RELAY_GATHER_MS);
  link.left("b");
  expect(link.heldLines).toBe(0);
});

test("pauses between tries double up to a cap and are random", () => {
  const tries = (random: number): number[] => {
    const link = newLink(random);
    let timer = 0;
    const follow = (effects: readonly LinkEffect[]): boolean => {
      for (const effect of effects) if (effect.kind === "wake") timer = effect.at;
      return effects.some(({ kind }) => kind === "connect");
    };
    follow(link.sockets(1, 0));
    return Array.from({ length: 7 }, () => {
      const lostAt = timer;
      follow(link.closed(lostAt));
      let now = timer;
      while (!follow(link.wake(now))) now = timer;
      return now - lostAt;
    });
  };
  expect(tries(1)).toEqual([500, 1000, 2000, 4000, 8000, LINK_RETRY_CAP_MS, LINK_RETRY_CAP_MS]);
  expect(tries(0.5)).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000]);
});

test("a link that lasted is opened again without long pauses", () => {
  const link = newLink(1);
  let now = 0;
  link.sockets(1, now);
  for (let at = 0; at < 5; at++) {
    link.closed(now);
    now += LINK_RETRY_CAP_MS;
    link.wake(now);
  }
  link.opened(now);
  link.frame(welcome(1), now);
  now += LINK_RETRY_CAP_MS;
  link.closed(now);
  expect(brief(link.wake(now + LINK_RETRY_MS))).toEqual(["connect"]);
});

test("a room that does not open, welcome or answer a ping in time is given up", () => {
  const opening = newLink();
  opening.sockets(1, 0);
  expect(brief(opening.wake(LINK_ANSWER_MS - 1))).toEqual([]);
  expect(brief(opening.wake(LINK_ANSWER_MS))).toEqual(["disconnect"]);

  const greeting = newLink();
  greeting.sockets(1, 0);
  greeting.opened(100);
  expect(brief(greeting.wake(100 + LINK_ANSWER_MS))).toEqual(["disconnect"]);

  const silent = linked();
  expect(brief(silent.wake(LINK_SILENCE_MS - 1))).toEqual([]);
  expect(brief(silent.wake(LINK_SILENCE_MS))).toEqual(["ping"]);
  expect(brief(silent.frame("pong", LINK_SILENCE_MS + 1))).toEqual([]);
  expect(brief(silent.wake(2 * LINK_SILENCE_MS + 1))).toEqual(["ping"]);
  expect(brief(silent.wake(2 * LINK_SILENCE_MS + 1 + LINK_ANSWER_MS))).toEqual(["disconnect"]);
});

test("the count of sockets is reported when it changed, and not too often", () => {
  const link = linked();
  expect(brief(link.sockets(5, 100))).toEqual([]);
  expect(brief(link.wake(RELAY_PRESENCE_MS - 1))).toEqual([]);
  expect(brief(link.wake(RELAY_PRESENCE_MS))).toEqual([{ kind: "sockets", sockets: 5 }]);
  link.sockets(6, RELAY_PRESENCE_MS + 1);
  link.sockets(5, RELAY_PRESENCE_MS + 2);
  expect(brief(link.wake(2 * RELAY_PRESENCE_MS))).toEqual([]);
});

test("a link that nobody needs ends, and the next socket opens it", () => {
  const link = linked();
  link.sockets(0, 1000);
  link.frame("pong", 1000 + LINK_SILENCE_MS);
  expect(brief(link.wake(1000 + LINK_IDLE_MS))).toEqual(["disconnect"]);
  expect(link.phase).toBe("idle");
  expect(brief(link.sockets(1, 200_000))).toEqual(["connect"]);
  expect(brief(link.opened(200_001))).toMatchObject([{ kind: "hello", after: 10 }]);
});

test("a socket that comes in time keeps the link", () => {
  const link = linked();
  link.sockets(0, 1000);
  link.sockets(1, 2000);
  link.frame("pong", 50_000);
  expect(brief(link.wake(1000 + LINK_IDLE_MS))).toEqual([{ kind: "sockets", sockets: 1 }].slice(1));
  expect(link.phase).toBe("linked");
});

test("a rewind greets anew and reaches further back, once", () => {
  const link = linked();
  link.frame(batch(10, 11), 1);
  expect(brief(link.rewind(4, 2))).toEqual(["disconnect", "connect"]);
  expect(brief(link.opened(3))).toMatchObject([{ kind: "hello", after: 4 }]);
  expect(brief(link.frame(welcome(11), 4))).toEqual(["welcome after 4, had 11"]);
  link.closed(5);
  link.wake(1000);
  expect(brief(link.opened(1001))).toMatchObject([{ kind: "hello", after: 11 }]);
});

test("the timer is asked for at the earliest time that matters, and once", () => {
  const link = linked();
  const wakes = (effects: readonly LinkEffect[]): number[] =>
    effects.flatMap((effect) => (effect.kind === "wake" ? [effect.at] : []));
  expect(wakes(link.line("a", ada, say("n1"), 100))).toEqual([100 + RELAY_GATHER_MS]);
  expect(wakes(link.line("a", ada, say("n2"), 110))).toEqual([]);
  expect(wakes(link.wake(100 + RELAY_GATHER_MS))).toEqual([100 + LINE_MS]);
});
