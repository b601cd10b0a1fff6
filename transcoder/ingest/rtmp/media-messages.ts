/** Turns media, data and aggregate messages into FLV tags. Pure; bodies are views of the message, never copies, and are not looked into. */
import type { FlvTag } from "#media/flv/tag.ts";
import { Fault } from "#protocol/errors.ts";
import { MESSAGE, type RtmpMessage, readU24 } from "./messages.ts";

/** The AMF0 string that encoders put before metadata: type 2, length 13, the text. */
const SET_DATA_FRAME = Uint8Array.from([2, 0, 13, ...new TextEncoder().encode("@setDataFrame")]);
/** Type, 24-bit size, 24+8-bit timestamp, stream id: an FLV tag's header inside an aggregate (RTMP 1.0, 7.1.6). */
const SUB_MESSAGE_HEADER_BYTES = 11;
/** The back pointer behind each of them. */
const BACK_POINTER_BYTES = 4;

const TAG_KINDS: ReadonlyMap<number, FlvTag["kind"]> = new Map([
  [MESSAGE.audio, "audio"],
  [MESSAGE.video, "video"],
  [MESSAGE.data, "script"],
  [MESSAGE.dataAmf3, "script"],
]);

/** The tags of a message: one, or those of an aggregate, or none when it is not media or has no body. */
export function tagsOf(message: RtmpMessage, maxAggregateTags: number): FlvTag[] {
  if (message.type === MESSAGE.aggregate) return splitAggregate(message, maxAggregateTags);
  const tag = buildTag(message.type, message.timestamp, message.payload);
  return tag === null ? [] : [tag];
}

export function isMedia(type: number): boolean {
  return type === MESSAGE.aggregate || TAG_KINDS.has(type);
}

function buildTag(type: number, timestampMs: number, payload: Uint8Array): FlvTag | null {
  const kind = TAG_KINDS.get(type);
  const body = kind === "script" ? scriptBody(type, payload) : payload;
  // Some encoders send empty audio messages as a keep-alive.
  return kind === undefined || body.byteLength === 0 ? null : { kind, timestampMs, body };
}

/** Cuts what RTMP puts before the script data of a tag: the format byte of the AMF3 form and `@setDataFrame`. */
function scriptBody(type: number, payload: Uint8Array): Uint8Array {
  const body = type === MESSAGE.dataAmf3 ? payload.subarray(1) : payload;
  return SET_DATA_FRAME.every((byte, at) => body[at] === byte) ? body.subarray(SET_DATA_FRAME.byteLength) : body;
}

/** The first tag takes the aggregate's time and the others keep their distance to it (RTMP 1.0, 7.1.6). */
function splitAggregate(message: RtmpMessage, maxTags: number): FlvTag[] {
  const { payload } = message;
  const tags: FlvTag[] = [];
  let shift: number | null = null;
  let count = 0;
  for (let at = 0; at < payload.byteLength; ) {
    if (++count > maxTags) throw new Fault("too_large", `aggregate: more than ${maxTags} tags`);
    const body = at + SUB_MESSAGE_HEADER_BYTES;
    const end = body + readU24(payload, at + 1);
    if (end > payload.byteLength) throw new Fault("bad_request", "aggregate: a tag runs past the message");
    const time = (((payload[at + 7] ?? 0) << 24) | readU24(payload, at + 4)) >>> 0;
    shift ??= message.timestamp - time;
    const tag = buildTag(payload[at] ?? 0, (time + shift) >>> 0, payload.subarray(body, end));
    if (tag !== null) tags.push(tag);
    // The last back pointer may be missing.
    at = end + BACK_POINTER_BYTES;
  }
  return tags;
}
