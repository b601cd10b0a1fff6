/** The ladder as a table: which rungs exist, and the size, rate and bandwidth each gets from a given source. Pure; knows no ffmpeg and no node. */
import { assert } from "#protocol/assert.ts";
import { PART_SPAN } from "#protocol/playback/constants.ts";
import { type BitsPerSecond, bitsPerSecond } from "#protocol/units.ts";

export type Source = {
  readonly width: number;
  readonly height: number;
  /** Frames per second. */
  readonly frameRate: number;
  /** What the publisher sends for the picture, or null while unknown. */
  readonly bitrate: BitsPerSecond | null;
  /** Codec and GOP allow the publisher's own frames to reach viewers untouched. */
  readonly passthrough: boolean;
  /** Null when the publisher sends no sound. */
  readonly audio: { readonly bitrate: BitsPerSecond | null; readonly passthrough: boolean } | null;
};

export type VideoRung = {
  readonly kind: "video";
  readonly id: string;
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
  /** Every `step`-th frame of the source is kept: 1 all, 2 half the rate. */
  readonly step: number;
  /** What the encoder aims at and never exceeds for longer than VBV_SECONDS. */
  readonly bitrate: BitsPerSecond;
  /** Peak over a segment, container included: the rendition's `bandwidth`. */
  readonly bandwidth: BitsPerSecond;
  /** The publisher's own frames; costs no encoder. */
  readonly passthrough: boolean;
};

export type AudioRung = {
  readonly kind: "audio";
  readonly id: string;
  readonly bitrate: BitsPerSecond;
  readonly bandwidth: BitsPerSecond;
  readonly passthrough: boolean;
};

/** Best first; the first is a picture, and sound, when there is any, comes last. */
export type Rung = VideoRung | AudioRung;

export type TableRung = {
  readonly id: string;
  /** Length of the picture's shorter side: what people call its height. */
  readonly shortSide: number;
  /** The rate that the rung comes nearest to by dropping whole frames of a fast source. */
  readonly nominalRate: number;
  readonly bitrate: number;
};

export const SOURCE_ID = "source";
export const AUDIO_ID = "audio";

/** The rungs below the source, largest first. Of two rungs of one size a ladder holds one: the smoother, if it fits. */
export const RUNG_TABLE: readonly TableRung[] = [
  { id: "720p60", shortSide: 720, nominalRate: 60, bitrate: 3_500_000 },
  { id: "720p30", shortSide: 720, nominalRate: 30, bitrate: 2_500_000 },
  { id: "480p30", shortSide: 480, nominalRate: 30, bitrate: 1_200_000 },
  { id: "360p30", shortSide: 360, nominalRate: 30, bitrate: 700_000 },
  { id: "160p30", shortSide: 160, nominalRate: 30, bitrate: 250_000 },
];

/** Sources of this rate or more are halved (or thirded, ...) for 30 fps rungs; slower ones keep their own rate. */
export const FAST_FRAME_RATE = 48;

/** A rung's shorter side is at most this share of the source's: a 480p rung under a 500-line source would cost and give nothing. */
export const MAX_SIZE_SHARE = 0.9;

/** A rung's bitrate is at most this share of the next better one's, so that a step down always helps a starving player. */
export const MAX_BITRATE_SHARE = 0.75;

/** Length of the encoder's rate buffer, seconds: short, so that the peak of a segment stays near the bitrate. */
export const VBV_SECONDS = 0.5;

/** Sound that the node encodes itself: AAC-LC, 48 kHz stereo. */
export const AUDIO_BITRATE = bitsPerSecond(128_000);

/** Shortest segment that the peak is promised for, seconds: a full one. */
const PEAK_SPAN_SECONDS = 2;
/** Peak of a publisher's own stream over its average: constant-bitrate encoders stay below, and measured peaks replace it. */
const PASSTHROUGH_PEAK = 1.35;
/** Peak of AAC over its average, passed through or encoded: its bit reservoir is a few frames deep. */
const AUDIO_PEAK = 1.1;
/** moof, mfhd, traf, tfhd, tfdt, trun and mdat headers of one part, bytes (ISO/IEC 14496-12). */
const PART_OVERHEAD_BYTES = 140;
/** Duration, size, flags and composition offset of one sample in a trun, bytes. */
const SAMPLE_OVERHEAD_BYTES = 16;
/** AAC frames a second at 48 kHz: 1024 samples each. */
const AAC_FRAME_RATE = 48_000 / 1024;
/** Anchor of the source's own bitrate: 720p30 at the table's bitrate ... */
const REFERENCE_PIXEL_RATE = 1280 * 720 * 30;
const REFERENCE_BITRATE = 2_500_000;
/** ... and the growth with pixels a second: twice the pixels need about 1.5 times the bits (1080p60: 6.2 Mbit/s). */
const BITRATE_EXPONENT = 0.6;
/** Smallest side that 4:2:0 video and the rendition schema take. */
const MIN_SIDE = 16;

