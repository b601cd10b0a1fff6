import { describe, expect, it } from "vitest";
import {
  audio,
  faultsOf,
  inOrder,
  MONO_44,
  options,
  partsOf,
  runPackager,
  STEREO_48,
  segmentsOf,
  video,
} from "#testing/packager-scenario.ts";
import { silentFrame } from "../aac/silence.ts";
import { readBoxes } from "../fmp4/boxes.ts";
import type { PackagerEvent, PackagerOptions } from "./events.ts";
import { Packager } from "./packager.ts";

const tracks = (expected: boolean, rate = 30): PackagerOptions =>
  options([
    { rendition: "source", kind: "video", frameRate: rate },
    { rendition: "audio", kind: "audio", expected },
  ]);

/** The audio as runs of frames: `silence x 12`, `20-45` for the real frames with these numbers. */
function soundOf(events: readonly PackagerEvent[]): string[] {
  const runs: { from: number | null; to: number }[] = [];
  for (const part of partsOf(events, "audio")) {
    for (const frame of frames(part.data)) {
      const number = frame[0] === 0xff ? (frame[1] ?? 0) * 256 + (frame[2] ?? 0) : null;
      const run = runs.at(-1);
      if (run !== undefined && (number === null ? run.from === null : run.from !== null && number === run.to + 1))
        run.to++;
      else runs.push({ from: number, to: number ?? 1 });
    }
  }
  return runs.map(({ from, to }) => (from === null ? `silence x ${to}` : `${from}-${to}`));
}

function frames(data: Uint8Array): Uint8Array[] {
  const [moof] = readBoxes(data);
  const trun = moof?.children.find((box) => box.type === "traf")?.children.find((box) => box.type === "trun")?.fields;
  if (trun?.kind !== "trun") throw new Error("no trun");
  let at = trun.dataOffset ?? 0;
  return trun.samples.map((sample) => {
    at += sample.size ?? 0;
    return data.subarray(at - (sample.size ?? 0), at);
  });
}

