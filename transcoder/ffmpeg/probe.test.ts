import { describe, expect, it } from "vitest";
import { type FfmpegListings, judgeFfmpeg, missingFfmpeg } from "./probe.ts";

const GOOD: FfmpegListings = {
  version: "ffmpeg version 5.1.9-0+deb12u1 Copyright (c) 2000-2026 the FFmpeg developers\nbuilt with gcc 12",
  encoders: [
    " V....D libx264              libx264 H.264 / AVC / MPEG-4 AVC / MPEG-4 part 10 (codec h264)",
    " V....D h264_nvenc           NVIDIA NVENC H.264 encoder (codec h264)",
    " A....D aac                  AAC (Advanced Audio Coding)",
  ].join("\n"),
  muxers: "  E  flv             FLV (Flash Video)",
  demuxers: " D   flv             FLV (Flash Video)\n D   live_flv        live RTMP FLV (Flash Video)",
};
const versioned = (version: string): FfmpegListings => ({ ...GOOD, version: `ffmpeg version ${version} Copyright` });

describe("judgeFfmpeg", () => {
  it.each(["5.1.9-0+deb12u1", "5.1", "6.0", "7.1.1-static", "n8.0", "N-118123-gabcdef", "2026-01-01-git-abc"])(
    "takes %s",
    (version) => {
      expect(judgeFfmpeg("/usr/bin/ffmpeg", versioned(version))).toEqual({
        outcome: "found",
        path: "/usr/bin/ffmpeg",
        version,
        nvenc: true,
      });
    },
  );

  it.each(["4.4.2-0ubuntu0.22.04.1", "5.0.3", "n4.4"])("refuses %s as too old", (version) => {
    const sentence = `"ffmpeg" is ffmpeg ${version}, and 5.1 or newer is needed.`;
    expect(judgeFfmpeg("ffmpeg", versioned(version))).toEqual({ outcome: "unusable", sentence });
  });

  it("names everything that a build lacks", () => {
    const bare = {
      ...GOOD,
      encoders: " V....D libx264rgb   libx264rgb H.264",
      muxers: "",
      demuxers: " D   live_flv  x",
    };
    expect(judgeFfmpeg("ffmpeg", bare)).toEqual({
      outcome: "unusable",
      sentence:
        '"ffmpeg" (ffmpeg 5.1.9-0+deb12u1) was built without the libx264 encoder and the aac encoder and the flv muxer and the flv demuxer.',
    });
  });

  it("knows that NVENC is not compiled in", () => {
    const plain = { ...GOOD, encoders: GOOD.encoders.replace("h264_nvenc", "h264_v4l2m2m") };
    expect(judgeFfmpeg("ffmpeg", plain)).toMatchObject({ outcome: "found", nvenc: false });
  });

  it("refuses a program that is not ffmpeg", () => {
    const sentence = '"true" is not ffmpeg.';
    expect(judgeFfmpeg("true", { ...GOOD, version: "" })).toEqual({ outcome: "unusable", sentence });
  });
});

describe("missingFfmpeg", () => {
  it("says what to do", () => {
    const fault = (code: string): Error => Object.assign(new Error("spawn x"), { code });
    expect(missingFfmpeg("x", fault("ENOENT"))).toBe(
      'No ffmpeg at "x": install ffmpeg 5.1 or newer (Debian and Ubuntu: apt install ffmpeg), or name one in FFMPEG_PATH.',
    );
    expect(missingFfmpeg("x", fault("EACCES"))).toBe('"x" may not be run: FFMPEG_PATH must name an executable ffmpeg.');
    expect(missingFfmpeg("x", new Error("it broke\nbadly"))).toBe('"x" did not run: it broke.');
  });
});
