/**
 * A bundle: the parts of all renditions of one part interval, as one binary frame. The same bytes travel on the uplink and lie
 * in R2 as the live edge's durable copy. Normative text: docs/protocol.md, "Bundle".
 *
 * frame = u32 big-endian header length, header (UTF-8 JSON), payload. Offsets in the header count from the payload's start.
 */
import * as v from "valibot";
import { Fault } from "#protocol/errors.ts";
import { renditionIdSchema } from "#protocol/ids.ts";
import { ladderSchema } from "#protocol/playback/rendition.ts";

/** Bytes of a whole frame, at most: below the 32 MiB that a Durable Object receives (platform limit, 2026-11). */
export const MAX_BUNDLE_BYTES = 16 * 1024 * 1024;
/** Bytes of a header, at most. */
export const MAX_BUNDLE_HEADER_BYTES = 64 * 1024;
/** Parts of one bundle, at most: every rendition's part of one interval, and late ones of a few intervals after a stall. */
export const MAX_BUNDLE_PARTS = 256;

const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));
const mediaTime = v.pipe(v.number(), v.minValue(0), v.maxValue(1e9));

export const initEntrySchema = v.object({
  rendition: renditionIdSchema,
  /** Grows by one each time the rendition's initialisation section changes within the broadcast. */
  version: count,
  offset: count,
  size: count,
});

export const partEntrySchema = v.object({
  rendition: renditionIdSchema,
  /** Media sequence number, the same in all renditions. */
  msn: count,
  /** Index of the part within its segment, from 0. */
  part: count,
  /** Version of the initialisation section that the part needs. */
  init: count,
  /** Start on the broadcast's media clock (the fragment's tfdt), seconds. */
  start: mediaTime,
  /** Seconds. */
  duration: v.pipe(v.number(), v.minValue(0), v.maxValue(60)),
  /** The part starts with an IDR frame (always so for audio). */
  independent: v.boolean(),
  /** The part closes its segment. A segment can also close by the first part of a later one. */
  last: v.boolean(),
  offset: count,
  size: count,
});

/** A segment of a rendition is whole: told when that was not known yet as its last part was made. */
export const closeEntrySchema = v.object({ rendition: renditionIdSchema, msn: count });

export const bundleHeaderSchema = v.object({
  /** Grows by one a bundle within the broadcast, across reconnects and nodes. */
  seq: count,
  /** The lease's fencing epoch; the object refuses any but the current. */
  epoch: count,
  /** Present when the set of renditions is declared or changes. */
  ladder: v.optional(ladderSchema),
  /** Media sequence number whose segments begin with EXT-X-DISCONTINUITY, when a new period begins in this bundle. */
  discontinuity: v.optional(count),
  inits: v.pipe(v.array(initEntrySchema), v.maxLength(64)),
  parts: v.pipe(v.array(partEntrySchema), v.maxLength(MAX_BUNDLE_PARTS)),
  /** Applied after the parts. */
  closes: v.optional(v.pipe(v.array(closeEntrySchema), v.maxLength(64))),
});

export type InitEntry = Readonly<v.InferOutput<typeof initEntrySchema>>;
export type CloseEntry = Readonly<v.InferOutput<typeof closeEntrySchema>>;
export type PartEntry = Readonly<v.InferOutput<typeof partEntrySchema>>;
export type BundleHeader = Readonly<v.InferOutput<typeof bundleHeaderSchema>>;
export type Bundle = { readonly header: BundleHeader; readonly payload: Uint8Array };

/** Builds the frame. Payload chunks are written in the given order; the header's offsets must already fit them. */
export function encodeBundle(header: BundleHeader, payload: readonly Uint8Array[]): Uint8Array {
  const head = new TextEncoder().encode(JSON.stringify(header));
  const size = payload.reduce((sum, chunk) => sum + chunk.byteLength, 4 + head.byteLength);
  const frame = new Uint8Array(size);
  new DataView(frame.buffer).setUint32(0, head.byteLength);
  frame.set(head, 4);
  let at = 4 + head.byteLength;
  for (const chunk of payload) {
    frame.set(chunk, at);
    at += chunk.byteLength;
  }
  return frame;
}

/** Reads a frame; the payload is a view, not a copy. Throws a `bad_request` Fault on anything that is not a whole, valid bundle. */
export function decodeBundle(frame: Uint8Array): Bundle {
  const fail = (what: string, cause?: unknown): never => {
    throw new Fault("bad_request", `bundle: ${what}`, cause);
  };
  if (frame.byteLength < 4) fail("shorter than its length field");
  if (frame.byteLength > MAX_BUNDLE_BYTES) fail(`larger than ${MAX_BUNDLE_BYTES} bytes`);
  const headLength = new DataView(frame.buffer, frame.byteOffset, 4).getUint32(0);
  if (headLength > MAX_BUNDLE_HEADER_BYTES) fail(`header larger than ${MAX_BUNDLE_HEADER_BYTES} bytes`);
  if (4 + headLength > frame.byteLength) fail("header runs past the frame");
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(frame.subarray(4, 4 + headLength)));
  } catch (cause) {
    fail("header is not JSON", cause);
  }
  const parsed = v.safeParse(bundleHeaderSchema, json);
  if (!parsed.success) return fail(`header: ${v.summarize(parsed.issues)}`);
  const payload = frame.subarray(4 + headLength);
  for (const entry of [...parsed.output.inits, ...parsed.output.parts]) {
    if (entry.offset + entry.size > payload.byteLength) fail(`entry of ${entry.rendition} runs past the payload`);
  }
  return { header: parsed.output, payload };
}
