/**
 * What OBS asks before it goes live with "multitrack video", and what it is answered: `POST /api/v3/GetClientConfiguration`. The names are OBS's
 * (obs-studio, frontend/utility/models/multitrack-video.hpp).
 */
import * as v from "valibot";

/** Bytes of the request, at most: OBS sends 2 KB, more with many graphics cards. */
export const MAX_CONFIGURATION_BYTES = 64 * 1024;

const side = v.pipe(v.number(), v.integer(), v.minValue(16), v.maxValue(16_384));
const positive = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000));
const framerateSchema = v.object({ numerator: positive, denominator: positive });
export const canvasSchema = v.object({ width: side, height: side, framerate: framerateSchema });
export type Canvas = Readonly<v.InferOutput<typeof canvasSchema>>;

const preferences = {
  maximum_aggregate_bitrate: v.nullish(v.pipe(v.number(), v.minValue(1))),
};

export const configurationRequestSchema = v.object({
  schema_version: v.optional(v.pipe(v.string(), v.regex(/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/)), "2025-01-25"),
  /** The stream key, perhaps with flags after a question mark. Never logged. */
  authentication: v.pipe(v.string(), v.maxLength(512)),
  client: v.object({ supported_codecs: v.optional(v.pipe(v.array(v.string()), v.maxLength(20)), ["h264"]) }),
  /** Since 2025-01-25 a list of canvases; before, one picture. */
  preferences: v.union([
    v.object({ ...preferences, canvases: v.pipe(v.array(canvasSchema), v.minLength(1), v.maxLength(10)) }),
    v.object({ ...preferences, ...canvasSchema.entries }),
  ]),
});
export type ConfigurationRequest = v.InferOutput<typeof configurationRequestSchema>;

export const encoderSchema = v.object({
  type: v.string(),
  ...canvasSchema.entries,
  canvas_index: v.number(),
  gpu_scale_type: v.string(),
  colorspace: v.string(),
  range: v.string(),
  format: v.string(),
  bitrate_interpolation_points: v.array(v.number()),
  settings: v.object({
    bitrate: v.number(),
    rate_control: v.string(),
    keyint_sec: v.number(),
    profile: v.string(),
    preset: v.string(),
    bf: v.number(),
  }),
});
export type Encoder = v.InferOutput<typeof encoderSchema>;

const audioSchema = v.object({
  codec: v.string(),
  track_id: v.number(),
  channels: v.number(),
  settings: v.object({ bitrate: v.number() }),
});

/** Without `status` OBS goes live as told; with one it says it to the streamer and does not. */
export const configurationSchema = v.object({
  meta: v.object({ service: v.string(), schema_version: v.string(), config_id: v.string() }),
  status: v.optional(v.object({ result: v.literal("error"), html_en_us: v.string() })),
  ingest_endpoints: v.array(v.object({ protocol: v.string(), url_template: v.string(), authentication: v.string() })),
  encoder_configurations: v.array(encoderSchema),
  audio_configurations: v.object({ live: v.array(audioSchema), vod: v.array(audioSchema) }),
});
export type Configuration = v.InferOutput<typeof configurationSchema>;
