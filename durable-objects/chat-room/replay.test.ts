import { expect, test } from "vitest";
import { encodeEvent } from "#protocol/chat/event.ts";
import { line, person } from "#testing/chat-people.ts";
import { chunksOf, lastWhole, MAX_CHUNK_EVENTS, SETTLE_MS, wholeAt } from "./replay.ts";

const ada = person("ada", "7");
const START = 1_800_000_000_000;
const live = { id: "55", startedAt: START, endedAt: null, nextMinute: 0 };
const at = (seq: number, ms: number) => line(seq, ada, `line ${seq}`, { at: START + ms });

test("events go to the minute of the broadcast in which they were said", () => {
  const events = [at(1, 0), at(2, 59_999), at(3, 60_000), at(4, 200_000)];
  expect(chunksOf(live, events).map(({ minute, part, chunk }) => [minute, part, chunk.events])).toEqual([
    [0, 0, events.slice(0, 2).map(encodeEvent)],
    [1, 0, events.slice(2, 3).map(encodeEvent)],
    [3, 0, events.slice(3).map(encodeEvent)],
  ]);
});

test("a full minute has several parts", () => {
  const events = Array.from({ length: MAX_CHUNK_EVENTS + 1 }, (_, seq) => at(seq, 10));
  expect(chunksOf(live, events).map(({ minute, part, chunk }) => [minute, part, chunk.events.length])).toEqual([
    [0, 0, MAX_CHUNK_EVENTS],
    [0, 1, 1],
  ]);
});

test("what was said before the beginning or after the end is not in it", () => {
  const ended = { ...live, endedAt: START + 90_000 };
  expect(chunksOf(ended, [at(1, 89_999), at(2, 90_000)]).map(({ chunk }) => chunk.events.length)).toEqual([1]);
});

test("a minute is whole once it is over and what was said in it is stored", () => {
  expect(lastWhole(live, START + 60_000 + SETTLE_MS - 1)).toBe(-1);
  expect(lastWhole(live, START + 60_000 + SETTLE_MS)).toBe(0);
  expect(wholeAt(live, START + 59_999)).toBe(START + 60_000 + SETTLE_MS);
  expect(wholeAt(live, START + 60_000)).toBe(START + 120_000 + SETTLE_MS);
});

test("the last minute is whole soon after the broadcast's end", () => {
  const ended = { ...live, endedAt: START + 90_000 };
  expect(lastWhole(ended, START + 90_000 + SETTLE_MS - 1)).toBe(0);
  expect(lastWhole(ended, START + 90_000 + SETTLE_MS)).toBe(1);
  expect(wholeAt(ended, START + 80_000)).toBe(START + 90_000 + SETTLE_MS);
});
