/** The multivariant playlist as text: one audio group, one variant a video rendition, best first. Knows the ladder, not the timeline. */
import type { AudioRendition, Ladder, VideoRendition } from "#protocol/playback/rendition.ts";
import { quoted, renderTag } from "./tags.ts";

/** Bits per second of one rendition as measured over its segments. */
export type MeasuredBandwidth = { readonly peak: number; readonly average: number };

/** What a person sees of an audio rendition. `language` is an RFC 5646 tag. */
export type AudioLabel = { readonly name?: string; readonly language?: string };

export type MultivariantInput = {
  readonly ladder: Ladder;
  /** Measured figures by rendition; a declared peak stands until a measured one is higher. */
  readonly bandwidths?: Readonly<Record<string, MeasuredBandwidth>>;
  readonly labels?: Readonly<Record<string, AudioLabel>>;
  /** Path of a rendition's media playlist, relative to the multivariant playlist. */
  readonly mediaPath: (rendition: string) => string;
};

/** The same number as in the media playlists; none of these tags needs more. */
const VERSION = 9;
const GROUP = "audio";

export function renderMultivariant(input: MultivariantInput): string {
  const audio = input.ladder.filter((rendition) => rendition.kind === "audio");
  const video = input.ladder.filter((rendition) => rendition.kind === "video").sort(bestFirst);
  const lines = ["#EXTM3U", `#EXT-X-VERSION:${VERSION}`, "#EXT-X-INDEPENDENT-SEGMENTS"];
  for (const [index, rendition] of audio.entries()) lines.push(audioLine(input, rendition, index));
  const [mainAudio] = audio;
  for (const rendition of video) {
    lines.push(videoLine(input, rendition, audio), input.mediaPath(rendition.id));
  }
  if (mainAudio !== undefined) lines.push(audioOnlyLine(input, audio), input.mediaPath(mainAudio.id));
  return `${lines.join("\n")}\n`;
}

const bestFirst = (a: VideoRendition, b: VideoRendition): number =>
  b.width * b.height - a.width * a.height || b.bandwidth - a.bandwidth;

function audioLine(input: MultivariantInput, rendition: AudioRendition, index: number): string {
  const label = input.labels?.[rendition.id];
  return renderTag("EXT-X-MEDIA", {
    TYPE: "AUDIO",
    "GROUP-ID": quoted(GROUP),
    NAME: quoted(label?.name ?? (index === 0 ? "Audio" : `Audio ${index + 1}`)),
    LANGUAGE: label?.language === undefined ? null : quoted(label.language),
    DEFAULT: index === 0 ? "YES" : "NO",
    AUTOSELECT: "YES",
    CHANNELS: quoted(String(rendition.channels)),
    URI: quoted(input.mediaPath(rendition.id)),
  });
}

function videoLine(input: MultivariantInput, rendition: VideoRendition, audio: readonly AudioRendition[]): string {
  return renderTag("EXT-X-STREAM-INF", {
    BANDWIDTH: String(peakOf(input, rendition) + highest(audio, (one) => peakOf(input, one))),
    "AVERAGE-BANDWIDTH": String(averageOf(input, rendition) + highest(audio, (one) => averageOf(input, one))),
    CODECS: quoted(codecs([rendition, ...audio])),
    RESOLUTION: `${rendition.width}x${rendition.height}`,
    "FRAME-RATE": rendition.frameRate.toFixed(3),
    AUDIO: audio.length === 0 ? null : quoted(GROUP),
  });
}

function audioOnlyLine(input: MultivariantInput, audio: readonly AudioRendition[]): string {
  return renderTag("EXT-X-STREAM-INF", {
    BANDWIDTH: String(highest(audio, (one) => peakOf(input, one))),
    "AVERAGE-BANDWIDTH": String(highest(audio, (one) => averageOf(input, one))),
    CODECS: quoted(codecs(audio)),
    AUDIO: quoted(GROUP),
  });
}

/** Every format of every rendition that the variant may play, once (RFC 8216bis 6.2.4). */
const codecs = (renditions: Ladder): string => [...new Set(renditions.map((one) => one.codecs))].join(",");

const highest = (audio: readonly AudioRendition[], of: (one: AudioRendition) => number): number =>
  audio.reduce((most, one) => Math.max(most, of(one)), 0);

const measuredOf = (input: MultivariantInput, rendition: { readonly id: string }): MeasuredBandwidth | undefined =>
  input.bandwidths !== undefined && Object.hasOwn(input.bandwidths, rendition.id)
    ? input.bandwidths[rendition.id]
    : undefined;

const peakOf = (input: MultivariantInput, rendition: Ladder[number]): number =>
  Math.ceil(Math.max(rendition.bandwidth, measuredOf(input, rendition)?.peak ?? 0));

/** The declared peak stands in until there is a measured average. */
const averageOf = (input: MultivariantInput, rendition: Ladder[number]): number =>
  Math.ceil(measuredOf(input, rendition)?.average ?? rendition.bandwidth);
