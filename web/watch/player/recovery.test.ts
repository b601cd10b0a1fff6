import { expect, test } from "vitest";
import { ms } from "#protocol/units.ts";
import { FORGET_AFTER, RECOVERY_START, recover } from "./recovery.ts";

function series(of: "network" | "media", count: number, apart: number) {
  let state = RECOVERY_START;
  return Array.from({ length: count }, (_, at) => {
    const next = recover(state, of, ms(at * apart));
    state = next.state;
    return `${next.action.kind} ${next.action.after}`;
  });
}

test("a network fault is resumed three times, then rebuilt, with growing pauses", () => {
  expect(series("network", 6, 1000)).toEqual([
    "resume 300",
    "resume 600",
    "resume 1200",
    "rebuild 2400",
    "rebuild 4800",
    "rebuild 5000",
  ]);
});

test("a media fault gets new buffers once, then a new player", () => {
  expect(series("media", 3, 1000)).toEqual(["media 300", "rebuild 600", "rebuild 1200"]);
});

test("faults far apart are each the first", () => {
  expect(series("media", 2, FORGET_AFTER + 1)).toEqual(["media 300", "media 300"]);
});