describe("audio", () => {
  it("of 48 kHz stereo is cut where the lead is, to the nearest frame", () => {
    const inputs = inOrder(video({ rate: 30, seconds: 6, key: 60 }), audio({ rate: 48_000, seconds: 6 }));
    const events = runPackager(tracks(true), inputs);
    expect(faultsOf(events, "audio", 48_000)).toEqual([]);
    expect(segmentsOf(events, "audio")).toEqual([
      "0: 10.0000 +2.0053 in 6",
      "1: 12.0053 +1.9840 in 6",
      "2: 13.9893 +2.0053 in 6",
    ]);
    expect(soundOf(events)).toEqual(["0-280"]);
    expect(events.filter((event) => event.kind === "init").map((init) => init.track)).toContainEqual({
      kind: "audio",
      codecs: "mp4a.40.2",
      sampleRate: 48_000,
      channels: 2,
    });
  });

  it("of 44.1 kHz mono holds every rule at every frame rate of the lead", () => {
    for (const rate of [24, 25, 30000 / 1001, 30, 50, 60]) {
      const inputs = inOrder(
        video({ rate, seconds: 8, key: Math.round(2 * rate) }),
        audio({ rate: 44_100, seconds: 8, asc: MONO_44 }),
      );
      const events = runPackager(tracks(true, rate), inputs);
      expect(faultsOf(events, "audio", 44_100)).toEqual([]);
      expect(segmentsOf(events, "audio")).toHaveLength(segmentsOf(events, "source").length);
      expect(soundOf(events)).toEqual([`0-${Math.floor((8 * 44_100) / 1024) - 1}`]);
    }
  });

  it("before the lead's first key frame is left out", () => {
    const inputs = inOrder(
      video({ rate: 30, seconds: 4, key: (i) => i % 60 === 30 }),
      audio({ rate: 48_000, seconds: 4 }),
    );
    const events = runPackager(tracks(true), inputs);
    expect(partsOf(events, "audio")[0]?.start.toFixed(4)).toBe("11.0030");
    expect(faultsOf(events, "audio", 48_000)).toEqual([]);
    expect(soundOf(events)).toEqual(["47-186"]);
  });

  it("that nobody announced is silence from the lead's first part on, 48 kHz stereo", () => {
    const packager = new Packager(tracks(false));
    const events: PackagerEvent[] = [];
    const firstAt: number[] = [];
    for (const input of inOrder(video({ rate: 30, seconds: 4, key: 60 }))) {
      const out = packager.push(input);
      if (input.kind === "videoFrame" && out.some((event) => event.kind === "part" && event.rendition === "audio")) {
        firstAt.push(input.dtsMs);
      }
      events.push(...out);
    }
    events.push(...packager.push({ kind: "flush" }));
    expect(firstAt[0]).toBe(333);
    expect(faultsOf(events, "audio", 48_000)).toEqual([]);
    expect(segmentsOf(events, "audio")).toEqual(["0: 10.0000 +2.0053 in 6", "1: 12.0053 +1.9840 in 6"]);
    expect(soundOf(events)).toEqual(["silence x 187"]);
    expect(frames(partsOf(events, "audio")[0]?.data ?? new Uint8Array())[0]).toEqual(silentFrame(2));
  });

  it("that was announced but never comes is silence after a second", () => {
    const packager = new Packager(tracks(true));
    const first = inOrder(video({ rate: 30, seconds: 4, key: 60 })).find((input) =>
      packager.push(input).some((event) => event.kind === "part" && event.rendition === "audio"),
    );
    expect(first).toMatchObject({ dtsMs: 1000 });
  });

  it("that begins late has silence before it, and ends it exactly where it begins", () => {
    const inputs = inOrder(
      video({ rate: 30, seconds: 4, key: 60 }),
      audio({ rate: 48_000, seconds: 3.7, startMs: 300 }),
    );
    const events = runPackager(tracks(true), inputs);
    expect(faultsOf(events, "audio", 48_000)).toEqual([]);
    expect(soundOf(events)).toEqual(["silence x 14", "0-172"]);
    expect(partsOf(events, "audio")[0]?.start).toBeCloseTo(10.3 - (14 * 1024) / 48_000, 6);
  });

  it("with a short gap has silence for the missing frames only", () => {
    const lost = (i: number) => i >= 50 && i < 58;
    const inputs = inOrder(video({ rate: 30, seconds: 4, key: 60 }), audio({ rate: 48_000, seconds: 4, lost }));
    const events = runPackager(tracks(true), inputs);
    expect(faultsOf(events, "audio", 48_000)).toEqual([]);
    expect(soundOf(events)).toEqual(["0-49", "silence x 8", "58-186"]);
  });

  it("with a long gap has silence as soon as it lags by half a second, and its return is taken without overlap", () => {
    const lost = (i: number) => i >= 50 && i < 110;
    const inputs = inOrder(
      video({ rate: 30, seconds: 4, key: 60 }),
      audio({ rate: 48_000, seconds: 4, lost, delayMs: 20 }),
    );
    const events = runPackager(tracks(true), inputs);
    expect(faultsOf(events, "audio", 48_000)).toEqual([]);
    expect(soundOf(events)).toEqual(["0-49", "silence x 62", "112-186"]);
  });

  it("with 2048 samples of jitter is counted on, and beyond it set anew", () => {
    const shifted = (byMs: number) =>
      inOrder(video({ rate: 30, seconds: 4, key: 60 }), audio({ rate: 48_000, seconds: 4 })).map((input) =>
        input.kind === "audioFrame" && input.ptsMs > 1500 ? { ...input, ptsMs: input.ptsMs + byMs } : input,
      );
    expect(soundOf(runPackager(tracks(true), shifted(41)))).toEqual(["0-185"]);
    expect(soundOf(runPackager(tracks(true), shifted(-41)))).toEqual(["0-186"]);
    expect(soundOf(runPackager(tracks(true), shifted(64)))).toEqual(["0-70", "silence x 3", "71-184"]);
    expect(soundOf(runPackager(tracks(true), shifted(-64)))).toEqual(["0-70", "74-186"]);
  });

  it("of more than two channels keeps its gaps, since no silence is made for it", () => {
    const lost = (i: number) => i >= 50 && i < 58;
    const asc = new Uint8Array([0x11, 0xb0]);
    const inputs = inOrder(video({ rate: 30, seconds: 4, key: 60 }), audio({ rate: 48_000, seconds: 4, asc, lost }));
    const events = runPackager(tracks(true), inputs);
    expect(soundOf(events)).toEqual(["0-49", "58-186"]);
  });

  it.each([
    ["the same", STEREO_48, Number.POSITIVE_INFINITY],
    ["one that means the same", new Uint8Array([0x11, 0x90, 0x56, 0xe5, 0x00]), Number.POSITIVE_INFINITY],
    ["another one", MONO_44, 2500],
  ])("configuration: %s leaves only the frames that it fits", (_what, asc, untilMs) => {
    const inputs = inOrder(video({ rate: 30, seconds: 4, key: 60 }), audio({ rate: 48_000, seconds: 4 }));
    const at = inputs.findIndex((input) => input.kind === "audioFrame" && input.ptsMs > 2500);
    const changed = inputs.toSpliced(at, 0, { kind: "audioConfig", rendition: "audio", asc });
    const fitting = inputs.filter((input) => input.kind !== "audioFrame" || input.ptsMs <= untilMs);
    expect(runPackager(tracks(true), changed)).toEqual(runPackager(tracks(true), fitting));
  });

  it("closes with the lead at the flush", () => {
    const inputs = inOrder(video({ rate: 30, seconds: 2.5, key: 60 }), audio({ rate: 48_000, seconds: 4 }));
    const events = runPackager(
      tracks(true),
      inputs.filter((input) => input.kind !== "audioFrame" || input.ptsMs < 2700),
    );
    expect(segmentsOf(events, "audio").at(-1)).toBe("1: 12.0053 +0.4907 in 2");
    expect(partsOf(events, "audio").at(-1)?.last).toBe(true);
  });
});
