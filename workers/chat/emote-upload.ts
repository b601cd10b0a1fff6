/**
 * A new emote as a form brings it: its name, who may use it, and one picture in three sizes. Knows nothing of the room, of storage or of who
 * sends it.
 */
import * as v from "valibot";
import {
  type ChannelEmote,
  type EmoteFormat,
  type EmoteSide,
  emoteNameSchema,
  GLOBAL_EMOTES,
} from "#protocol/chat/emote.ts";
import { EMOTE_SIDES, MAX_EMOTE_BYTES } from "#protocol/chat/limits.ts";
import { Fault } from "#protocol/errors.ts";
import { readEmoteImage } from "./emote-image.ts";

/** Frames of an animation, at most: as on Twitch; 60 are three seconds at 20 a second. */
export const MAX_EMOTE_FRAMES = 60;
/** Bytes of the whole form, at most: the pictures, and what stands between them. */
export const MAX_EMOTE_FORM_BYTES = EMOTE_SIDES.length * MAX_EMOTE_BYTES + 16 * 1024;

export type EmoteUpload = {
  readonly name: string;
  readonly tier: ChannelEmote["tier"];
  readonly format: EmoteFormat;
  readonly images: readonly { readonly side: EmoteSide; readonly bytes: Uint8Array }[];
};

const tierSchema = v.optional(v.picklist(["everyone", "subscribers"], "a tier is everyone or subscribers"), "everyone");

/** Throws a Fault that says in a sentence what is wrong. */
export async function readEmoteUpload(form: FormData): Promise<EmoteUpload> {
  const name = parse(emoteNameSchema, form.get("name") ?? undefined, "An emote needs a name.");
  if (GLOBAL_EMOTES.some((emote) => emote.name === name)) throw new Fault("conflict", `${name} is a global emote.`);
  const tier = parse(tierSchema, form.get("tier") ?? undefined, "A tier is a word.");
  const images = await Promise.all(imagesOf(form).map(readImage));
  const found = EMOTE_SIDES.map((side) => images.filter((image) => image.side === side));
  if (images.length !== EMOTE_SIDES.length || found.some(({ length }) => length !== 1)) {
    throw new Fault("bad_request", `An emote has one image of each size: ${EMOTE_SIDES.join(", ")} pixels a side.`);
  }
  const formats = new Set(images.map(({ format }) => format));
  const [format] = formats;
  if (format === undefined || formats.size > 1) throw new Fault("bad_request", "An emote's images have one format.");
  return { name, tier, format, images: images.map(({ side, bytes }) => ({ side, bytes })) };
}

type Named = { readonly file: File; readonly side: EmoteSide | null };

/** The fields image28, image56 and image112, or as many named images in any order. */
function imagesOf(form: FormData): readonly Named[] {
  const named = EMOTE_SIDES.flatMap((side) => form.getAll(`image${side}`).map((file) => ({ file, side })));
  const unnamed = form.getAll("images").map((file) => ({ file, side: null }));
  return [...named, ...unnamed].slice(0, EMOTE_SIDES.length + 1).map(({ file, side }) => {
    if (typeof file === "string") throw new Fault("bad_request", "An image is sent as a file.");
    return { file, side };
  });
}

async function readImage({ file, side: wanted }: Named) {
  if (file.size > MAX_EMOTE_BYTES) throw new Fault("too_large", `An image has at most ${MAX_EMOTE_BYTES} bytes.`);
  const bytes = new Uint8Array(await file.arrayBuffer());
  const { format, width, height } = readEmoteImage(bytes, MAX_EMOTE_FRAMES);
  const side = EMOTE_SIDES.find((one) => one === width && one === height);
  if (side === undefined || (wanted !== null && side !== wanted)) {
    const sizes = wanted === null ? EMOTE_SIDES.map((one) => `${one} by ${one}`).join(", ") : `${wanted} by ${wanted}`;
    throw new Fault("bad_request", `The image is ${width} by ${height} pixels; it must be ${sizes}.`);
  }
  return { side, bytes, format };
}

function parse<T>(schema: v.GenericSchema<unknown, T>, value: unknown, absent: string): T {
  const parsed = v.safeParse(schema, value);
  if (parsed.success) return parsed.output;
  throw new Fault("bad_request", typeof value === "string" ? parsed.issues[0].message : absent);
}
