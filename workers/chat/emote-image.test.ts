import { crc32, deflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { Fault } from "#protocol/errors.ts";
import { type EmoteSample, emoteSample, gifOf } from "#testing/emote-images.ts";
import { prng } from "#testing/prng.ts";
import { readEmoteImage } from "./emote-image.ts";

const read = (bytes: Uint8Array) => readEmoteImage(bytes, 60);
function refusal(bytes: Uint8Array): string {
  try {
    return `taken: ${JSON.stringify(read(bytes))}`;
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    return `${fault.code}: ${fault.message}`;
  }
}
const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const join = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));
const splice = (bytes: Uint8Array, at: number, ...values: readonly number[]): Uint8Array => {
  const changed = new Uint8Array(bytes);
  changed.set(values, at);
  return changed;
};
const indexOf = (bytes: Uint8Array, value: string): number => Buffer.from(bytes).indexOf(value);

test.each<[EmoteSample, object]>([
  ["png28", { format: "png", width: 28, height: 28, frames: 1 }],
  ["png112", { format: "png", width: 112, height: 112, frames: 1 }],
  ["webp56", { format: "webp", width: 56, height: 56, frames: 1 }],
  ["losslessWebp28", { format: "webp", width: 28, height: 28, frames: 1 }],
  ["alphaWebp28", { format: "webp", width: 28, height: 28, frames: 1 }],
  ["animatedWebp28", { format: "webp", width: 28, height: 28, frames: 3 }],
  ["animatedGif28", { format: "gif", width: 28, height: 28, frames: 3 }],
])("an encoder's own %s is read", (name, image) => {
  expect(read(emoteSample(name))).toEqual(image);
});

test("an animated PNG is refused", () => {
  expect(refusal(emoteSample("animatedPng28"))).toBe("bad_request: An animated PNG is not taken: use a GIF or a WebP.");
});

test.each([
  ["nothing", new Uint8Array()],
  ["SVG", text('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
  ["HTML", text("<!doctype html><script>alert(1)</script>")],
  ["JPEG", new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46])],
  ["a RIFF of another kind", text("RIFF\x04\0\0\0WAVE")],
])("%s is no emote's image", (_, bytes) => {
  expect(refusal(bytes)).toBe("bad_request: An emote's image is a PNG, a GIF or a WebP.");
});

test.each<EmoteSample>(["png28", "animatedGif28", "webp28", "animatedWebp28"])(
  "data after the end of %s is refused: it could be read as something else",
  (name) => {
    const hidden = text("<script>alert(1)</script>");
    expect(refusal(join(emoteSample(name), hidden))).toBe("bad_request: The image has data after its end.");
  },
);

test("an animation has at most so many frames", () => {
  expect(read(gifOf(28, 28, 60))).toEqual({ format: "gif", width: 28, height: 28, frames: 60 });
  expect(refusal(gifOf(28, 28, 61))).toBe("bad_request: The animation has 61 frames, more than 60.");
});

test("a GIF's frame must lie within the picture", () => {
  const gif = gifOf(28, 28, 2);
  const second = gif.lastIndexOf(0x2c);
  expect(refusal(splice(gif, second + 5, 28, 0, 28, 0))).toMatch(/^taken/);
  const refused = "bad_request: A frame of the image is larger than the image.";
  expect(refusal(splice(gif, second + 5, 29, 0))).toBe(refused);
  expect(refusal(splice(gif, second + 1, 28, 0))).toBe(refused);
  expect(refusal(splice(gif, second + 5, 0, 0))).toBe(refused);
});

test("a GIF without a frame is damaged", () => {
  expect(refusal(gifOf(28, 28, 0))).toBe("bad_request: The image is a damaged GIF.");
});

test("a WebP's pictures have the size that the file says", () => {
  const refused = "bad_request: A frame of the image has another size than the image says.";
  const animated = emoteSample("animatedWebp28");
  // The canvas stands 8 bytes behind the chunk's length, the size of a frame 10 behind its own.
  expect(refusal(splice(animated, indexOf(animated, "VP8X") + 12, 26))).toBe(refused);
  expect(refusal(splice(animated, indexOf(animated, "ANMF") + 14, 26))).toBe(refused);
  const alpha = emoteSample("alphaWebp28");
  expect(refusal(splice(alpha, indexOf(alpha, "VP8X") + 12, 255, 255))).toBe(refused);
});

test("a WebP that says it is longer than it is, is damaged", () => {
  expect(refusal(splice(emoteSample("webp28"), 4, 255))).toBe("bad_request: The image is a damaged WebP.");
});

