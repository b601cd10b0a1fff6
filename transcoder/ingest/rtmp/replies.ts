/** The messages that the server sends: protocol control, user control and command answers. Pure; knows no session. */
import { encodeAmf0 } from "#media/flv/amf0.ts";
import { MESSAGE, type OutgoingMessage } from "./messages.ts";

/** Bytes that we ask the client to acknowledge, and offer it as its bandwidth; what Adobe's server says. */
const WINDOW_BYTES = 5_000_000;
/** Set peer bandwidth, limit type dynamic (RTMP 1.0, 5.4.5). */
const DYNAMIC = 2;
/** Bytes of our chunks: every answer fits into one. */
const CHUNK_BYTES = 65_536;
/** User control event types (RTMP 1.0, 7.1.7). */
const STREAM_BEGIN = 0;
export const PING_REQUEST = 6;
const PING_RESPONSE = 7;
/** The message stream that `createStream` names. A connection has one: it publishes once. */
export const STREAM_ID = 1;

/** What Enhanced RTMP v2 lets us announce: the codecs that we handle, none of the extensions. */
const CAPABILITIES = { fourCcList: ["avc1", "mp4a"], capsEx: 0 };

export type StatusLevel = "status" | "error";

/** The answer to `connect`: flow control first, as encoders expect it. */
export function connectReply(transactionId: number): OutgoingMessage[] {
  return [
    control(MESSAGE.windowSize, u32(WINDOW_BYTES)),
    control(MESSAGE.peerBandwidth, Uint8Array.from([...u32(WINDOW_BYTES), DYNAMIC])),
    control(MESSAGE.setChunkSize, u32(CHUNK_BYTES)),
    command(
      3,
      0,
      encodeAmf0(
        "_result",
        transactionId,
        { fmsVer: "FMS/3,5,7,7009", capabilities: 31, mode: 1, ...CAPABILITIES },
        { level: "status", code: "NetConnection.Connect.Success", description: "Connected.", objectEncoding: 0 },
      ),
    ),
  ];
}

export function acknowledgement(sequenceNumber: number): OutgoingMessage {
  return control(MESSAGE.acknowledgement, u32(sequenceNumber));
}

export function streamBegin(streamId: number): OutgoingMessage {
  return control(MESSAGE.userControl, Uint8Array.from([0, STREAM_BEGIN, ...u32(streamId)]));
}

/** Answers a ping with its own four bytes. */
export function pingResponse(stamp: Uint8Array): OutgoingMessage {
  return control(MESSAGE.userControl, Uint8Array.from([0, PING_RESPONSE, ...stamp]));
}

/** `_result` with a null object and, where the command has one, a value. */
export function result(transactionId: number, value?: number): OutgoingMessage {
  return command(3, 0, encodeAmf0("_result", transactionId, null, value));
}

export function callFailed(transactionId: number): OutgoingMessage {
  const information = {
    level: "error",
    code: "NetConnection.Call.Failed",
    description: "This server has no such method.",
  };
  return command(3, 0, encodeAmf0("_error", transactionId, null, information));
}

/** `onStatus` of a stream (RTMP 1.0, 7.2.2). */
export function status(streamId: number, level: StatusLevel, code: string, description: string): OutgoingMessage {
  return command(5, streamId, encodeAmf0("onStatus", 0, null, { level, code, description }));
}

/** What Flash Media Live Encoder and its relatives wait for after `FCPublish`. */
export function onFCPublish(): OutgoingMessage {
  return command(
    3,
    0,
    encodeAmf0("onFCPublish", 0, null, { code: "NetStream.Publish.Start", description: "Publishing." }),
  );
}

function command(chunkStreamId: number, streamId: number, payload: Uint8Array): OutgoingMessage {
  return { type: MESSAGE.command, chunkStreamId, streamId, timestamp: 0, payload };
}

/** Protocol and user control go on chunk stream 2 and message stream 0 (RTMP 1.0, 5.4). */
function control(type: number, payload: Uint8Array): OutgoingMessage {
  return { type, chunkStreamId: 2, streamId: 0, timestamp: 0, payload };
}

function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}
