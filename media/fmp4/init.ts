/**
 * Initialisation sections: ftyp and moov of one track (ISO/IEC 14496-12; CMAF header, ISO/IEC 23000-19 7.3.1). No edit list: times in
 * fragments are the presentation's own.
 */
import { ascii, box, fullBox, type Piece, u16, u24, u32, zeros } from "./box.ts";

/** Ticks a second of every video track. */
export const VIDEO_TIMESCALE = 90_000;
/** Each initialisation section has one track. */
export const TRACK_ID = 1;

export type VideoInit = { readonly avcc: Uint8Array; readonly width: number; readonly height: number };
/** `sampleRate` is the timescale as well. */
export type AudioInit = { readonly asc: Uint8Array; readonly sampleRate: number; readonly channels: number };

export function videoInit({ avcc, width, height }: VideoInit): Uint8Array {
  const entry = box(
    "avc1", // 14496-15 5.4.2.1 over 14496-12 12.1.3
    [...zeros(6), ...u16(1)], // reserved, data_reference_index
    zeros(16),
    [...u16(width), ...u16(height)],
    [...u32(0x00480000), ...u32(0x00480000)], // 72 dpi
    [...u32(0), ...u16(1)], // reserved, frame_count
    zeros(32), // compressorname
    [...u16(24), ...u16(0xffff)], // depth, pre_defined
    box("avcC", avcc), // 14496-15 5.3.4
  );
  return header({
    handler: "vide",
    timescale: VIDEO_TIMESCALE,
    volume: 0,
    width,
    height,
    mediaHeader: fullBox("vmhd", 0, 1, zeros(8)), // 12.1.2
    entry,
  });
}

export function audioInit({ asc, sampleRate, channels }: AudioInit): Uint8Array {
  const entry = box(
    "mp4a", // 14496-14 6.7.2 over 14496-12 12.2.3
    [...zeros(6), ...u16(1)], // reserved, data_reference_index
    zeros(8),
    [...u16(channels), ...u16(16), ...u32(0)], // channelcount, samplesize, pre_defined
    u32(sampleRate * 0x10000), // 16.16; rates above 65535 keep their low bits, and the configuration decides
    fullBox("esds", 0, 0, elementaryStream(asc)),
  );
  return header({
    handler: "soun",
    timescale: sampleRate,
    volume: 0x0100,
    width: 0,
    height: 0,
    mediaHeader: fullBox("smhd", 0, 0, zeros(4)), // 12.2.2
    entry,
  });
}

type Track = {
  readonly handler: "vide" | "soun";
  readonly timescale: number;
  readonly volume: number;
  readonly width: number;
  readonly height: number;
  readonly mediaHeader: Uint8Array;
  readonly entry: Uint8Array;
};

/** Unity of a video transformation matrix (6.2.2). */
const MATRIX = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000].flatMap(u32);

function header(track: Track): Uint8Array {
  const ftyp = box("ftyp", ascii("iso6"), u32(0), ascii("iso6cmfcmp41")); // 4.3
  const moov = box(
    "moov", // 8.2.1
    fullBox(
      "mvhd", // 8.2.2
      0,
      0,
      [...u32(0), ...u32(0), ...u32(track.timescale), ...u32(0)], // created, modified, timescale, duration
      [...u32(0x10000), ...u16(0x0100), ...zeros(10)], // rate, volume, reserved
      MATRIX,
      zeros(24),
      u32(TRACK_ID + 1), // next_track_ID
    ),
    box("trak", trackHeader(track), media(track)), // 8.3.1
    box("mvex", trackExtends()), // 8.8.1
  );
  return concat(ftyp, moov);
}

/** 8.3.2; flags: enabled, in movie. */
const trackHeader = (track: Track): Uint8Array =>
  fullBox(
    "tkhd",
    0,
    3,
    [...u32(0), ...u32(0), ...u32(TRACK_ID), ...u32(0), ...u32(0)], // created, modified, track, reserved, duration
    zeros(8),
    [...u16(0), ...u16(0), ...u16(track.volume), ...u16(0)], // layer, alternate_group, volume, reserved
    MATRIX,
    [...u32(track.width * 0x10000), ...u32(track.height * 0x10000)],
  );

function media(track: Track): Uint8Array {
  const name = track.handler === "vide" ? "VideoHandler" : "SoundHandler";
  return box(
    "mdia", // 8.4.1
    fullBox("mdhd", 0, 0, [...u32(0), ...u32(0), ...u32(track.timescale), ...u32(0), ...u16(0x55c4), ...u16(0)]), // 8.4.2, language und
    fullBox("hdlr", 0, 0, u32(0), ascii(track.handler), zeros(12), [...ascii(name), 0]), // 8.4.3
    box(
      "minf", // 8.4.4
      track.mediaHeader,
      box("dinf", fullBox("dref", 0, 0, u32(1), fullBox("url ", 0, 1))), // 8.7.1, 8.7.2: the data is in this file
      box(
        "stbl", // 8.5.1; the samples are in fragments, so the tables are empty
        fullBox("stsd", 0, 0, u32(1), track.entry), // 8.5.2
        fullBox("stts", 0, 0, u32(0)), // 8.6.1.2
        fullBox("stsc", 0, 0, u32(0)), // 8.7.4
        fullBox("stsz", 0, 0, u32(0), u32(0)), // 8.7.3.2
        fullBox("stco", 0, 0, u32(0)), // 8.7.5
      ),
    ),
  );
}

/** 8.8.3: sample description 1; durations, sizes and flags are written per sample. */
const trackExtends = (): Uint8Array =>
  fullBox("trex", 0, 0, [...u32(TRACK_ID), ...u32(1), ...u32(0), ...u32(0), ...u32(0)]);

/** ES_Descriptor (14496-1 7.2.6.5) as 14496-14 3.1.2 wants it: ES id 0 would do, 1 is the track's. */
function elementaryStream(asc: Uint8Array): number[] {
  const specific = descriptor(5, asc); // DecoderSpecificInfo
  const decoder = descriptor(4, [0x40, 0x15, ...u24(0), ...u32(0), ...u32(0), ...specific]); // AAC, audio stream, buffer, peak, average
  return descriptor(3, [...u16(TRACK_ID), 0, ...decoder, ...descriptor(6, [2])]); // SLConfigDescriptor: predefined, MP4
}

/** Tag and expandable size (14496-1 8.3.3), always in four bytes. */
const descriptor = (tag: number, content: Piece): number[] => [
  tag,
  0x80 | ((content.length >>> 21) & 0x7f),
  0x80 | ((content.length >>> 14) & 0x7f),
  0x80 | ((content.length >>> 7) & 0x7f),
  content.length & 0x7f,
  ...content,
];

function concat(first: Uint8Array, second: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(first.byteLength + second.byteLength);
  bytes.set(first);
  bytes.set(second, first.byteLength);
  return bytes;
}
