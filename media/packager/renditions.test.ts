import { describe, expect, it } from "vitest";
import {
  faultsOf,
  inOrder,
  options,
  partsOf,
  readFragment,
  runPackager,
  segmentsOf,
  video,
} from "#testing/packager-scenario.ts";
import { prng } from "#testing/prng.ts";
import type { PackagerInput, TrackOptions } from "./events.ts";
import { Packager } from "./packager.ts";
import { MAX_WAITING_FRAMES } from "./video-track.ts";

const track = (rendition: string, frameRate: number | null): TrackOptions => ({ rendition, kind: "video", frameRate });

describe("a rendition that follows", () => {
  it("has the lead's boundaries, times and parts", () => {
    for (const [rate, key] of [
      [30, 45],
      [25, 50],
      [30000 / 1001, 30],
      [60, (i: number) => [0, 42, 100, 131, 260].includes(i)],
    ] as const) {
      const inputs = inOrder(
        video({ rate, seconds: 6, key, reordered: true }),
        video({ rendition: "480p", rate, seconds: 6, key, startMs: Math.round(1000 / rate), delayMs: 130 }),
      );
      const events = runPackager(options([track("source", rate), track("480p", rate)]), inputs);
      expect(faultsOf(events, "480p", 90_000)).toEqual([]);
      expect(segmentsOf(events, "480p")).toEqual(segmentsOf(events, "source"));
      const shape = (rendition: string) =>
        partsOf(events, rendition).map((p) => [p.msn, p.part, p.start, p.duration, p.independent]);
      expect(shape("480p")).toEqual(shape("source"));
    }
  });

  it("has the lead's boundaries at half the rate", () => {
    for (const [rate, gop] of [
      [60, 120],
      [60000 / 1001, 60],
      [50, 100],
      [48, 72],
    ] as const) {
      const inputs = inOrder(
        video({ rate, seconds: 6, key: gop }),
        video({ rendition: "480p", rate: rate / 2, seconds: 6, key: gop / 2, delayMs: 130 }),
      );
      const events = runPackager(options([track("source", rate), track("480p", rate / 2)]), inputs);
      expect(faultsOf(events, "480p", 90_000)).toEqual([]);
      expect(segmentsOf(events, "480p")).toEqual(segmentsOf(events, "source"));
      const starts = (rendition: string) => partsOf(events, rendition).map((part) => part.start);
      expect(starts("480p")).toEqual(starts("source"));
    }
  });

  it("takes the lead's times when the rate varies", () => {
    const jitterMs = (i: number) => [0, 11, -9, 6, -4][i % 5] ?? 0;
    const inputs = inOrder(
      video({ rate: 30, seconds: 6, key: 60, jitterMs }),
      video({ rendition: "480p", rate: 30, seconds: 6, key: 60, jitterMs, delayMs: 20 }),
    );
    const events = runPackager(options([track("source", null), track("480p", null)]), inputs);
    expect(faultsOf(events, "480p", 90_000)).toEqual([]);
    const frames = (rendition: string) => partsOf(events, rendition).map((part) => readFragment(part));
    expect(frames("480p")).toEqual(frames("source"));
  });

  it("waits while it is ahead of the lead, and is then cut where the lead is", () => {
    const make = (delayMs: number) =>
      runPackager(
        options([track("source", 30), track("480p", 30)]),
        inOrder(
          video({ rate: 30, seconds: 6, key: 45, delayMs: 900 }),
          video({ rendition: "480p", rate: 30, seconds: 6, key: 45, delayMs }),
        ),
      );
    const shape = (delayMs: number) =>
      partsOf(make(delayMs), "480p").map((part) => [part.msn, part.part, part.start, part.duration, part.independent]);
    expect(shape(0)).toEqual(shape(1200));
    expect(segmentsOf(make(0), "480p")).toEqual(segmentsOf(make(0), "source"));
  });

  it("closes its segment at once where the lead's boundary is already known", () => {
    const events = runPackager(
      options([track("source", 25), track("480p", 25)]),
      inOrder(
        video({ rate: 25, seconds: 4, key: 50 }),
        video({ rendition: "480p", rate: 25, seconds: 4, key: 50, delayMs: 100 }),
      ),
    );
    expect(
      partsOf(events, "480p")
        .filter((part) => part.last)
        .map((part) => [part.msn, part.part]),
    ).toEqual([
      [0, 6],
      [1, 6],
    ]);
  });

  it("loses what waits when the lead is silent for too long, and goes on at a key frame", () => {
    const packager = new Packager(options([track("source", 30), track("480p", 30)]));
    const [config, first] = inOrder(video({ rate: 30, seconds: 1, key: 30 }));
    for (const input of [config, first]) if (input !== undefined) packager.push(input);
    const ahead = inOrder(video({ rendition: "480p", rate: 30, seconds: 30, key: 60 }));
    for (const input of ahead.slice(0, MAX_WAITING_FRAMES + 80)) packager.push(input);
    const lead = inOrder(video({ rate: 30, seconds: 30, key: 60 })).slice(2);
    const parts = partsOf(
      lead.flatMap((input) => packager.push(input)),
      "480p",
    );
    expect(parts.map(({ msn, part, start, independent }) => ({ msn, part, start, independent }))).toEqual([
      { msn: 0, part: 0, start: 10, independent: true },
      { msn: 11, part: 0, start: 32, independent: true },
    ]);
  });

  it("is cut at the boundary even where it has no key frame", () => {
    const events = runPackager(
      options([track("source", 30), track("480p", 30)]),
      inOrder(
        video({ rate: 30, seconds: 4, key: 60 }),
        video({ rendition: "480p", rate: 30, seconds: 4, key: 90, delayMs: 9 }),
      ),
    );
    expect(segmentsOf(events, "480p")).toEqual(["0: 10.0000 +2.0000 in 6", "1: 12.0000 +2.0000 in 6 *"]);
  });
});

