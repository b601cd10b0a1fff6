import { describe, expect, it } from "vitest";
import { Fault } from "#protocol/errors.ts";
import { prng } from "#testing/prng.ts";
import { FlvReader } from "./reader.ts";
import { buildTag, FLV_HEADER, type FlvTag, MAX_TAG_BYTES } from "./tag.ts";

const random = prng(20);
const TAGS: FlvTag[] = Array.from({ length: 60 }, (_, i) => ({
  kind: (["video", "audio", "script"] as const)[i % 3] ?? "video",
  timestampMs: i === 7 ? 0xffffffff : i * 0x1234567,
  body: Uint8Array.from({ length: i % 11 === 0 ? 0 : Math.floor(random() * 700) }, () => random() * 256),
}));

function stream(): Uint8Array {
  const pieces = [FLV_HEADER, ...TAGS.map(buildTag)];
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.byteLength, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.byteLength;
  }
  return bytes;
}

const plain = (tags: readonly FlvTag[]) => tags.map((tag) => ({ ...tag, body: [...tag.body] }));

describe("an FLV reader", () => {
  it("gives back the tags that were built, with their 32-bit stamps", () => {
    expect(plain(new FlvReader().push(stream()))).toEqual(
      plain(TAGS.map((t) => ({ ...t, timestampMs: t.timestampMs >>> 0 }))),
    );
  });

  it("gives the same tags wherever the stream is cut", () => {
    const bytes = stream();
    const whole = plain(new FlvReader().push(bytes));
    for (let seed = 1; seed <= 40; seed++) {
      const cut = prng(seed);
      const most = [1, 2, 13, 40, 900, 5000][seed % 6] ?? 1;
      const reader = new FlvReader();
      const tags: FlvTag[] = [];
      for (let at = 0; at < bytes.byteLength; ) {
        const size = 1 + Math.floor(cut() * most);
        tags.push(...reader.push(bytes.subarray(at, at + size)));
        at += size;
      }
      expect(plain(tags)).toEqual(whole);
    }
  });

  it("copies no body that lies whole within a chunk", () => {
    const bytes = stream();
    const [first, second] = new FlvReader().push(bytes);
    expect([first?.body.buffer, second?.body.buffer]).toEqual([bytes.buffer, bytes.buffer]);
  });

  it("takes a tag of the largest size and refuses one byte more before holding it", () => {
    const header = (size: number) =>
      Uint8Array.from([9, size >> 16, (size >> 8) & 255, size & 255, 0, 0, 0, 0, 0, 0, 0]);
    const reader = new FlvReader();
    reader.push(FLV_HEADER);
    expect(reader.push(header(MAX_TAG_BYTES))).toEqual([]);
    const other = new FlvReader();
    other.push(FLV_HEADER);
    expect(() => other.push(header(MAX_TAG_BYTES + 1))).toThrow(Fault);
  });

  it("refuses what is not FLV", () => {
    const wrong = stream();
    wrong[1] = 0x58;
    expect(() => new FlvReader().push(wrong)).toThrow("not an FLV header");
    const type = stream();
    type[13] = 7;
    expect(() => new FlvReader().push(type)).toThrow("unknown tag type 7");
    const size = stream();
    size[size.byteLength - 1] = 1 + (size.at(-1) ?? 0);
    expect(() => new FlvReader().push(size)).toThrow("PreviousTagSize");
  });

  it("throws nothing but its own fault on damaged streams", () => {
    for (let seed = 1; seed <= 300; seed++) {
      const damage = prng(seed);
      const bytes = stream();
      for (let i = 0; i < 4; i++) bytes[Math.floor(damage() * bytes.byteLength)] = damage() * 256;
      const reader = new FlvReader();
      try {
        for (let at = 0; at < bytes.byteLength; at += 997) reader.push(bytes.subarray(at, at + 997));
      } catch (error) {
        expect(error).toBeInstanceOf(Fault);
      }
    }
  });
});
