/** What an uploaded picture is, told by its bytes and never by its name: a still one in one of four formats, read to its end. Pure. */
import { Fault } from "#protocol/errors.ts";
import { isGif, readGif } from "../chat/emote-gif.ts";
import { isPng, readPng } from "../chat/emote-png.ts";
import { isWebp, readWebp } from "../chat/emote-webp.ts";
import { isJpeg, readJpeg } from "./jpeg.ts";

export type PictureFormat = "png" | "jpeg" | "webp" | "gif";
export type Picture = { readonly format: PictureFormat; readonly width: number; readonly height: number };
export type PictureSize = { readonly width: number; readonly height: number };

/** Throws a `bad_request` Fault that says in a sentence what is wrong. */
export function readPicture(bytes: Uint8Array, wanted: PictureSize): Picture {
  const { frames, ...picture } = readByFormat(bytes, Math.max(wanted.width, wanted.height));
  if (frames > 1) throw new Fault("bad_request", "The picture is animated; it must be a still one.");
  const { width, height } = picture;
  if (width !== wanted.width || height !== wanted.height) {
    const sizes = `${width} by ${height} pixels; it must be ${wanted.width} by ${wanted.height}`;
    throw new Fault("bad_request", `The picture is ${sizes}.`);
  }
  return picture;
}

function readByFormat(bytes: Uint8Array, maxSide: number): Picture & { readonly frames: number } {
  if (isPng(bytes)) return { format: "png", ...readPng(bytes, maxSide) };
  if (isJpeg(bytes)) return { format: "jpeg", ...readJpeg(bytes), frames: 1 };
  if (isWebp(bytes)) return { format: "webp", ...readWebp(bytes) };
  if (isGif(bytes)) return { format: "gif", ...readGif(bytes) };
  throw new Fault("bad_request", "A picture is a PNG, a JPEG, a WebP or a GIF.");
}