const even = (value: number): number => Math.max(MIN_SIDE, Math.round(value / 2) * 2);
const evenDown = (value: number): number => Math.max(MIN_SIDE, Math.floor(value / 2) * 2);
const shortSideOf = (source: Source): number => Math.min(source.width, source.height);

/** Frames of the source per frame of the rung. */
export function stepOf(sourceRate: number, nominalRate: number): number {
  return sourceRate < FAST_FRAME_RATE ? 1 : Math.max(1, Math.round(sourceRate / nominalRate));
}

/** The table's rungs that are smaller than the source in size and not above it in rate, largest first. */
export function rungsBelow(source: Source, maxShortSide: number = shortSideOf(source)): readonly TableRung[] {
  assert(source.width > 0 && source.height > 0, "a source has a size");
  assert(source.frameRate > 0, "a source has a frame rate");
  return RUNG_TABLE.filter(
    (rung) =>
      rung.shortSide <= maxShortSide * MAX_SIZE_SHARE &&
      (rung.nominalRate <= 30 || source.frameRate >= FAST_FRAME_RATE),
  );
}

/** A table rung as this source fills it: the source's shape, even sides, whole frame steps, bitrate below the better rung's. */
export function videoRung(rung: TableRung, source: Source, better: BitsPerSecond): VideoRung {
  const scale = rung.shortSide / shortSideOf(source);
  const step = stepOf(source.frameRate, rung.nominalRate);
  const frameRate = source.frameRate / step;
  const bitrate = bitsPerSecond(Math.round(Math.min(rung.bitrate, better * MAX_BITRATE_SHARE)));
  return {
    kind: "video",
    id: rung.id,
    width: even(source.width * scale),
    height: even(source.height * scale),
    frameRate,
    step,
    bitrate,
    bandwidth: encodedBandwidth(bitrate, frameRate),
    passthrough: false,
  };
}

/** The publisher's own frames. */
export function passthroughRung(source: Source): VideoRung {
  const bitrate = source.bitrate ?? bitrateForPixels(source.width * source.height * source.frameRate);
  return {
    kind: "video",
    id: SOURCE_ID,
    width: source.width,
    height: source.height,
    frameRate: source.frameRate,
    step: 1,
    bitrate,
    bandwidth: bitsPerSecond(Math.round(bitrate * PASSTHROUGH_PEAK + overhead(source.frameRate))),
    passthrough: true,
  };
}

/** The source at its own size and rate, encoded by the node; `table` names a smaller size and perhaps a lower rate instead. */
export function encodedSourceRung(source: Source, table: TableRung | null): VideoRung {
  if (table !== null) {
    const better = bitsPerSecond((source.bitrate ?? Number.POSITIVE_INFINITY) / MAX_BITRATE_SHARE);
    return { ...videoRung(table, source, better), id: SOURCE_ID };
  }
  const wanted = bitrateForPixels(source.width * source.height * source.frameRate);
  const bitrate = bitsPerSecond(Math.min(wanted, source.bitrate ?? wanted));
  return {
    kind: "video",
    id: SOURCE_ID,
    width: evenDown(source.width),
    height: evenDown(source.height),
    frameRate: source.frameRate,
    step: 1,
    bitrate,
    bandwidth: encodedBandwidth(bitrate, source.frameRate),
    passthrough: false,
  };
}

export function audioRung(audio: NonNullable<Source["audio"]>): AudioRung {
  const bitrate = audio.passthrough ? (audio.bitrate ?? AUDIO_BITRATE) : AUDIO_BITRATE;
  return {
    kind: "audio",
    id: AUDIO_ID,
    bitrate,
    bandwidth: bitsPerSecond(Math.round(bitrate * AUDIO_PEAK + overhead(AAC_FRAME_RATE))),
    passthrough: audio.passthrough,
  };
}

function bitrateForPixels(pixelRate: number): BitsPerSecond {
  return bitsPerSecond(Math.round(REFERENCE_BITRATE * (pixelRate / REFERENCE_PIXEL_RATE) ** BITRATE_EXPONENT));
}

/** A full rate buffer can empty within the span on top of the steady rate. */
function encodedBandwidth(bitrate: BitsPerSecond, frameRate: number): BitsPerSecond {
  return bitsPerSecond(Math.round(bitrate * (1 + VBV_SECONDS / PEAK_SPAN_SECONDS) + overhead(frameRate)));
}

/** Bits a second that CMAF adds. */
function overhead(samplesPerSecond: number): number {
  return 8 * (PART_OVERHEAD_BYTES / PART_SPAN + SAMPLE_OVERHEAD_BYTES * samplesPerSecond);
}
