import { describe, expect, test } from "vitest";
import { MAX_RELAY_SOCKETS, MAX_RELAYS, MAX_ROOM_SOCKETS, RELAY_SOCKETS, ROOM_SOCKETS } from "#protocol/chat/limits.ts";
import { relayObjectName } from "#protocol/chat/link.ts";
import {
  type Counts,
  GROWTH_LIMITS,
  type Growth,
  grow,
  growthLimits,
  isRelayFull,
  isRoomFull,
  openGrowth,
  planFor,
  relayName,
  relayNumber,
  relayOfObject,
  relaysFor,
  SHRINK_AFTER_MS,
  SPEED_WINDOW_MS,
} from "./growth.ts";

const NO_LEAD = { ...GROWTH_LIMITS, leadMs: 0 };
const own = (sockets: number): Counts => ({ own: sockets, load: [] });
/** So many relays with so many sockets each. */
const even = (relays: number, each: number): Counts => ({ own: 0, load: Array.from({ length: relays }, () => each) });

/** The counts, standing still until the growth is what it will be. */
function still(counts: Counts, from: Growth = openGrowth(counts, 0)): Growth {
  return grow(grow(from, counts, 60_000), counts, 120_000);
}

test("a room keeps its viewers itself up to its limit and needs relays above it", () => {
  expect(relaysFor(0)).toBe(0);
  expect(relaysFor(ROOM_SOCKETS)).toBe(0);
  expect(relaysFor(ROOM_SOCKETS + 1)).toBe(1);
  expect(relaysFor(RELAY_SOCKETS)).toBe(1);
  expect(relaysFor(RELAY_SOCKETS + 1)).toBe(2);
  expect(relaysFor(MAX_RELAYS * RELAY_SOCKETS)).toBe(MAX_RELAYS);
  expect(relaysFor(MAX_RELAYS * RELAY_SOCKETS + 1)).toBe(MAX_RELAYS);
});

test("sockets of relays that were given up count", () => {
  expect(still({ own: 1000, load: [0, 501] }).relays).toBe(2);
  expect(still({ own: 2001, load: [2000] }).relays).toBe(3);
});

test("a room that begins again places newcomers on the relays that it finds", () => {
  expect(openGrowth(own(0), 0).relays).toBe(0);
  expect(openGrowth(even(5, 10), 0).relays).toBe(5);
  expect(openGrowth(even(MAX_RELAYS + 1, 10), 0).relays).toBe(MAX_RELAYS);
  expect(openGrowth(own(ROOM_SOCKETS + 1), 0).relays).toBe(1);
});

describe("growing", () => {
  test("a room that does not grow plans for those who are there", () => {
    expect(still(own(ROOM_SOCKETS)).relays).toBe(0);
    expect(still(even(3, RELAY_SOCKETS)).relays).toBe(3);
    expect(still({ own: 1, load: even(3, RELAY_SOCKETS).load }).relays).toBe(4);
  });

  test("a raid is planned for as fast as it comes", () => {
    // 3,000 in 5 s: within the next 10 s come 6,000 more.
    const begun = openGrowth(own(0), 0);
    expect(grow(begun, own(3000), SPEED_WINDOW_MS).relays).toBe(relaysFor(9000));
    expect(grow(begun, own(3000), SPEED_WINDOW_MS, NO_LEAD).relays).toBe(2);
  });

  test("a raid after a quiet hour is planned for as well", () => {
    expect(grow(openGrowth(own(0), 0), own(3000), 3_600_000).relays).toBe(relaysFor(6000));
  });

  test("a room that still fits takes its viewers itself however fast they come", () => {
    expect(grow(openGrowth(own(0), 0), own(ROOM_SOCKETS), 10).relays).toBe(0);
  });

  test("a count that came at once is not taken for a speed without end", () => {
    expect(grow(openGrowth(own(0), 0), own(2500), 1).relays).toBe(relaysFor(7500));
  });

  test("a relay whose link comes back brings nobody", () => {
    const lost = { own: 0, load: [2000, 0, 2000] };
    const before = still(even(3, RELAY_SOCKETS));
    const without = grow(before, lost, 121_000);
    expect(without.relays).toBe(3);
    expect(grow(without, even(3, RELAY_SOCKETS), 122_000).relays).toBe(3);
  });

  test("a room that has forgotten everything finds its relays again, in whatever order they come", () => {
    let growth = openGrowth(own(0), 0);
    const load = [0, 0, 0, 0, 0, 0];
    for (const number of [4, 1, 5, 0, 3, 2]) {
      load[number] = 1900;
      const last = load.findLastIndex((sockets) => sockets > 0);
      growth = grow(growth, { own: 5, load: load.slice(0, last + 1) }, 10 * number);
      if (last === 5) expect(growth.relays).toBe(6);
    }
    expect(growth.relays).toBe(6);
  });

  test("a relay that was given up is not taken up again because it still has viewers", () => {
    const low = even(4, 900);
    const given = grow(grow(openGrowth(low, 0), low, 0), low, SHRINK_AFTER_MS);
    expect(given.relays).toBe(2);
    expect(grow(given, { own: 0, load: [1000, 1000, 900, 800] }, SHRINK_AFTER_MS + 60_000).relays).toBe(2);
  });

  test("a clock that is set back is measured by anew", () => {
    expect(grow(still(own(0)), own(2500), 5).relays).toBe(relaysFor(2500));
  });
});

