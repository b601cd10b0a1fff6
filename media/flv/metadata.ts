/** Reads onMetaData, what a publisher says of its stream. Nothing in it is trusted: a value that makes no sense becomes null. */
import { Fault } from "#protocol/errors.ts";
import { type BitsPerSecond, bitsPerSecond } from "#protocol/units.ts";
import { type AmfObject, type AmfValue, decodeAmf0 } from "./amf0.ts";

export type Metadata = {
  readonly width: number | null;
  readonly height: number | null;
  readonly frameRate: number | null;
  readonly videoBitrate: BitsPerSecond | null;
  readonly audioBitrate: BitsPerSecond | null;
  /** Hertz. */
  readonly audioSampleRate: number | null;
  readonly audioChannels: number | null;
  /** Whether a video or audio codec is named; null when neither is, which says nothing. */
  readonly hasVideo: boolean | null;
  readonly hasAudio: boolean | null;
  readonly encoder: string | null;
};

/** Characters of the encoder's name that are kept; it is shown in the studio. */
const MAX_ENCODER_LENGTH = 128;

/** Body of a script tag; null when it is not onMetaData (by itself or behind @setDataFrame) or cannot be read. */
export function parseMetadata(scriptBody: Uint8Array): Metadata | null {
  const values = decodeOrNull(scriptBody);
  if (values === null) return null;
  const at = values[0] === "@setDataFrame" ? 1 : 0;
  const object = values[at + 1];
  if (values[at] !== "onMetaData" || !isObject(object)) return null;
  const video = object["videocodecid"] !== undefined;
  const audio = object["audiocodecid"] !== undefined;
  return {
    width: whole(object["width"], 16, 8192),
    height: whole(object["height"], 16, 8192),
    frameRate: within(object["framerate"] ?? object["videoframerate"], 1, 240),
    videoBitrate: kilobits(object["videodatarate"], 200_000),
    audioBitrate: kilobits(object["audiodatarate"], 2000),
    audioSampleRate: whole(object["audiosamplerate"], 8000, 96_000),
    audioChannels: whole(object["audiochannels"], 1, 8) ?? channelsOf(object["stereo"]),
    hasVideo: video || audio ? video : null,
    hasAudio: video || audio ? audio : null,
    encoder: encoderOf(object["encoder"]),
  };
}

function decodeOrNull(body: Uint8Array): AmfValue[] | null {
  try {
    return decodeAmf0(body);
  } catch (cause) {
    // A publisher with odd metadata still has pictures: what cannot be read is as good as absent.
    if (cause instanceof Fault) return null;
    throw cause;
  }
}

const isObject = (value: AmfValue): value is AmfObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A finite number within bounds. */
function within(value: AmfValue, least: number, most: number): number | null {
  return typeof value === "number" && value >= least && value <= most ? value : null;
}

function whole(value: AmfValue, least: number, most: number): number | null {
  const number = within(value, least, most);
  return number !== null && Number.isInteger(number) ? number : null;
}

/** Data rates are in kilobits a second. */
function kilobits(value: AmfValue, most: number): BitsPerSecond | null {
  const rate = within(value, 1, most);
  return rate === null ? null : bitsPerSecond(Math.round(rate * 1000));
}

function channelsOf(stereo: AmfValue): number | null {
  if (typeof stereo !== "boolean") return null;
  return stereo ? 2 : 1;
}

function encoderOf(value: AmfValue): string | null {
  if (typeof value !== "string") return null;
  const name = value.trim().slice(0, MAX_ENCODER_LENGTH);
  return name === "" ? null : name;
}
