import { describe, expect, it } from "vitest";
import { PART_TARGET, SEGMENT_MAX } from "#protocol/playback/constants.ts";
import {
  AVCC,
  audio,
  faultsOf,
  inOrder,
  MONO_44,
  options,
  partsOf,
  readFragment,
  runPackager,
  STEREO_48,
  video,
} from "#testing/packager-scenario.ts";
import { prng } from "#testing/prng.ts";
import type { PackagerInput } from "./events.ts";

const RATES = [12, 24, 25, 30000 / 1001, 30, 50, 60];

/** A publisher with a random rate, GOPs, losses, jitter, and rungs that come late or early. */
function world(seed: number) {
  const random = prng(seed);
  const pick = <T>(values: readonly [T, ...T[]] | readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const rate = pick(RATES);
  const keys = new Set<number>();
  for (let at = 0; at < 700; at += 1 + Math.floor(random() * rate * pick([0.7, 2, 4]))) keys.add(at);
  const losses = new Set(Array.from({ length: pick([0, 4, 30]) }, () => Math.floor(random() * 400)));
  const pause = pick([0, 0, rate, 4 * rate]);
  const lost = (i: number) => (losses.has(i) && !keys.has(i)) || (i > 70 && i < 70 + pause);
  const wobble = Array.from({ length: 17 }, () => (random() - 0.5) * pick([0, 1, 14]));
  const common = { rate, seconds: 9, lost, jitterMs: (i: number) => wobble[i % 17] ?? 0, reordered: random() < 0.5 };
  const key = (i: number) => keys.has(i);
  const silent = new Set(Array.from({ length: pick([0, 10, 90]) }, (_, i) => 60 + i));
  const sound = random() < 0.5 ? { rate: 48_000, asc: STEREO_48 } : { rate: 44_100, asc: MONO_44 };
  const inputs = inOrder(
    video({ ...common, key }),
    video({ ...common, key, rendition: "480p", reordered: false, delayMs: random() * 300 - 100 }),
    random() < 0.2 ? [] : audio({ ...sound, seconds: 9, lost: (i) => silent.has(i), delayMs: random() * 200 - 50 }),
  );
  const nominal = pick([rate, rate, null, 30]);
  const given = options([
    { rendition: "source", kind: "video", frameRate: nominal },
    { rendition: "480p", kind: "video", frameRate: nominal },
    { rendition: "audio", kind: "audio", expected: random() < 0.7 },
  ]);
  return { given, inputs };
}

/** The rules that hold whatever a publisher does: holes and short parts may be its fault, these may not be broken. */
const UNBREAKABLE = /out of order|comes after the last|another tfdt|another length|without length|outgrows|lasts \d/;

describe("a world of odd publishers", () => {
  it("never breaks a rule that is not the publisher's own fault", () => {
    for (let seed = 1; seed <= 150; seed++) {
      const { given, inputs } = world(seed);
      const events = runPackager(given, inputs);
      const rate = events.find((event) => event.kind === "init" && event.track.kind === "audio");
      const scale = rate?.kind === "init" && rate.track.kind === "audio" ? rate.track.sampleRate : 48_000;
      const faults = [
        ...faultsOf(events, "source", 90_000),
        ...faultsOf(events, "480p", 90_000),
        ...faultsOf(events, "audio", scale),
      ];
      expect({ seed, faults: faults.filter((fault) => UNBREAKABLE.test(fault)) }).toEqual({ seed, faults: [] });
      expect({ seed, parts: partsOf(events, "source").length > 0 }).toEqual({ seed, parts: true });
      for (const rendition of ["source", "480p", "audio"]) {
        const parts = partsOf(events, rendition);
        // An overlap would make decode times go back; 1 ns is what floating point leaves.
        const overlaps = parts.filter((part, i) => i > 0 && part.start < endOf(parts[i - 1]) - 1e-9);
        expect({ seed, rendition, overlaps }).toEqual({ seed, rendition, overlaps: [] });
      }
    }
  });

  it("takes any numbers as stamps without breaking the bounds", () => {
    for (let seed = 1; seed <= 100; seed++) {
      const random = prng(seed);
      let at = 0;
      const inputs: PackagerInput[] = [{ kind: "videoConfig", rendition: "source", avcc: AVCC }];
      for (let i = 0; i < 400; i++) {
        at += random() < 0.02 ? random() * 9000 : random() * 120 - 10;
        const compositionMs = Math.round(random() * 200 - 50);
        const data = new Uint8Array(5);
        inputs.push({ kind: "videoFrame", rendition: "source", dtsMs: at, compositionMs, key: random() < 0.1, data });
      }
      const parts = partsOf(
        runPackager(options([{ rendition: "source", kind: "video", frameRate: random() < 0.5 ? 30 : null }]), inputs),
        "source",
      );
      expect(parts.every((part) => part.duration > 0 && part.duration <= PART_TARGET)).toBe(true);
      const lengths = Map.groupBy(parts, (part) => part.msn);
      for (const segment of lengths.values()) {
        expect(endOf(segment.at(-1)) - (segment[0]?.start ?? 0)).toBeLessThanOrEqual(SEGMENT_MAX + 1e-6);
      }
      const times = parts.map((part) => readFragment(part).decodeTime);
      expect(times.every((time, i) => i === 0 || time > (times[i - 1] ?? 0))).toBe(true);
    }
  });
});

const endOf = (part: { start: number; duration: number } | undefined): number =>
  part === undefined ? 0 : part.start + part.duration;
