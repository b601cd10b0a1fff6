import { describe, expect, it } from "vitest";
import { encodeAmf0 } from "./amf0.ts";
import { parseMetadata } from "./metadata.ts";

const NOTHING = {
  width: null,
  height: null,
  frameRate: null,
  videoBitrate: null,
  audioBitrate: null,
  audioSampleRate: null,
  audioChannels: null,
  hasVideo: null,
  hasAudio: null,
  encoder: null,
};

describe("onMetaData", () => {
  const obs = {
    duration: 0,
    width: 1920,
    height: 1080,
    videocodecid: 7,
    videodatarate: 6000,
    framerate: 60,
    audiocodecid: 10,
    audiodatarate: 160,
    audiosamplerate: 48000,
    audiosamplesize: 16,
    audiochannels: 2,
    stereo: true,
    encoder: "obs-output module (libobs version 30.2.3)",
  };
  const read = {
    width: 1920,
    height: 1080,
    frameRate: 60,
    videoBitrate: 6_000_000,
    audioBitrate: 160_000,
    audioSampleRate: 48000,
    audioChannels: 2,
    hasVideo: true,
    hasAudio: true,
    encoder: "obs-output module (libobs version 30.2.3)",
  };

  it("is read by itself and behind @setDataFrame", () => {
    expect(parseMetadata(encodeAmf0("onMetaData", obs))).toEqual(read);
    expect(parseMetadata(encodeAmf0("@setDataFrame", "onMetaData", obs))).toEqual(read);
  });

  it("without an audio codec says that there is none, and without any says nothing", () => {
    expect(parseMetadata(encodeAmf0("onMetaData", { videocodecid: "avc1" }))).toEqual({
      ...NOTHING,
      hasVideo: true,
      hasAudio: false,
    });
    expect(parseMetadata(encodeAmf0("onMetaData", {}))).toEqual(NOTHING);
  });

  it("takes channels from the stereo flag when there is no count", () => {
    expect(parseMetadata(encodeAmf0("onMetaData", { stereo: false }))?.audioChannels).toBe(1);
    expect(parseMetadata(encodeAmf0("onMetaData", { stereo: true }))?.audioChannels).toBe(2);
  });

  it("has no value that makes no sense", () => {
    const nonsense = {
      width: -1,
      height: 1e9,
      framerate: Number.NaN,
      videodatarate: Number.POSITIVE_INFINITY,
      audiodatarate: "160",
      audiosamplerate: 44100.5,
      audiochannels: 0,
      stereo: "yes",
      encoder: "   ",
    };
    expect(parseMetadata(encodeAmf0("onMetaData", nonsense))).toEqual(NOTHING);
  });

  it("is null when it is something else or cannot be read", () => {
    expect(parseMetadata(encodeAmf0("onCuePoint", obs))).toBe(null);
    expect(parseMetadata(encodeAmf0("onMetaData", 5))).toBe(null);
    expect(parseMetadata(encodeAmf0("onMetaData", [obs]))).toBe(null);
    expect(parseMetadata(new Uint8Array([2, 0, 9, 1]))).toBe(null);
    expect(parseMetadata(new Uint8Array())).toBe(null);
  });
});
