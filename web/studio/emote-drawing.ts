/** Where a picture goes in the square of an emote, and what a chosen picture may be. Pure: knows no canvas. */

/** Bytes of a chosen picture, at most: a photograph of a good camera. */
export const MAX_SOURCE_BYTES = 20 * 1024 * 1024;
/** Pixels of a side of a chosen picture, at most: what every browser draws. */
export const MAX_SOURCE_SIDE = 8192;

export type Place = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** The whole picture in the middle of the square, as large as fits: nothing is cut off, nothing is stretched. */
export function fitSquare(width: number, height: number, side: number): Place {
  const longest = Math.max(width, height);
  const [wide, high] = [(width * side) / longest, (height * side) / longest];
  return { x: (side - wide) / 2, y: (side - high) / 2, width: wide, height: high };
}

/** A name for an emote from the name of its file: what is allowed of it, empty when too little is. */
export function nameFromFile(file: string): string {
  const stem = file.replace(/\.[^.]*$/, "").replaceAll(/[^A-Za-z0-9_]/g, "");
  const name = stem.replace(/^_+/, "").slice(0, 25);
  return name.length < 3 ? "" : name;
}
