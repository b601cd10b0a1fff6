/** Reads the body of an FLV video tag: legacy AVC (annex E.4.3) and Enhanced RTMP. Copies nothing; does not look inside frames. */
import { byteAt, fourcc, signed24 } from "./fields.ts";

export type FlvVideo =
  | { readonly kind: "config"; readonly avcc: Uint8Array }
  | {
      readonly kind: "frame";
      readonly key: boolean;
      /** Presentation minus decode time, signed 24 bit. */
      readonly compositionMs: number;
      /** Length-prefixed NAL units. */
      readonly data: Uint8Array;
    }
  | { readonly kind: "end" }
  | { readonly kind: "ignored" }
  | { readonly kind: "unsupported"; readonly codec: string };

/** FrameType 1 is a key frame, 5 carries no picture but a command for the player (E.4.3.1). */
const KEY_FRAME = 1;
const COMMAND_FRAME = 5;

const LEGACY_AVC = 7;
/** CodecID values (E.4.3.1; 12 is the widespread unofficial HEVC). */
const LEGACY_CODECS: Readonly<Record<number, string>> = {
  2: "h263",
  3: "screen",
  4: "vp6",
  5: "vp6a",
  6: "screen2",
  12: "hevc",
};

/** Enhanced RTMP video packet types. */
const PACKET = { sequenceStart: 0, codedFrames: 1, sequenceEnd: 2, codedFramesX: 3, metadata: 4 } as const;

/** Throws a `bad_request` Fault on a body that ends before its own header does. */
export function parseVideo(body: Uint8Array): FlvVideo {
  const first = byteAt(body, 0);
  return (first & 0x80) !== 0 ? parseEnhanced(body, first) : parseLegacy(body, first);
}

function parseLegacy(body: Uint8Array, first: number): FlvVideo {
  const frameType = first >> 4;
  if (frameType === COMMAND_FRAME) return { kind: "ignored" };
  const codec = first & 0x0f;
  if (codec !== LEGACY_AVC) return { kind: "unsupported", codec: LEGACY_CODECS[codec] ?? `flv-video-${codec}` };
  const packetType = byteAt(body, 1);
  if (packetType === 2) return { kind: "end" };
  const compositionMs = signed24(body, 2);
  const data = body.subarray(5);
  if (packetType === 0) return { kind: "config", avcc: data };
  return packetType === 1 ? frame(frameType, compositionMs, data) : { kind: "ignored" };
}

function parseEnhanced(body: Uint8Array, first: number): FlvVideo {
  const frameType = (first >> 4) & 7;
  const packetType = first & 0x0f;
  if (packetType === PACKET.metadata) return { kind: "ignored" };
  // Multitrack and ModEx (5 and up) change what follows; they are not advertised in `connect`.
  if (packetType > PACKET.metadata) return { kind: "unsupported", codec: `enhanced-video-${packetType}` };
  const codec = fourcc(body, 1);
  if (codec !== "avc1") return { kind: "unsupported", codec };
  if (packetType === PACKET.sequenceEnd) return { kind: "end" };
  if (packetType === PACKET.sequenceStart) return { kind: "config", avcc: body.subarray(5) };
  if (frameType === COMMAND_FRAME) return { kind: "ignored" };
  if (packetType === PACKET.codedFramesX) return frame(frameType, 0, body.subarray(5));
  return frame(frameType, signed24(body, 5), body.subarray(8));
}

/** A frame without data is nothing to decode. */
function frame(frameType: number, compositionMs: number, data: Uint8Array): FlvVideo {
  if (data.byteLength === 0) return { kind: "ignored" };
  return { kind: "frame", key: frameType === KEY_FRAME, compositionMs, data };
}
