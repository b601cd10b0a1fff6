/** Bundles of made-up media for tests: every byte follows from its name, so that what comes back can be compared whole. Knows no encoder. */
import { type BundleHeader, encodeBundle, type InitEntry, type PartEntry } from "#protocol/ingest/bundle.ts";
import { MEDIA_START, PART_SPAN } from "#protocol/playback/constants.ts";
import type { Ladder } from "#protocol/playback/rendition.ts";

/** Two video rungs and audio. */
export const TEST_LADDER: Ladder = [
  { kind: "video", id: "720p", codecs: "avc1.4d401f", width: 1280, height: 720, frameRate: 30, bandwidth: 3_000_000 },
  { kind: "video", id: "360p", codecs: "avc1.4d401e", width: 640, height: 360, frameRate: 30, bandwidth: 800_000 },
  { kind: "audio", id: "audio", codecs: "mp4a.40.2", channels: 2, sampleRate: 48_000, bandwidth: 128_000 },
];

/** Parts of a segment: 6 of a third of a second make 2 s. */
export const PARTS_PER_SEGMENT = 6;
export const TEST_PART_BYTES = 200;

/** The bytes of a part: a readable name, repeated to the size. */
export function partBytes(rendition: string, msn: number, part: number, size = TEST_PART_BYTES): Uint8Array {
  const name = new TextEncoder().encode(`<${rendition} ${msn}.${part}>`);
  const bytes = new Uint8Array(size);
  bytes.set(name.subarray(0, size));
  for (let filled = name.byteLength; filled < size; filled *= 2) bytes.copyWithin(filled, 0, filled);
  return bytes;
}

export function initBytesOf(rendition: string, version: number): Uint8Array {
  return new TextEncoder().encode(`<init ${rendition} ${version}>`);
}

/** The bytes of a whole segment. */
export function segmentBytes(rendition: string, msn: number, parts = PARTS_PER_SEGMENT): Uint8Array {
  return joined(Array.from({ length: parts }, (_, part) => partBytes(rendition, msn, part)));
}

export function joined(chunks: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(chunks.flatMap((chunk) => [...chunk]));
}

/** Where a lease says to go on. */
export type Start = {
  readonly epoch: number;
  readonly nextSeq: number;
  readonly nextMsn: number;
  readonly mediaEnd: number;
  readonly nextInit: number;
};

export type MadeBundle = { readonly seq: number; readonly header: BundleHeader; readonly frame: Uint8Array };

/** Makes a publisher's bundles one after the other, one part interval each. */
export class BundleMaker {
  readonly #start: Start;
  readonly #ladder: Ladder;
  readonly #partSize: number;
  #made = 0;

  constructor(start: Start, ladder: Ladder = TEST_LADDER, partSize = TEST_PART_BYTES) {
    this.#start = start;
    this.#ladder = ladder;
    this.#partSize = partSize;
  }

  /** The next bundle; the first declares the ladder and carries the initialisation sections. */
  next(): MadeBundle {
    const { epoch, nextSeq, nextMsn, nextInit } = this.#start;
    const index = this.#made++;
    const isFirst = index === 0;
    const msn = nextMsn + Math.floor(index / PARTS_PER_SEGMENT);
    const chunks: Uint8Array[] = [];
    let offset = 0;
    const lay = (bytes: Uint8Array): { offset: number; size: number } => {
      const at = { offset, size: bytes.byteLength };
      chunks.push(bytes);
      offset += bytes.byteLength;
      return at;
    };
    const inits: InitEntry[] = isFirst
      ? this.#ladder.map(({ id }) => ({ rendition: id, version: nextInit, ...lay(initBytesOf(id, nextInit)) }))
      : [];
    const parts: PartEntry[] = this.#ladder.map(({ id }) => this.#part(id, msn, index, lay));
    const header: BundleHeader = {
      seq: nextSeq + index,
      epoch,
      ...(isFirst ? { ladder: [...this.#ladder] } : {}),
      ...(isFirst && nextMsn > 0 ? { discontinuity: nextMsn } : {}),
      inits,
      parts,
    };
    return { seq: header.seq, header, frame: encodeBundle(header, chunks) };
  }

  /** The next so many bundles. */
  take(count: number): MadeBundle[] {
    return Array.from({ length: count }, () => this.next());
  }

  #part(
    rendition: string,
    msn: number,
    index: number,
    lay: (bytes: Uint8Array) => { offset: number; size: number },
  ): PartEntry {
    const part = index % PARTS_PER_SEGMENT;
    const begin = Math.max(this.#start.mediaEnd, MEDIA_START);
    return {
      rendition,
      msn,
      part,
      init: this.#start.nextInit,
      start: begin + index * PART_SPAN,
      duration: PART_SPAN,
      independent: part === 0 || rendition === "audio",
      last: part === PARTS_PER_SEGMENT - 1,
      ...lay(partBytes(rendition, msn, part, this.#partSize)),
    };
  }
}
