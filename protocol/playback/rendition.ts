/** A rendition of the ladder as the node declares it and the multivariant playlist names it. */
import * as v from "valibot";
import { renditionIdSchema } from "#protocol/ids.ts";

const codecsSchema = v.pipe(v.string(), v.maxLength(64), v.regex(/^[A-Za-z0-9.]+$/, "an RFC 6381 codec string"));

export const videoRenditionSchema = v.object({
  kind: v.literal("video"),
  id: renditionIdSchema,
  /** RFC 6381, e.g. `avc1.4d401f`. */
  codecs: codecsSchema,
  width: v.pipe(v.number(), v.integer(), v.minValue(16), v.maxValue(8192)),
  height: v.pipe(v.number(), v.integer(), v.minValue(16), v.maxValue(8192)),
  /** Frames per second, three decimals at most on the wire of a playlist. */
  frameRate: v.pipe(v.number(), v.minValue(1), v.maxValue(240)),
  /** Peak bits per second of this rendition alone; measured peaks replace it when they are higher. */
  bandwidth: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(200_000_000)),
});

export const audioRenditionSchema = v.object({
  kind: v.literal("audio"),
  id: renditionIdSchema,
  codecs: codecsSchema,
  channels: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(8)),
  sampleRate: v.pipe(v.number(), v.integer(), v.minValue(8000), v.maxValue(96_000)),
  bandwidth: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2_000_000)),
});

export const renditionSchema = v.variant("kind", [videoRenditionSchema, audioRenditionSchema]);

export type VideoRendition = Readonly<v.InferOutput<typeof videoRenditionSchema>>;
export type AudioRendition = Readonly<v.InferOutput<typeof audioRenditionSchema>>;
export type Rendition = VideoRendition | AudioRendition;

/** Renditions of one broadcast, at most: six video rungs and audio, with room for languages. */
export const MAX_RENDITIONS = 12;

export const ladderSchema = v.pipe(v.array(renditionSchema), v.minLength(1), v.maxLength(MAX_RENDITIONS));
export type Ladder = readonly Rendition[];
