/** A WebSocket frame or piece of a stream as lines of IRC, and lines as a frame. */
import { MAX_FRAME_LINES, MAX_IRC_FRAME_LENGTH } from "./limits.ts";

export type ReadFrame =
  | { readonly outcome: "lines"; readonly lines: readonly string[] }
  | { readonly outcome: "too_large" };

/** The lines of a frame. They end with CR LF, with LF, with CR, or with the frame; empty ones are left out. */
export function readFrame(text: string): ReadFrame {
  if (text.length > MAX_IRC_FRAME_LENGTH) return { outcome: "too_large" };
  const lines = text.split(/[\r\n]+/).filter((line) => line.trim() !== "");
  return lines.length > MAX_FRAME_LINES ? { outcome: "too_large" } : { outcome: "lines", lines };
}

/** Lines as one frame. It ends with CR LF: clients that read a stream wait for the end of the last line. */
export const writeFrame = (lines: readonly string[]): string => lines.map((line) => `${line}\r\n`).join("");
