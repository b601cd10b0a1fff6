/** Chat frames as text: what a client sent, parsed and bounded, and what the room answers. Pure. */
import * as v from "valibot";
import { type ChatDown, type ChatUp, chatUpSchema, MAX_CHAT_FRAME_BYTES } from "#protocol/chat/chat.ts";

export type ReadFrame =
  | { readonly outcome: "ok"; readonly up: ChatUp }
  | { readonly outcome: "malformed" }
  | { readonly outcome: "too_large" };

/** Bytes of UTF-8 that one UTF-16 code unit takes, at most. */
const MAX_BYTES_PER_UNIT = 3;

/** Reads a frame. Binary frames (null) are no part of the protocol. */
export function readFrame(frame: string | null): ReadFrame {
  if (frame === null) return { outcome: "malformed" };
  if (frame.length > MAX_CHAT_FRAME_BYTES) return { outcome: "too_large" };
  if (frame.length * MAX_BYTES_PER_UNIT > MAX_CHAT_FRAME_BYTES) {
    if (new TextEncoder().encode(frame).length > MAX_CHAT_FRAME_BYTES) return { outcome: "too_large" };
  }
  const parsed = v.safeParse(chatUpSchema, parseJson(frame));
  return parsed.success ? { outcome: "ok", up: parsed.output } : { outcome: "malformed" };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function encodeFrame(down: ChatDown): string {
  return JSON.stringify(down);
}
