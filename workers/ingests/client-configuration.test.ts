import * as v from "valibot";
import { expect, test } from "vitest";
import {
  type ConfigurationRequest,
  configurationRequestSchema,
  configurationSchema,
} from "#protocol/ingest/client-configuration.ts";
import { configurationFor } from "./client-configuration.ts";

const KEY = "rill_abcdefghijklmnopqrstuvwxyz012345";
const allowed = {
  key: KEY,
  servers: [{ name: "A", url: "rtmp://a.example/live", secureUrl: "rtmps://a.example:443/live" }],
  configId: "c-1",
} as const;

/** As OBS 31 sends it, much of it left out. */
const request = (width: number, height: number, fps: number, more: object = {}): ConfigurationRequest =>
  v.parse(configurationRequestSchema, {
    service: "IVS",
    schema_version: "2025-01-25",
    authentication: KEY,
    client: { name: "obs-studio", version: "31.0.0", supported_codecs: ["h264", "av1"] },
    capabilities: { gpu: null },
    preferences: {
      vod_track_audio: false,
      canvases: [
        { width, height, canvas_width: width, canvas_height: height, framerate: { numerator: fps, denominator: 1 } },
      ],
      ...more,
    },
  });

test("a streamer is told one track as large as the canvas, and where to send it", () => {
  const configuration = configurationFor(request(1920, 1080, 60), allowed);
  expect(configuration).toEqual({
    meta: { service: "IVS", schema_version: "2025-01-25", config_id: "c-1" },
    ingest_endpoints: [
      { protocol: "RTMP", url_template: "rtmp://a.example/live/{stream_key}", authentication: KEY },
      { protocol: "RTMPS", url_template: "rtmps://a.example:443/live/{stream_key}", authentication: KEY },
    ],
    encoder_configurations: [
      {
        type: "obs_x264",
        width: 1920,
        height: 1080,
        framerate: { numerator: 60, denominator: 1 },
        canvas_index: 0,
        gpu_scale_type: "OBS_SCALE_BICUBIC",
        colorspace: "VIDEO_CS_709",
        range: "VIDEO_RANGE_PARTIAL",
        format: "VIDEO_FORMAT_NV12",
        bitrate_interpolation_points: [3960, 4620, 5340, 6000],
        settings: { bitrate: 6000, rate_control: "CBR", keyint_sec: 2, profile: "high", preset: "veryfast", bf: 0 },
      },
    ],
    audio_configurations: {
      live: [{ codec: "aac", track_id: 0, channels: 2, settings: { bitrate: 160 } }],
      vod: [],
    },
  });
  expect(v.is(configurationSchema, configuration)).toBe(true);
});

test.each([
  [3840, 2160, 60, [1920, 1080, 60, 6000]],
  [3440, 1440, 30, [1920, 804, 30, 3000]],
  [1280, 720, 30, [1280, 720, 30, 3000]],
  [1280, 720, 144, [1280, 720, 60, 4500]],
  [1080, 1920, 30, [608, 1080, 30, 4500]],
  [640, 360, 30, [640, 360, 30, 800]],
])("a canvas of %i x %i at %i is sent as %j", (width, height, fps, [toWidth, toHeight, toFps, bitrate]) => {
  const [track] = configurationFor(request(width, height, fps), allowed).encoder_configurations;
  expect([track?.width, track?.height, track?.framerate.numerator, track?.settings.bitrate]).toEqual([
    toWidth,
    toHeight,
    toFps,
    bitrate,
  ]);
});

test("a streamer's own limit holds for picture and sound together, down to what can still be seen", () => {
  const bitrate = (most: number) =>
    configurationFor(request(1920, 1080, 60, { maximum_aggregate_bitrate: most }), allowed).encoder_configurations[0]
      ?.settings.bitrate;
  expect([bitrate(3160), bitrate(100_000), bitrate(200)]).toEqual([3000, 6000, 300]);
});

test("an older OBS names its picture without a list", () => {
  const older = v.parse(configurationRequestSchema, {
    schema_version: "2024-06-04",
    authentication: KEY,
    client: {},
    preferences: { width: 1280, height: 720, framerate: { numerator: 30, denominator: 1 } },
  });
  const { meta, encoder_configurations: tracks } = configurationFor(older, allowed);
  expect([meta.schema_version, tracks[0]?.height]).toEqual(["2024-06-04", 720]);
});

test("an encoder without H.264 is refused in words, with nothing to send", () => {
  const other = { ...request(1920, 1080, 60), client: { supported_codecs: ["av1"] } };
  expect(configurationFor(other, allowed)).toEqual({
    meta: { service: "IVS", schema_version: "2025-01-25", config_id: "c-1" },
    status: { result: "error", html_en_us: "Your encoder has no H.264, and Rill takes nothing else yet." },
    ingest_endpoints: [],
    encoder_configurations: [],
    audio_configurations: { live: [], vod: [] },
  });
});
