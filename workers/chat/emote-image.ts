/**
 * What an uploaded emote's image is, told by its bytes and never by its name: format, size and frames. Each format is read to its end, so
 * that nothing is hidden behind it. Pure; knows nothing of requests.
 */
import type { EmoteFormat } from "#protocol/chat/emote.ts";
import { Fault } from "#protocol/errors.ts";
import { isGif, readGif } from "./emote-gif.ts";
import { isPng, readPng } from "./emote-png.ts";
import { isWebp, readWebp } from "./emote-webp.ts";

export type EmoteImage = {
  readonly format: EmoteFormat;
  readonly width: number;
  readonly height: number;
  /** 1 for a still picture. */
  readonly frames: number;
};

/** Throws a `bad_request` Fault that says in a sentence what is wrong. */
export function readEmoteImage(bytes: Uint8Array, maxFrames: number): EmoteImage {
  const image = readByFormat(bytes);
  if (image.frames > maxFrames) {
    throw new Fault("bad_request", `The animation has ${image.frames} frames, more than ${maxFrames}.`);
  }
  return image;
}

function readByFormat(bytes: Uint8Array): EmoteImage {
  if (isPng(bytes)) return { format: "png", ...readPng(bytes) };
  if (isGif(bytes)) return { format: "gif", ...readGif(bytes) };
  if (isWebp(bytes)) return { format: "webp", ...readWebp(bytes) };
  throw new Fault("bad_request", "An emote's image is a PNG, a GIF or a WebP.");
}

export const contentTypeOf = (format: EmoteFormat): string => `image/${format}`;