describe("shrinking", () => {
  const low = even(4, RELAY_SOCKETS / 2 - 1);

  test("relays are given up after being less than half full for long enough", () => {
    const begun = grow(openGrowth(low, 0), low, 1000);
    expect(begun).toMatchObject({ relays: 4, lowSince: 1000 });
    const almost = grow(begun, low, 1000 + SHRINK_AFTER_MS - 1);
    expect(almost).toMatchObject({ relays: 4, lowSince: 1000 });
    expect(grow(almost, low, 1000 + SHRINK_AFTER_MS)).toMatchObject({ relays: 2, lowSince: null });
  });

  test("half full is enough to stay", () => {
    const half = even(4, RELAY_SOCKETS / 2);
    const growth = grow(openGrowth(half, 0), half, 1000);
    expect(grow(growth, half, 1000 + SHRINK_AFTER_MS)).toMatchObject({ relays: 4, lowSince: null });
  });

  test("a room that fills up meanwhile keeps its relays", () => {
    const begun = grow(openGrowth(low, 0), low, 1000);
    const full = grow(begun, even(4, RELAY_SOCKETS), 1000 + SHRINK_AFTER_MS / 2, NO_LEAD);
    const again = grow(full, low, 1000 + SHRINK_AFTER_MS);
    expect(again).toMatchObject({ relays: 4, lowSince: 1000 + SHRINK_AFTER_MS });
  });

  test("a room that fits in one object again goes back to it", () => {
    const few = even(1, 900);
    const begun = grow(openGrowth(few, 0), few, 0);
    expect(grow(begun, few, SHRINK_AFTER_MS).relays).toBe(0);
    const almost = even(1, RELAY_SOCKETS / 2);
    expect(grow(grow(openGrowth(almost, 0), almost, 0), almost, SHRINK_AFTER_MS).relays).toBe(1);
  });
});

test("the plan names the relays that take newcomers, and their loads", () => {
  const counts: Counts = { own: 4, load: [7, 8, 9] };
  expect(planFor({ ...openGrowth(counts, 0), relays: 2 }, counts)).toEqual({ relays: 2, load: [7, 8] });
  expect(planFor({ ...openGrowth(counts, 0), relays: 4 }, counts)).toEqual({ relays: 4, load: [7, 8, 9, 0] });
  expect(planFor({ ...openGrowth(counts, 0), relays: 0 }, counts)).toEqual({ relays: 0, load: [] });
});

test("rooms and relays refuse above their own limits", () => {
  expect([isRoomFull(MAX_ROOM_SOCKETS - 1), isRoomFull(MAX_ROOM_SOCKETS)]).toEqual([false, true]);
  expect([isRelayFull(MAX_RELAY_SOCKETS - 1), isRelayFull(MAX_RELAY_SOCKETS)]).toEqual([false, true]);
});

test("a relay is known by its name, and a gateway is none", () => {
  expect(relayNumber(relayName(0))).toBe(0);
  expect(relayNumber(relayName(MAX_RELAYS - 1))).toBe(MAX_RELAYS - 1);
  for (const name of [relayName(MAX_RELAYS), "r", "r01", "irc-3", "r-1", "r1000"]) expect(relayNumber(name)).toBeNull();
});

test("a relay finds its channel and number in the name of its object", () => {
  expect(relayOfObject(relayObjectName("42", 7))).toEqual({ channelId: "42", number: 7 });
  for (const name of ["42", "42:", ":7", "a:7", "42:x", `42:${MAX_RELAYS}`]) expect(relayOfObject(name)).toBeNull();
});

test("a setting makes rooms and relays small, and anything else changes nothing", () => {
  const small = { ...GROWTH_LIMITS, roomSockets: 5, relaySockets: 5, leadMs: 0 };
  expect(growthLimits("5")).toEqual(small);
  for (const setting of [undefined, "", "0", "-1", "5.5", "many"]) expect(growthLimits(setting)).toEqual(GROWTH_LIMITS);
  expect([5, 6, 10, 11].map((sockets) => relaysFor(sockets, small))).toEqual([0, 2, 2, 3]);
});
