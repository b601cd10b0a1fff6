import { describe, expect, it } from "vitest";
import type { PackagerEvent } from "#media/packager/events.ts";
import { decodeBundle } from "#protocol/ingest/bundle.ts";
import type { Ladder } from "#protocol/playback/rendition.ts";
import { seconds } from "#protocol/units.ts";
import { Bundler, MAX_SIBLING_WAIT_MS } from "./bundler.ts";

const ladder: Ladder = [
  { kind: "video", id: "source", codecs: "avc1.4d401f", width: 1280, height: 720, frameRate: 30, bandwidth: 3_000_000 },
  { kind: "audio", id: "audio", codecs: "mp4a.40.2", channels: 2, sampleRate: 48_000, bandwidth: 130_000 },
];

function part(rendition: string, msn: number, index: number, last = false): PackagerEvent {
  return {
    kind: "part",
    rendition,
    msn,
    part: index,
    init: 0,
    start: seconds(10 + msn * 2 + index / 3),
    duration: seconds(1 / 3),
    independent: index === 0,
    last,
    data: new TextEncoder().encode(`${rendition}${msn}.${index}`),
  };
}

const names = (frame: Uint8Array) => {
  const { header, payload } = decodeBundle(frame);
  return header.parts.map((p) => new TextDecoder().decode(payload.subarray(p.offset, p.offset + p.size)));
};

describe("the bundler", () => {
  it("gives a bundle as soon as every rendition has its part", () => {
    const bundler = new Bundler(7, 40);
    bundler.declare(ladder);
    bundler.add(part("source", 0, 0), 1000);
    expect(bundler.take(1000)).toBeNull();
    bundler.add(part("audio", 0, 0), 1010);
    const bundle = bundler.take(1010);
    expect(bundle === null ? [] : names(bundle.frame)).toEqual(["source0.0", "audio0.0"]);
    expect(bundle?.header).toMatchObject({ seq: 40, epoch: 7, ladder });
    expect(bundler.take(5000)).toBeNull();
  });

  it("waits for a late sibling no longer than its limit, and lets it follow alone at once", () => {
    const bundler = new Bundler(1, 0);
    bundler.declare(ladder);
    bundler.add(part("source", 0, 0), 1000);
    expect(bundler.dueIn(1000)).toBe(MAX_SIBLING_WAIT_MS);
    expect(bundler.take(1000 + MAX_SIBLING_WAIT_MS - 1)).toBeNull();
    const first = bundler.take(1000 + MAX_SIBLING_WAIT_MS);
    expect(first === null ? [] : names(first.frame)).toEqual(["source0.0"]);
    bundler.add(part("audio", 0, 0), 1200);
    const second = bundler.take(1200);
    expect(second === null ? [] : names(second.frame)).toEqual(["audio0.0"]);
    expect(second?.seq).toBe(1);
  });

  it("counts a rendition that closed its segment as level with any part of it", () => {
    const bundler = new Bundler(1, 0);
    bundler.declare(ladder);
    bundler.add(part("audio", 0, 5, true), 0);
    bundler.add(part("source", 0, 6), 0);
    expect(bundler.take(0)?.header.parts).toHaveLength(2);
  });

  it("does not wait for a rendition that left the ladder", () => {
    const bundler = new Bundler(1, 0);
    bundler.declare(ladder);
    bundler.declare(ladder.slice(0, 1));
    bundler.add(part("source", 0, 0), 0);
    expect(bundler.take(0)?.header.ladder).toEqual(ladder.slice(0, 1));
  });

  it("marks a discontinuity on the bundle that carries the new period's first part, not earlier", () => {
    const bundler = new Bundler(1, 0);
    bundler.declare(ladder.slice(0, 1));
    bundler.add(part("source", 3, 2, true), 0);
    bundler.discontinuity(4);
    expect(bundler.flush()?.header.discontinuity).toBeUndefined();
    bundler.add(part("source", 4, 0), 0);
    expect(bundler.take(0)?.header.discontinuity).toBe(4);
    bundler.add(part("source", 4, 1), 0);
    expect(bundler.take(0)?.header.discontinuity).toBeUndefined();
  });

  it("carries initialisation sections in front of the parts that need them", () => {
    const bundler = new Bundler(1, 0);
    bundler.declare(ladder.slice(0, 1));
    const init = new Uint8Array([1, 2, 3]);
    const track = { kind: "video", codecs: "avc1.4d401f", width: 1280, height: 720 } as const;
    bundler.add({ kind: "init", rendition: "source", version: 0, data: init, track }, 0);
    expect(bundler.take(100)).toBeNull();
    bundler.add(part("source", 0, 0), 100);
    const header = bundler.take(100)?.header;
    expect(header?.inits).toEqual([{ rendition: "source", version: 0, offset: 0, size: 3 }]);
    expect(header?.parts[0]?.offset).toBe(3);
  });

  it("sends word of a whole segment at once, before the next segment has a part", () => {
    const bundler = new Bundler(1, 0);
    bundler.declare(ladder);
    bundler.add(part("source", 3, 5), 0);
    bundler.add(part("audio", 3, 5, true), 0);
    expect(bundler.take(0)?.header.closes).toBeUndefined();
    bundler.add({ kind: "close", rendition: "source", msn: 3 }, 40);
    expect(bundler.take(40)?.header).toMatchObject({ seq: 1, parts: [], closes: [{ rendition: "source", msn: 3 }] });
  });

  it("has nothing to flush when nothing came", () => {
    expect(new Bundler(1, 0).flush()).toBeNull();
  });
});
