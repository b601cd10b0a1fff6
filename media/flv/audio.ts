/** Reads the body of an FLV audio tag: legacy AAC (annex E.4.2) and Enhanced RTMP. Copies nothing; does not look inside frames. */
import { byteAt, fourcc } from "./fields.ts";

export type FlvAudio =
  | { readonly kind: "config"; readonly asc: Uint8Array }
  | { readonly kind: "frame"; readonly data: Uint8Array }
  | { readonly kind: "ignored" }
  | { readonly kind: "unsupported"; readonly codec: string };

const AAC = 10;
/** Enhanced RTMP reuses the reserved sound format 9 for its extended header. */
const ENHANCED = 9;
/** SoundFormat values (E.4.2.1). */
const LEGACY_CODECS: Readonly<Record<number, string>> = {
  0: "pcm",
  1: "adpcm",
  2: "mp3",
  3: "pcm",
  4: "nellymoser",
  5: "nellymoser",
  6: "nellymoser",
  7: "g711-a",
  8: "g711-mu",
  11: "speex",
  14: "mp3",
};

/** Enhanced RTMP audio packet types; 4 is the multichannel configuration, which the AudioSpecificConfig says as well. */
const PACKET = { sequenceStart: 0, codedFrames: 1, sequenceEnd: 2, multichannelConfig: 4 } as const;

/** Throws a `bad_request` Fault on a body that ends before its own header does. */
export function parseAudio(body: Uint8Array): FlvAudio {
  const first = byteAt(body, 0);
  const format = first >> 4;
  if (format === ENHANCED) return parseEnhanced(body, first & 0x0f);
  if (format !== AAC) return { kind: "unsupported", codec: LEGACY_CODECS[format] ?? `flv-audio-${format}` };
  const packetType = byteAt(body, 1);
  const data = body.subarray(2);
  if (packetType === 0) return { kind: "config", asc: data };
  // Some encoders send empty frames while muted; there is nothing to decode in them.
  return packetType === 1 && data.byteLength > 0 ? { kind: "frame", data } : { kind: "ignored" };
}

function parseEnhanced(body: Uint8Array, packetType: number): FlvAudio {
  if (packetType > PACKET.multichannelConfig) return { kind: "unsupported", codec: `enhanced-audio-${packetType}` };
  const codec = fourcc(body, 1);
  if (codec !== "mp4a") return { kind: "unsupported", codec };
  const data = body.subarray(5);
  if (packetType === PACKET.sequenceStart) return { kind: "config", asc: data };
  return packetType === PACKET.codedFrames && data.byteLength > 0 ? { kind: "frame", data } : { kind: "ignored" };
}