describe("a rendition that is dropped", () => {
  const three = options([track("source", 30), track("480p", 30), track("360p", 30)]);
  const inputs = inOrder(
    video({ rate: 30, seconds: 8, key: 60 }),
    video({ rendition: "480p", rate: 30, seconds: 8, key: 60, delayMs: 70 }),
    video({ rendition: "360p", rate: 30, seconds: 8, key: 60, delayMs: 140 }),
  );
  const dropAfter = (rendition: string, count: number): PackagerInput[] => [
    ...inputs.slice(0, count),
    { kind: "drop", rendition },
    ...inputs.slice(count),
  ];

  it("closes its open part and has no more", () => {
    const events = runPackager(three, dropAfter("480p", 200));
    const parts = partsOf(events, "480p");
    expect(parts.at(-1)?.last).toBe(true);
    expect(parts.at(-1)?.start).toBeLessThan(12.5);
    expect(segmentsOf(events, "360p")).toEqual(segmentsOf(events, "source"));
  });

  it("hands the lead to the next one, whose boundaries go on as if nothing were", () => {
    const events = runPackager(three, dropAfter("source", 300));
    expect(partsOf(events, "source").at(-1)?.last).toBe(true);
    for (const rendition of ["480p", "360p"]) {
      expect(faultsOf(events, rendition, 90_000)).toEqual([]);
      expect(segmentsOf(events, rendition)).toEqual([0, 1, 2, 3].map((i) => `${i}: ${10 + 2 * i}.0000 +2.0000 in 6`));
    }
  });

  it("ends the period when it was the last video", () => {
    const packager = new Packager(options([track("source", 30)]));
    for (const input of inputs.filter((i) => i.kind !== "flush" && i.rendition === "source").slice(0, 15))
      packager.push(input);
    const events = packager.push({ kind: "drop", rendition: "source" });
    expect(events).toMatchObject([{ kind: "part", msn: 0, part: 1, last: true }]);
    expect(packager.push({ kind: "flush" })).toEqual([]);
  });
});

it("gives the same bytes however the renditions interleave", () => {
  const tracks = options([track("source", 30), track("480p", 30)]);
  const one = inOrder(video({ rate: 30, seconds: 6, key: 45, reordered: true }));
  const other = inOrder(video({ rendition: "480p", rate: 30, seconds: 6, key: 45, startMs: 33 }));
  const shuffled = (seed: number): PackagerInput[] => {
    const random = prng(seed);
    const mixed: PackagerInput[] = [];
    let [a, b] = [0, 0];
    while (a < one.length || b < other.length) {
      const input = b >= other.length || (a < one.length && random() < 0.5) ? one[a++] : other[b++];
      if (input !== undefined) mixed.push(input);
    }
    return mixed;
  };
  const bytes = (seed: number, rendition: string) =>
    partsOf(runPackager(tracks, shuffled(seed)), rendition).map(({ last, ...part }) => part);
  for (let seed = 2; seed < 8; seed++) {
    expect(bytes(seed, "source")).toEqual(bytes(1, "source"));
    expect(bytes(seed, "480p").map(({ init, ...part }) => part)).toEqual(
      bytes(1, "480p").map(({ init, ...part }) => part),
    );
  }
});
