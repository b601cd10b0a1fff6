import { expect, test } from "vitest";
import { MAX_EMOTE_BYTES } from "#protocol/chat/limits.ts";
import { Fault } from "#protocol/errors.ts";
import { type EmoteSample, emoteSample, gifOf } from "#testing/emote-images.ts";
import { readEmoteUpload } from "./emote-upload.ts";

const file = (sample: EmoteSample): File => new File([emoteSample(sample)], "named.exe", { type: "text/html" });
function form(fields: Readonly<Record<string, string | File | readonly File[]>>): FormData {
  const data = new FormData();
  const all = { name: "adaHi", image28: file("png28"), image56: file("png56"), image112: file("png112"), ...fields };
  for (const [key, value] of Object.entries(all)) {
    for (const one of Array.isArray(value) ? value : [value]) data.append(key, one);
  }
  return data;
}
const none: readonly File[] = [];
async function refusal(data: FormData): Promise<string> {
  try {
    return `taken: ${(await readEmoteUpload(data)).name}`;
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    return `${fault.code}: ${fault.message}`;
  }
}
const withImages = (...images: readonly File[]) => form({ image28: none, image56: none, image112: none, images });

const ADA_HI = {
  ...{ name: "adaHi", tier: "everyone", format: "png" },
  images: [
    { side: 28, bytes: emoteSample("png28") },
    { side: 56, bytes: emoteSample("png56") },
    { side: 112, bytes: emoteSample("png112") },
  ],
};

test("a form with a name and three images is an emote, whatever the files are called", async () => {
  expect(await readEmoteUpload(form({}))).toEqual(ADA_HI);
});

test("images without a size in their name are told by their pixels", async () => {
  const data = withImages(file("webp112"), file("webp28"), file("webp56"));
  data.append("tier", "subscribers");
  const { tier, format, images } = await readEmoteUpload(data);
  expect({ tier, format, sides: images.map(({ side }) => side) }).toEqual({
    ...{ tier: "subscribers", format: "webp", sides: [112, 28, 56] },
  });
});

test.each([
  ["no name", form({ name: none }), "bad_request: An emote needs a name."],
  ["a name of two letters", form({ name: "hi" }), "bad_request: 3 to 25 letters, digits or _"],
  ["a name of 26 letters", form({ name: "a".repeat(26) }), "bad_request: 3 to 25 letters, digits or _"],
  ["a name with markup", form({ name: "<script>" }), "bad_request: 3 to 25 letters, digits or _"],
  ["a file for a name", form({ name: file("png28") }), "bad_request: An emote needs a name."],
  ["a global emote's name", form({ name: "RillGG" }), "conflict: RillGG is a global emote."],
  ["an unknown tier", form({ tier: "vips" }), "bad_request: a tier is everyone or subscribers"],
  ["text for an image", form({ image28: "png" }), "bad_request: An image is sent as a file."],
  [
    "an image missing",
    form({ image56: none }),
    "bad_request: An emote has one image of each size: 28, 56, 112 pixels a side.",
  ],
  [
    "an image more",
    form({ images: file("png28") }),
    "bad_request: An emote has one image of each size: 28, 56, 112 pixels a side.",
  ],
  [
    "two of one size",
    withImages(file("png28"), file("png28"), file("png56")),
    "bad_request: An emote has one image of each size: 28, 56, 112 pixels a side.",
  ],
  [
    "the wrong size in a field",
    form({ image28: file("png56") }),
    "bad_request: The image is 56 by 56 pixels; it must be 28 by 28.",
  ],
  [
    "a size that no emote has",
    withImages(new File([gifOf(29, 28, 1)], "a.gif")),
    "bad_request: The image is 29 by 28 pixels; it must be 28 by 28, 56 by 56, 112 by 112.",
  ],
  ["two formats", form({ image28: file("webp28") }), "bad_request: An emote's images have one format."],
  [
    "no image at all",
    form({ image28: new File(["MZ"], "a.png", { type: "image/png" }) }),
    "bad_request: An emote's image is a PNG, a GIF or a WebP.",
  ],
  [
    "61 frames",
    form({ image28: new File([gifOf(28, 28, 61)], "a.gif") }),
    "bad_request: The animation has 61 frames, more than 60.",
  ],
])("a form with %s is refused", async (_, data, expected) => {
  expect(await refusal(data)).toBe(expected);
});

test("an image has at most so many bytes", async () => {
  // A comment of a GIF is blocks of up to 255 bytes; the zeros that fill up the rest of the file are its end.
  const gif = gifOf(28, 28, 1);
  const filled = (bytes: number): File => {
    const room = bytes - gif.byteLength - 3;
    const blocks = Math.ceil(room / 256);
    const comment = new Uint8Array(room + 3).fill(1);
    comment.set([0x21, 0xfe]);
    for (let block = 0, at = 2; block < blocks; block++, at += 256) comment[at] = Math.min(255, room + 1 - at);
    comment[room + 2] = 0;
    const [head, rest] = [gif.subarray(0, 19), gif.subarray(19)];
    return new File([head, comment, rest], "a.gif");
  };
  const others = { image56: new File([gifOf(56, 56, 1)], "b"), image112: new File([gifOf(112, 112, 1)], "c") };
  expect(filled(MAX_EMOTE_BYTES).size).toBe(MAX_EMOTE_BYTES);
  expect(await refusal(form({ ...others, image28: filled(MAX_EMOTE_BYTES) }))).toBe("taken: adaHi");
  expect(await refusal(form({ ...others, image28: filled(MAX_EMOTE_BYTES + 1) }))).toBe(
    `too_large: An image has at most ${MAX_EMOTE_BYTES} bytes.`,
  );
});
