import { describe, expect, it } from "vitest";
import { Ring } from "./ring.ts";

const entry = (seq: number, size = 10) => ({ seq, frame: new Uint8Array(size) });

describe("the replay ring", () => {
  it("gives back what is above a sequence number, in order", () => {
    const ring = new Ring(8, 1000);
    for (const seq of [3, 4, 5]) ring.push(entry(seq));
    expect(ring.above(3).map((e) => e.seq)).toEqual([4, 5]);
    expect(ring.above(-1).map((e) => e.seq)).toEqual([3, 4, 5]);
    expect([ring.oldest, ring.newest, ring.length, ring.bytes]).toEqual([3, 5, 3, 30]);
  });

  it("forgets what was stored", () => {
    const ring = new Ring(8, 1000);
    for (const seq of [0, 1, 2]) ring.push(entry(seq));
    ring.forget(1);
    expect([ring.oldest, ring.newest, ring.bytes]).toEqual([2, 2, 10]);
    ring.forget(2);
    expect([ring.oldest, ring.newest, ring.bytes]).toEqual([-1, -1, 0]);
  });

  it("loses the oldest past its count and says which", () => {
    const ring = new Ring(2, 1000);
    expect(ring.push(entry(0))).toEqual([]);
    expect(ring.push(entry(1))).toEqual([]);
    expect(ring.push(entry(2))).toEqual([0]);
    expect(ring.length).toBe(2);
  });

  it("loses the oldest past its bytes, but never the newest", () => {
    const ring = new Ring(8, 25);
    expect(ring.push(entry(0))).toEqual([]);
    expect(ring.push(entry(1))).toEqual([]);
    expect(ring.push(entry(2))).toEqual([0]);
    expect(ring.push(entry(3, 100))).toEqual([1, 2]);
    expect(ring.above(-1).map((e) => e.seq)).toEqual([3]);
  });
});
