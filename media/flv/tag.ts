/** FLV tags: their shape and how they are written (Adobe FLV 10.1, annex E). Knows nothing of what the bodies mean. */

export type FlvTag = {
  readonly kind: "audio" | "video" | "script";
  /** Unsigned 32-bit milliseconds, as on the wire: it wraps. */
  readonly timestampMs: number;
  readonly body: Uint8Array;
};

export const TAG_TYPE = { audio: 8, video: 9, script: 18 } as const;

/** Type, 24-bit size, 24+8-bit timestamp, stream id. */
export const TAG_HEADER_BYTES = 11;
/** The PreviousTagSize field behind each tag. */
export const TAG_TRAILER_BYTES = 4;

/** Bytes of a tag's body, at most: an intra frame of 100 Mbit/s video is below 2 MiB, and a reader holds one tag. */
export const MAX_TAG_BYTES = 8 * 1024 * 1024;

/** File header (E.2: version 1, audio and video present, 9 bytes long) and PreviousTagSize0. */
export const FLV_HEADER: Uint8Array = new Uint8Array([0x46, 0x4c, 0x56, 1, 5, 0, 0, 0, 9, 0, 0, 0, 0]);

/** The whole tag with the PreviousTagSize that follows it (E.3, E.4.1). */
export function buildTag(tag: FlvTag): Uint8Array {
  const size = tag.body.byteLength;
  const bytes = new Uint8Array(TAG_HEADER_BYTES + size + TAG_TRAILER_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, TAG_TYPE[tag.kind] * 0x1000000 + size);
  const time = tag.timestampMs >>> 0;
  // The low 24 bits come first, then the high 8; the stream id (3 bytes) stays 0.
  view.setUint32(4, (((time & 0xffffff) << 8) | (time >>> 24)) >>> 0);
  bytes.set(tag.body, TAG_HEADER_BYTES);
  view.setUint32(TAG_HEADER_BYTES + size, TAG_HEADER_BYTES + size);
  return bytes;
}
