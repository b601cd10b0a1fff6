/** Frames as text: what viewers and relays sent, parsed and bounded. Pure. */
import * as v from "valibot";
import { type Up, upSchema } from "#protocol/chat/frames.ts";
import { MAX_CHAT_FRAME_BYTES } from "#protocol/chat/limits.ts";
import { type LinkUp, linkUpSchema, MAX_LINK_FRAME_BYTES } from "#protocol/chat/link.ts";

export type ReadFrame<Frame> =
  | { readonly outcome: "ok"; readonly frame: Frame }
  | { readonly outcome: "malformed" }
  | { readonly outcome: "too_large" };

/** Bytes of UTF-8 that one UTF-16 code unit takes, at most. */
const MAX_BYTES_PER_UNIT = 3;

/** A viewer's frame. Binary ones (null) are no part of the protocol. */
export const readFrame = (text: string | null): ReadFrame<Up> => read(text, upSchema, MAX_CHAT_FRAME_BYTES);

/** A relay's frame. */
export const readLinkFrame = (text: string | null): ReadFrame<LinkUp> => read(text, linkUpSchema, MAX_LINK_FRAME_BYTES);

function read<Frame>(text: string | null, schema: v.GenericSchema<unknown, Frame>, maxBytes: number): ReadFrame<Frame> {
  if (text === null) return { outcome: "malformed" };
  if (text.length > maxBytes) return { outcome: "too_large" };
  if (text.length * MAX_BYTES_PER_UNIT > maxBytes) {
    if (new TextEncoder().encode(text).length > maxBytes) return { outcome: "too_large" };
  }
  const parsed = v.safeParse(schema, parseJson(text));
  return parsed.success ? { outcome: "ok", frame: parsed.output } : { outcome: "malformed" };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
