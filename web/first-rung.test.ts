import { expect, test } from "vitest";
import { renderMultivariant } from "#media/playlist/multivariant.ts";
import type { Ladder } from "#protocol/playback/rendition.ts";
import { firstRung, initOf } from "./first-rung.ts";

const video = (id: string, width: number, height: number, bandwidth: number): Ladder[number] => ({
  ...{ kind: "video", id, codecs: "avc1.4d401e", width, height, frameRate: 30, bandwidth },
});
const sound: Ladder[number] = {
  ...{ kind: "audio", id: "audio", codecs: "mp4a.40.2", channels: 2, sampleRate: 48_000, bandwidth: 160_000 },
};
const ladder = [
  sound,
  video("source", 1920, 1080, 6_000_000),
  video("720p", 1280, 720, 2_840_000),
  video("480p", 854, 480, 1_240_000),
];
const render = (of: Ladder) =>
  renderMultivariant({ ladder: of, mediaPath: (rendition) => `42/${rendition}/media.m3u8` });
const picture = (bandwidth: number, width: number) => firstRung(render(ladder), bandwidth, width)?.picture;

test("the first rung takes half of the known bandwidth at most", () => {
  // With its sound, 720p takes 3 Mb/s.
  expect([5_999_999, 6_000_000, 40_000_000].map((bandwidth) => picture(bandwidth, 1920))).toEqual([
    "42/480p/media.m3u8",
    "42/720p/media.m3u8",
    "42/source/media.m3u8",
  ]);
});

test("it is no larger than the window shows", () => {
  expect([854, 855, 1280, 1281].map((width) => picture(40_000_000, width))).toEqual([
    "42/480p/media.m3u8",
    "42/720p/media.m3u8",
    "42/720p/media.m3u8",
    "42/source/media.m3u8",
  ]);
});

test("where none fits it is the least, and where there is no picture there is none", () => {
  expect(firstRung(render(ladder), 100_000, 320)).toEqual({
    picture: "42/480p/media.m3u8",
    sound: "42/audio/media.m3u8",
  });
  expect(firstRung(render(ladder.slice(1)), 100_000, 320)?.sound).toBeNull();
  expect([firstRung(render([sound]), 4_000_000, 1280), firstRung("no playlist", 4_000_000, 1280)]).toEqual([
    null,
    null,
  ]);
});

test("the init is the one of the newest segments", () => {
  expect(initOf('#EXT-X-MAP:URI="init-0.mp4"\n#EXTINF:2,\n30.m4s\n#EXT-X-MAP:URI="init-1.mp4"\n')).toBe("init-1.mp4");
  expect(initOf("#EXTM3U\n")).toBeNull();
});
