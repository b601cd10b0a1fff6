import { expect, test } from "vitest";
import type { PackagerEvent } from "#media/packager/events.ts";
import type { Ladder } from "#protocol/playback/rendition.ts";
import { seconds } from "#protocol/units.ts";
import { StillSource, stillRendition } from "./still-source.ts";

const picture = (id: string, width: number, height: number): Ladder[number] => ({
  ...{ kind: "video", id, codecs: "avc1.4d401f", width, height, frameRate: 30, bandwidth: 1_000_000 },
});
const sound: Ladder[number] = {
  ...{ kind: "audio", id: "audio", codecs: "mp4a.40.2", channels: 2, sampleRate: 48_000, bandwidth: 128_000 },
};
const ladder = [picture("source", 1920, 1080), picture("480p30", 854, 480), picture("160p30", 284, 160), sound];

test.each([
  ["480p30", ladder],
  ["480p30", [picture("source", 1280, 720), picture("480p30", 480, 854), picture("360p30", 360, 640)]],
  ["source", [picture("source", 853, 479), picture("360p30", 640, 360), sound]],
  ["source", [picture("source", 1920, 1080), picture("160p30", 284, 160)]],
  ["source", [picture("source", 160, 90)]],
  [null, [sound]],
] as const)("of a ladder the smallest picture that is large enough is taken, else the largest: %s", (chosen, given) => {
  expect(stillRendition(given)).toBe(chosen);
});

const init = (rendition: string, version: number, byte: number): PackagerEvent => ({
  ...{ kind: "init", rendition, version, data: new Uint8Array([byte]) },
  track: { kind: "video", codecs: "avc1.4d401f", width: 2, height: 2 },
});
const part = (rendition: string, version: number, byte: number, independent: boolean): PackagerEvent => ({
  ...{ kind: "part", rendition, msn: 1, part: 0, init: version, start: seconds(10), duration: seconds(0.333) },
  ...{ independent, last: false, data: new Uint8Array([byte]) },
});

test("the newest key frame of the chosen rendition is kept behind its initialisation section, and used once", () => {
  const source = new StillSource();
  source.declare(ladder);
  const seen: (readonly number[] | null)[] = [];
  const add = (...events: readonly PackagerEvent[]): void => {
    for (const event of events) source.add(event);
    seen.push(source.newest === null ? null : [...source.newest]);
  };
  add(init("480p30", 4, 1), init("source", 5, 2), part("source", 5, 3, true));
  add(part("480p30", 4, 4, false));
  add(part("480p30", 4, 5, true), part("480p30", 4, 6, false));
  add(part("480p30", 4, 7, true));
  source.used();
  add(part("480p30", 4, 8, false));
  add(part("480p30", 9, 10, true));
  add(init("480p30", 9, 11), part("480p30", 9, 12, true));
  source.declare([picture("source", 1920, 1080)]);
  add();
  add(part("source", 5, 13, true));
  expect(seen).toEqual([null, null, [1, 5], [1, 7], null, null, [11, 12], null, [2, 13]]);
});
