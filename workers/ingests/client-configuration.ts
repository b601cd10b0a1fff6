/**
 * How OBS should encode for us, when it asks: one track. The ladder is made here, by the transcoder, so a second track would cost the streamer's
 * line and change nothing. Pure.
 */
import type { Canvas, Configuration, ConfigurationRequest, Encoder } from "#protocol/ingest/client-configuration.ts";
import type { Server } from "#protocol/ingest/servers.ts";
import { keyTemplate } from "./ingests.ts";

/** The largest picture and most frames that are taken: more is scaled down by viewers' players anyway. */
const MAX_HEIGHT = 1080;
const MAX_WIDTH = 1920;
const MAX_FRAME_RATE = 60;
/** Kbit/s of sound. */
const AUDIO_KBPS = 160;
/** Kbit/s of the picture by its height, at up to 30 frames a second and above: what x264 needs at `veryfast`. */
const BITRATES = [
  { height: 1080, slow: 4500, fast: 6000 },
  { height: 720, slow: 3000, fast: 4500 },
  { height: 480, slow: 1500, fast: 2000 },
  { height: 0, slow: 800, fast: 1000 },
] as const;
/** Kbit/s below which a picture is not worth the name. */
const MIN_VIDEO_KBPS = 300;
/** OBS lowers the bitrate along these shares of it; the last is the whole. */
const STEPS = [0.66, 0.77, 0.89, 1] as const;
/** Our segments are as long; see the README's word on OBS. */
const KEY_FRAME_SECONDS = 2;

const SERVICE = "IVS";

export type Allowed = {
  readonly key: string;
  readonly servers: readonly [Server, ...Server[]];
  readonly configId: string;
};

export function configurationFor(request: ConfigurationRequest, { key, servers, configId }: Allowed): Configuration {
  const { preferences, client } = request;
  if (!client.supported_codecs.includes("h264")) {
    return refusal(request.schema_version, configId, "Your encoder has no H.264, and Rill takes nothing else yet.");
  }
  const canvas = "canvases" in preferences ? preferences.canvases[0] : preferences;
  if (canvas === undefined)
    return refusal(request.schema_version, configId, "Your streaming program named no picture.");
  const [server] = servers;
  const secure = server.secureUrl === undefined ? [] : [endpoint("RTMPS", server.secureUrl, key)];
  return {
    meta: { service: SERVICE, schema_version: request.schema_version, config_id: configId },
    ingest_endpoints: [endpoint("RTMP", server.url, key), ...secure],
    encoder_configurations: [encoderFor(canvas, preferences.maximum_aggregate_bitrate ?? null)],
    audio_configurations: {
      live: [{ codec: "aac", track_id: 0, channels: 2, settings: { bitrate: AUDIO_KBPS } }],
      vod: [],
    },
  };
}

/** OBS shows the sentence and does not go live. It comes with HTTP 200: OBS shows other statuses as a failure of the network. */
export const refusal = (schemaVersion: string, configId: string, sentence: string): Configuration => ({
  meta: { service: SERVICE, schema_version: schemaVersion, config_id: configId },
  status: { result: "error", html_en_us: sentence },
  ingest_endpoints: [],
  encoder_configurations: [],
  audio_configurations: { live: [], vod: [] },
});

const endpoint = (protocol: "RTMP" | "RTMPS", url: string, key: string) => ({
  protocol,
  url_template: keyTemplate(url),
  authentication: key,
});

function encoderFor(canvas: Canvas, mostKbps: number | null): Encoder {
  const shrink = Math.min(1, MAX_HEIGHT / canvas.height, MAX_WIDTH / canvas.width);
  const [width, height] = [even(canvas.width * shrink), even(canvas.height * shrink)];
  const { numerator, denominator } = canvas.framerate;
  const isTooFast = numerator / denominator > MAX_FRAME_RATE;
  const framerate = isTooFast ? { numerator: MAX_FRAME_RATE, denominator: 1 } : { numerator, denominator };
  const isFast = framerate.numerator / framerate.denominator > 30.5;
  const row = BITRATES.find((one) => height >= one.height) ?? BITRATES[3];
  const wanted = isFast ? row.fast : row.slow;
  const bitrate = Math.max(
    MIN_VIDEO_KBPS,
    Math.min(wanted, Math.floor((mostKbps ?? wanted + AUDIO_KBPS) - AUDIO_KBPS)),
  );
  return {
    // Every OBS has it; the names of the others depend on the machine, and OBS refuses one that it does not know.
    type: "obs_x264",
    width,
    height,
    framerate,
    canvas_index: 0,
    gpu_scale_type: "OBS_SCALE_BICUBIC",
    colorspace: "VIDEO_CS_709",
    range: "VIDEO_RANGE_PARTIAL",
    format: "VIDEO_FORMAT_NV12",
    bitrate_interpolation_points: STEPS.map((share) => Math.round(bitrate * share)),
    settings: {
      bitrate,
      rate_control: "CBR",
      keyint_sec: KEY_FRAME_SECONDS,
      profile: "high",
      preset: "veryfast",
      bf: 0,
    },
  };
}

/** H.264's samples of colour are two wide and two high. */
const even = (pixels: number): number => 2 * Math.round(pixels / 2);
