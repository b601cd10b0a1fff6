/** Turns chosen files into an emote's three images: one picture is drawn in each size, three of the right sizes are sent as they are. */
import { EMOTE_SIDES, MAX_EMOTE_BYTES } from "#protocol/chat/limits.ts";
import { fitSquare, MAX_SOURCE_BYTES, MAX_SOURCE_SIDE } from "./emote-drawing.ts";
import { studioStrings } from "./studio-strings.ts";

const say = studioStrings.emotes;

export type Drawn =
  | { readonly kind: "images"; readonly images: readonly Blob[] }
  | { readonly kind: "fault"; readonly sentence: string };

const fault = (sentence: string): Drawn => ({ kind: "fault", sentence });

export async function drawEmote(files: readonly File[]): Promise<Drawn> {
  if (files.some(({ size }) => size > MAX_SOURCE_BYTES)) return fault(say.fileTooLarge);
  const [first] = files;
  if (first === undefined) return fault(say.fileMissing);
  if (files.length === 1) return drawOne(first);
  return files.length === EMOTE_SIDES.length ? takeAll(files) : fault(say.fileCount);
}

async function drawOne(file: File): Promise<Drawn> {
  const picture = await createImageBitmap(file).catch(() => null);
  if (picture === null) return fault(say.fileUnreadable);
  try {
    if (Math.max(picture.width, picture.height) > MAX_SOURCE_SIDE) return fault(say.fileTooLarge);
    const images = await Promise.all(EMOTE_SIDES.map((side) => drawAt(picture, side)));
    const drawn = images.filter((image) => image !== null);
    return drawn.length === images.length ? { kind: "images", images: drawn } : fault(say.fileUnreadable);
  } finally {
    picture.close();
  }
}

function drawAt(picture: ImageBitmap, side: number): Promise<Blob | null> {
  const canvas = document.createElement("canvas");
  canvas.width = side;
  canvas.height = side;
  const context = canvas.getContext("2d");
  if (context === null) return Promise.resolve(null);
  context.imageSmoothingQuality = "high";
  const { x, y, width, height } = fitSquare(picture.width, picture.height, side);
  context.drawImage(picture, x, y, width, height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

/** In the order of EMOTE_SIDES, whatever order they were chosen in. */
async function takeAll(files: readonly File[]): Promise<Drawn> {
  if (files.some(({ size }) => size > MAX_EMOTE_BYTES)) return fault(say.fileTooLarge);
  const sized = await Promise.all(files.map(async (file) => ({ file, side: await sideOf(file) })));
  const found = EMOTE_SIDES.flatMap((side) => sized.find((one) => one.side === side)?.file ?? []);
  return found.length === EMOTE_SIDES.length ? { kind: "images", images: found } : fault(say.fileCount);
}

async function sideOf(file: File): Promise<number | null> {
  const picture = await createImageBitmap(file).catch(() => null);
  if (picture === null) return null;
  const side = picture.width === picture.height ? picture.width : null;
  picture.close();
  return side;
}
