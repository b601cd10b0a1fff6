/** The FLV bytes that an encoder is fed: the preamble, and frames moved to the period clock. Pure. */
import { buildTag } from "#media/flv/tag.ts";
import type { SourceEvent, SourceVideo } from "./source.ts";

const VIDEO_KEY = 0x17;
const VIDEO_INTER = 0x27;
const AVC_CONFIG = 0;
const AVC_FRAME = 1;
const FLAG_AUDIO = 0x04;
const FLAG_VIDEO = 0x01;

/** FLV header whose flags say just what comes (ffmpeg waits for a track that is announced), and the AVC sequence header. */
export function encoderPreamble(avcc: Uint8Array, audio: boolean): Uint8Array {
  const header = [0x46, 0x4c, 0x56, 1, FLAG_VIDEO | (audio ? FLAG_AUDIO : 0), 0, 0, 0, 9, 0, 0, 0, 0];
  const config = buildTag({ kind: "video", timestampMs: 0, body: videoBody(VIDEO_KEY, AVC_CONFIG, 0, avcc) });
  const preamble = new Uint8Array(header.length + config.byteLength);
  preamble.set(header);
  preamble.set(config, header.length);
  return preamble;
}

/** A frame as an FLV tag at `atMs` on the period clock. */
export function rebasedTag(
  frame: SourceVideo | Extract<SourceEvent, { kind: "foreignAudio" }>,
  atMs: number,
): Uint8Array {
  if (frame.kind === "foreignAudio") return buildTag({ kind: "audio", timestampMs: atMs, body: frame.body });
  const body = videoBody(frame.key ? VIDEO_KEY : VIDEO_INTER, AVC_FRAME, frame.compositionMs, frame.data);
  return buildTag({ kind: "video", timestampMs: atMs, body });
}

/** VIDEODATA of AVC: frame type and codec, packet type, signed 24-bit composition time (Adobe FLV 10.1 E.4.3). */
function videoBody(type: number, packet: number, compositionMs: number, data: Uint8Array): Uint8Array {
  const body = new Uint8Array(5 + data.byteLength);
  body[0] = type;
  body[1] = packet;
  body[2] = (compositionMs >> 16) & 0xff;
  body[3] = (compositionMs >> 8) & 0xff;
  body[4] = compositionMs & 0xff;
  body.set(data, 5);
  return body;
}