function chunk(type: string, data: Uint8Array): Uint8Array {
  const typeAndData = join(text(type), data);
  const frame = new Uint8Array(8);
  new DataView(frame.buffer).setUint32(0, data.byteLength);
  new DataView(frame.buffer).setUint32(4, crc32(typeAndData));
  return join(frame.subarray(0, 4), typeAndData, frame.subarray(4));
}

type Header = {
  readonly side?: number;
  readonly depth?: number;
  readonly colours?: number;
  readonly interlace?: number;
};
function png(raw: number, { side = 28, depth = 8, colours = 6, interlace = 0 }: Header = {}): Uint8Array {
  const header = new Uint8Array(13);
  new DataView(header.buffer).setUint32(0, side);
  new DataView(header.buffer).setUint32(4, side);
  header.set([depth, colours, 0, 0, interlace], 8);
  const signature = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]);
  const pixels = chunk("IDAT", deflateSync(new Uint8Array(raw)));
  return join(signature, chunk("IHDR", header), pixels, chunk("IEND", new Uint8Array()));
}

test("a PNG has as many pixels as its header says, no more and no fewer", () => {
  const refused = "bad_request: The image's pixels are not what its header says.";
  expect(refusal(png(28 * (1 + 28 * 4)))).toMatch(/^taken/);
  expect(refusal(png(28 * (1 + 28 * 4) + 1))).toBe(refused);
  expect(refusal(png(28 * (1 + 28 * 4) - 1))).toBe(refused);
});

test("a PNG that swells to 64 MiB is refused without being let", () => {
  expect(refusal(png(64 * 1024 * 1024))).toBe("bad_request: The image's pixels are not what its header says.");
});

test.each([
  ["a pixel a bit", 28 * (1 + 4), { depth: 1, colours: 0 }],
  ["palette of 16", 28 * (1 + 14), { depth: 4, colours: 3 }],
  ["16 bits a sample", 28 * (1 + 28 * 8), { depth: 16, colours: 6 }],
  // RFC 2083 2.6: seven passes of 4x4, 3x4, 7x3, 7x7 (dx 4), 14x7, 14x14, 28x14 pixels.
  ["interlaced", 4 * 17 + 4 * 13 + 3 * 29 + 7 * 29 + 7 * 57 + 14 * 57 + 14 * 113, { interlace: 1 }],
])("a PNG may be of any kind: %s", (_, raw, header) => {
  expect(refusal(png(raw, header))).toMatch(/^taken/);
});

test("a PNG larger than any emote is refused by its header", () => {
  expect(refusal(png(257 * (1 + 257 * 4), { side: 257 }))).toBe(
    "bad_request: The image is 257 by 257 pixels: too large here.",
  );
});

test.each([
  ["a depth that its colours have not", png(1, { depth: 4, colours: 6 })],
  ["colours that there are not", png(1, { colours: 5 })],
  ["a side of nothing", png(1, { side: 0 })],
  ["a chunk that was changed", splice(emoteSample("png28"), 20, 1)],
  ["a first chunk that is no header", join(emoteSample("png28").subarray(0, 8), chunk("IEND", new Uint8Array()))],
])("a PNG with %s is damaged", (_, bytes) => {
  expect(refusal(bytes)).toBe("bad_request: The image is a damaged PNG.");
});

test("whatever comes, the answer is an image or a fault of ours", () => {
  const random = prng(28);
  const samples: readonly EmoteSample[] = ["png28", "animatedPng28", "animatedGif28", "alphaWebp28", "animatedWebp28"];
  for (let round = 0; round < 4000; round++) {
    const name = samples[Math.floor(random() * samples.length)] ?? "png28";
    const bytes = emoteSample(name);
    const changed = bytes.subarray(0, random() < 0.3 ? Math.floor(random() * bytes.length) : bytes.length);
    for (let i = 0; i < 4; i++) changed[Math.floor(random() * changed.length)] = Math.floor(random() * 256);
    expect(refusal(changed)).toMatch(/^(taken|bad_request)/);
  }
});

test("every sample, cut anywhere, is refused", () => {
  for (const name of ["png28", "animatedGif28", "webp28", "losslessWebp28", "animatedWebp28"] as const) {
    const bytes = emoteSample(name);
    for (let length = 0; length < bytes.length; length++) {
      expect(refusal(bytes.subarray(0, length))).toMatch(/^bad_request/);
    }
  }
});
