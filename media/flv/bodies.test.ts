import { describe, expect, it } from "vitest";
import { Fault } from "#protocol/errors.ts";
import { parseAudio } from "./audio.ts";
import { TimestampUnwrapper } from "./timestamp.ts";
import { parseVideo } from "./video.ts";

const fourcc = (text: string): number[] => [...text].map((character) => character.charCodeAt(0));
const video = (...body: number[]) => parseVideo(Uint8Array.from(body));
const audio = (...body: number[]) => parseAudio(Uint8Array.from(body));
const bytes = (...values: number[]) => Uint8Array.from(values);

describe("a video body", () => {
  it("of legacy AVC is a configuration, a frame or the end", () => {
    expect(video(0x17, 0, 0, 0, 0, 1, 77)).toEqual({ kind: "config", avcc: bytes(1, 77) });
    expect(video(0x17, 1, 0, 0, 66, 5)).toEqual({ kind: "frame", key: true, compositionMs: 66, data: bytes(5) });
    expect(video(0x27, 1, 0xff, 0xff, 0xdf, 6)).toEqual({
      kind: "frame",
      key: false,
      compositionMs: -33,
      data: bytes(6),
    });
    expect(video(0x17, 2, 0, 0, 0)).toEqual({ kind: "end" });
  });

  it("of Enhanced RTMP with avc1 is the same", () => {
    expect(video(0x90, ...fourcc("avc1"), 1, 77)).toEqual({ kind: "config", avcc: bytes(1, 77) });
    expect(video(0x91, ...fourcc("avc1"), 0xff, 0xff, 0xff, 5)).toEqual({
      kind: "frame",
      key: true,
      compositionMs: -1,
      data: bytes(5),
    });
    expect(video(0xa3, ...fourcc("avc1"), 5)).toEqual({ kind: "frame", key: false, compositionMs: 0, data: bytes(5) });
    expect(video(0x92, ...fourcc("avc1"))).toEqual({ kind: "end" });
    expect(video(0x94, ...fourcc("avc1"), 2, 0)).toEqual({ kind: "ignored" });
  });

  it("of another codec says which", () => {
    expect(video(0x90, ...fourcc("hvc1"), 1)).toEqual({ kind: "unsupported", codec: "hvc1" });
    expect(video(0xa1, ...fourcc("av01"), 1)).toEqual({ kind: "unsupported", codec: "av01" });
    expect(video(0x93, 0x76, 0, 0x30, 0x39, 1)).toEqual({ kind: "unsupported", codec: "v.09" });
    expect(video(0x1c, 1, 0, 0, 0)).toEqual({ kind: "unsupported", codec: "hevc" });
    expect(video(0x1d, 1, 0, 0, 0)).toEqual({ kind: "unsupported", codec: "flv-video-13" });
    expect(video(0x96, 0)).toEqual({ kind: "unsupported", codec: "enhanced-video-6" });
  });

  it("without a picture is ignored", () => {
    expect(video(0x57, 0)).toEqual({ kind: "ignored" });
    expect(video(0x27, 1, 0, 0, 0)).toEqual({ kind: "ignored" });
    expect(video(0xd1, ...fourcc("avc1"), 0, 0, 0)).toEqual({ kind: "ignored" });
  });

  it("that ends before its header does is a fault", () => {
    for (const body of [[], [0x17], [0x17, 1, 0, 0], [0x90, 0x61], [0x91, ...fourcc("avc1"), 0]]) {
      expect(() => video(...body)).toThrow(Fault);
    }
  });
});

describe("an audio body", () => {
  it("of legacy AAC is a configuration or a frame", () => {
    expect(audio(0xaf, 0, 0x11, 0x90)).toEqual({ kind: "config", asc: bytes(0x11, 0x90) });
    expect(audio(0xaf, 1, 0x21, 0x10)).toEqual({ kind: "frame", data: bytes(0x21, 0x10) });
    expect(audio(0xaf, 1)).toEqual({ kind: "ignored" });
  });

  it("of Enhanced RTMP with mp4a is the same", () => {
    expect(audio(0x90, ...fourcc("mp4a"), 0x11, 0x90)).toEqual({ kind: "config", asc: bytes(0x11, 0x90) });
    expect(audio(0x91, ...fourcc("mp4a"), 0x21)).toEqual({ kind: "frame", data: bytes(0x21) });
    expect(audio(0x92, ...fourcc("mp4a"))).toEqual({ kind: "ignored" });
    expect(audio(0x94, ...fourcc("mp4a"), 1, 2)).toEqual({ kind: "ignored" });
  });

  it("of another codec says which", () => {
    expect(audio(0x2f, 0)).toEqual({ kind: "unsupported", codec: "mp3" });
    expect(audio(0x91, ...fourcc("Opus"), 1)).toEqual({ kind: "unsupported", codec: "Opus" });
    expect(audio(0x95, 0)).toEqual({ kind: "unsupported", codec: "enhanced-audio-5" });
  });

  it("that ends before its header does is a fault", () => {
    for (const body of [[], [0xaf], [0x90, 0x6d, 0x70]]) expect(() => audio(...body)).toThrow(Fault);
  });
});

describe("a timestamp", () => {
  it("goes on past the 32-bit wrap, and back over it", () => {
    const clock = new TimestampUnwrapper();
    const stamps = [0xfffffff0, 0xfffffff8, 5, 0xfffffffe, 10, 40];
    expect(stamps.map((stamp) => clock.unwrap(stamp))).toEqual(
      [-16, -8, 5, -2, 10, 40].map((offset) => 2 ** 32 + offset),
    );
  });

  it("may step back below the first", () => {
    const clock = new TimestampUnwrapper();
    expect([3, 0xffffffff, 8].map((stamp) => clock.unwrap(stamp))).toEqual([3, -1, 8]);
  });

  it("follows the wrap each time", () => {
    const clock = new TimestampUnwrapper();
    let last = 0;
    for (let i = 0; i < 20; i++) last = clock.unwrap((i * 0x20000000) >>> 0);
    expect(last).toBe(19 * 0x20000000);
  });
});
