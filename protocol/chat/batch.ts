/**
 * The frame by which events travel: binary, encoded once for all sockets. It names its first and last event and the one before it, so that
 * whoever misses one knows. Pure; compression is the caller's.
 *
 *     frame = u8 flag | payload        flag 0: UTF-8 JSON; 1: the same, raw DEFLATE (RFC 1951)
 *     JSON  = [previous, first, last, [event, ...]]
 */
import * as v from "valibot";
import { Fault } from "../errors.ts";
import { type ChatEvent, decodeEvent, encodeEvent, seqSchema, wireEventSchema } from "./event.ts";
import { COMPRESS_FROM_BYTES, MAX_BATCH_EVENTS } from "./limits.ts";

export const BATCH_PLAIN = 0;
export const BATCH_DEFLATED = 1;

export type Batch = {
  /** Number of the event before the first; what a receiver's newest must be, or it missed something. */
  readonly previous: number;
  readonly first: number;
  readonly last: number;
  readonly events: readonly ChatEvent[];
};

const batchSchema = v.tuple([
  seqSchema,
  seqSchema,
  seqSchema,
  v.pipe(v.array(v.unknown()), v.minLength(1), v.maxLength(MAX_BATCH_EVENTS)),
]);

/** A batch whose events are as they stand on the wire: what passes it on need not understand them. */
export type WireBatch = Omit<Batch, "events"> & { readonly events: readonly unknown[] };

/** `deflate` answers raw DEFLATE; null leaves every batch plain. */
export function encodeBatch(batch: Batch, deflate: ((bytes: Uint8Array) => Uint8Array) | null): Uint8Array {
  return encodeWireBatch({ ...batch, events: batch.events.map(encodeEvent) }, deflate);
}

export function encodeWireBatch(
  { previous, first, last, events }: WireBatch,
  deflate: ((bytes: Uint8Array) => Uint8Array) | null,
): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify([previous, first, last, events]));
  const small = json.byteLength < COMPRESS_FROM_BYTES;
  const payload = small || deflate === null ? json : deflate(json);
  const frame = new Uint8Array(1 + payload.byteLength);
  frame[0] = payload === json ? BATCH_PLAIN : BATCH_DEFLATED;
  frame.set(payload, 1);
  return frame;
}

/** Whether `readBatch` needs the payload inflated first. */
export const isDeflated = (frame: Uint8Array): boolean => frame[0] === BATCH_DEFLATED;

/** The JSON of a plain frame, or of one whose payload was inflated. */
export function readWireBatch(json: Uint8Array): WireBatch {
  const parsed = v.safeParse(batchSchema, parseJson(json));
  if (!parsed.success) throw new Fault("bad_request", "this is not a batch of chat events");
  const [previous, first, last, events] = parsed.output;
  return { previous, first, last, events };
}

/** The same with its events read. An event that this side does not know is left out. */
export function readBatch(json: Uint8Array): Batch {
  const batch = readWireBatch(json);
  return { ...batch, events: readEvents(batch.events) };
}

/** Events as they stand in a batch or a `joined` frame; those of a kind that this side does not know are left out. */
export function readEvents(wire: readonly unknown[]): readonly ChatEvent[] {
  return wire.flatMap((one) => {
    const event = v.safeParse(wireEventSchema, one);
    return event.success ? [decodeEvent(event.output)] : [];
  });
}

function parseJson(json: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(json));
  } catch (cause) {
    throw new Fault("bad_request", "this is not a batch of chat events", cause);
  }
}
