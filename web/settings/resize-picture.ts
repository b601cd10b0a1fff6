/** A picture file in exactly the sizes that the site takes, drawn in this browser: the middle of it, as a still picture. */
import { partThatFills, type Size } from "./crop.ts";

/** Bytes of a file that is worth reading, at most: photographs of today's telephones are smaller. */
export const MAX_FILE_BYTES = 30 * 1024 * 1024;
/** Tried in turn until one is small enough: WebP where the browser can write it, else PNG, which a browser must be able to. */
const QUALITIES = [0.9, 0.75, 0.5] as const;

/** Null when the file is no picture that this browser can read, or cannot be made small enough. */
export async function resizePicture(
  file: Blob,
  sizes: readonly Size[],
  maxBytes: number,
): Promise<readonly Blob[] | null> {
  if (file.size > MAX_FILE_BYTES) return null;
  try {
    // Turned as its maker meant it, which is the default.
    const picture = await createImageBitmap(file);
    const made = await Promise.all(sizes.map((size) => drawn(picture, size, maxBytes)));
    picture.close();
    const whole = made.filter((blob) => blob !== null);
    return whole.length === made.length ? whole : null;
  } catch {
    // No picture, or one in a format that this browser does not know.
    return null;
  }
}

async function drawn(picture: ImageBitmap, size: Size, maxBytes: number): Promise<Blob | null> {
  const canvas = document.createElement("canvas");
  canvas.width = size.width;
  canvas.height = size.height;
  const drawing = canvas.getContext("2d");
  if (drawing === null) return null;
  const { x, y, width, height } = partThatFills(picture, size);
  drawing.imageSmoothingQuality = "high";
  drawing.drawImage(picture, x, y, width, height, 0, 0, size.width, size.height);
  for (const quality of QUALITIES) {
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/webp", quality));
    if (blob !== null && blob.size <= maxBytes) return blob;
  }
  return null;
}
