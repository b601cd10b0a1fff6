/** Reads boxes for inspection and tests: names, places, and the fields of those that time and order fragments. Trusts nothing it reads. */
import { Fault } from "#protocol/errors.ts";

export type TrunSample = {
  readonly duration: number | null;
  readonly size: number | null;
  readonly flags: number | null;
  readonly compositionOffset: number | null;
};

/** What is read out of a box; null for boxes that are only named. */
export type BoxFields =
  | { readonly kind: "mfhd"; readonly sequence: number }
  | { readonly kind: "mdhd"; readonly timescale: number }
  | { readonly kind: "tfhd"; readonly trackId: number; readonly flags: number }
  | { readonly kind: "tfdt"; readonly decodeTime: number }
  | {
      readonly kind: "trun";
      readonly dataOffset: number | null;
      readonly sampleCount: number;
      /** Empty when the samples have no fields of their own. */
      readonly samples: readonly TrunSample[];
    };

export type Box = {
  readonly type: string;
  /** From the start of the bytes given. */
  readonly offset: number;
  /** With its header. */
  readonly size: number;
  readonly fields: BoxFields | null;
  readonly children: readonly Box[];
};

/** Bytes of a top-level box, at most: far above any segment's mdat. */
export const MAX_BOX_BYTES = 64 * 1024 * 1024;
/** Boxes within boxes, at most: an avcC lies 8 deep. */
export const MAX_BOX_DEPTH = 12;
/** Boxes in all, at most: a segment of 8 parts has about 70. */
export const MAX_BOXES = 10_000;

/** Boxes that hold boxes, and how many bytes of their content come first. */
const CONTAINERS: Readonly<Record<string, number>> = {
  moov: 0,
  trak: 0,
  mdia: 0,
  minf: 0,
  dinf: 0,
  stbl: 0,
  mvex: 0,
  edts: 0,
  udta: 0,
  moof: 0,
  traf: 0,
  dref: 8,
  stsd: 8,
  avc1: 78,
  mp4a: 28,
};

/** All boxes, in order. Throws a `bad_request` Fault on anything that does not add up. */
export function readBoxes(bytes: Uint8Array): Box[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return new BoxReader(view).level(0, bytes.byteLength, 0);
}

class BoxReader {
  readonly #view: DataView;
  #count = 0;

  constructor(view: DataView) {
    this.#view = view;
  }

  level(start: number, end: number, depth: number): Box[] {
    if (depth > MAX_BOX_DEPTH) throw new Fault("bad_request", `boxes nested deeper than ${MAX_BOX_DEPTH}`);
    const boxes: Box[] = [];
    for (let at = start; at < end; ) {
      const box = this.#box(at, end, depth);
      boxes.push(box);
      at += box.size;
    }
    return boxes;
  }

  #box(at: number, end: number, depth: number): Box {
    if (++this.#count > MAX_BOXES) throw new Fault("bad_request", `more than ${MAX_BOXES} boxes`);
    if (end - at < 8) throw new Fault("bad_request", `${end - at} bytes at ${at} are no box`);
    const type = this.#type(at + 4);
    let size = this.#view.getUint32(at);
    let header = 8;
    if (size === 1) {
      if (end - at < 16) throw new Fault("bad_request", `box ${type} at ${at} ends before its size`);
      size = this.#u64(at + 8);
      header = 16;
    } else if (size === 0 && depth === 0) {
      size = end - at; // 4.2: the last box may run to the end
    }
    if (size > MAX_BOX_BYTES) throw new Fault("bad_request", `box ${type} of ${size} bytes is over ${MAX_BOX_BYTES}`);
    if (size < header || size > end - at) {
      throw new Fault("bad_request", `box ${type} at ${at} claims ${size} bytes, ${end - at} are there`);
    }
    const first = CONTAINERS[type];
    const inner = at + header + (first ?? 0);
    if (first !== undefined && inner > at + size) throw new Fault("bad_request", `box ${type} at ${at} is too short`);
    return {
      type,
      offset: at,
      size,
      fields: readFields(this.#view, type, at + header, at + size),
      children: first === undefined ? [] : this.level(inner, at + size, depth + 1),
    };
  }

  #type(at: number): string {
    let type = "";
    for (let i = 0; i < 4; i++) {
      const code = this.#view.getUint8(at + i);
      type += code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : ".";
    }
    return type;
  }

  #u64(at: number): number {
    return this.#view.getUint32(at) * 2 ** 32 + this.#view.getUint32(at + 4);
  }
}

function readFields(view: DataView, type: string, at: number, end: number): BoxFields | null {
  const need = (bytes: number): void => {
    if (end - at < bytes) throw new Fault("bad_request", `box ${type} at ${at} is too short for its fields`);
  };
  switch (type) {
    case "mfhd":
      need(8);
      return { kind: "mfhd", sequence: view.getUint32(at + 4) };
    case "tfhd":
      need(8);
      return { kind: "tfhd", trackId: view.getUint32(at + 4), flags: view.getUint32(at) & 0xffffff };
    case "mdhd": {
      need(24);
      return { kind: "mdhd", timescale: view.getUint32(at + (view.getUint8(at) === 1 ? 20 : 12)) };
    }
    case "tfdt": {
      need(view.getUint8(at) === 1 ? 12 : 8);
      const low = view.getUint32(at + 4);
      const decodeTime = view.getUint8(at) === 1 ? low * 2 ** 32 + view.getUint32(at + 8) : low;
      return { kind: "tfdt", decodeTime };
    }
    case "trun":
      need(8);
      return readTrun(view, at, end);
    default:
      return null;
  }
}

/** 8.8.8. */
function readTrun(view: DataView, start: number, end: number): BoxFields {
  const version = view.getUint8(start);
  const flags = view.getUint32(start) & 0xffffff;
  const count = view.getUint32(start + 4);
  const lead = 8 + ((flags & 1) !== 0 ? 4 : 0) + ((flags & 4) !== 0 ? 4 : 0);
  const present = [0x100, 0x200, 0x400, 0x800].map((flag) => (flags & flag) !== 0);
  const each = present.filter(Boolean).length * 4;
  const room = end - start - lead;
  if (room < 0 || count * each > room) {
    throw new Fault("bad_request", `trun of ${count} samples does not fit its box`);
  }
  let at = start + lead;
  const next = (there: boolean | undefined, signed: boolean): number | null => {
    if (there !== true) return null;
    at += 4;
    return signed ? view.getInt32(at - 4) : view.getUint32(at - 4);
  };
  const samples: TrunSample[] = [];
  // Without fields of their own, samples cost no bytes: their count alone must not make us build them.
  for (let i = 0; each > 0 && i < count; i++) {
    samples.push({
      duration: next(present[0], false),
      size: next(present[1], false),
      flags: next(present[2], false),
      compositionOffset: next(present[3], version === 1),
    });
  }
  const dataOffset = (flags & 1) !== 0 ? view.getInt32(start + 8) : null;
  return { kind: "trun", dataOffset, sampleCount: count, samples };
}
