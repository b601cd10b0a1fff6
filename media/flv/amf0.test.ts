import { describe, expect, it } from "vitest";
import { Bug } from "#protocol/assert.ts";
import { Fault } from "#protocol/errors.ts";
import { prng } from "#testing/prng.ts";
import {
  type AmfValue,
  decodeAmf0,
  encodeAmf0,
  MAX_AMF_ARRAY,
  MAX_AMF_DEPTH,
  MAX_AMF_NODES,
  MAX_AMF_VALUES,
} from "./amf0.ts";

const nested = (depth: number): AmfValue => (depth === 0 ? 1 : { a: nested(depth - 1) });
const bytes = (...values: number[]) => Uint8Array.from(values);
const repeat = (count: number, ...unit: number[]) => Uint8Array.from(new Array(count).fill(unit).flat());

describe("AMF0", () => {
  it("gives back what was encoded", () => {
    const values: AmfValue[] = [
      "connect",
      1,
      { app: "live", tcUrl: "rtmp://a/b", nested: { ok: true } },
      null,
      undefined,
      [1, "ü", false],
    ];
    expect(decodeAmf0(encodeAmf0(...values))).toEqual(values);
    expect(decodeAmf0(encodeAmf0("x".repeat(70_000)))).toEqual(["x".repeat(70_000)]);
  });

  it("is written as the specification says", () => {
    expect(encodeAmf0("a", 1, true, { b: null }, [undefined])).toEqual(
      bytes(2, 0, 1, 97, 0, 0x3f, 0xf0, 0, 0, 0, 0, 0, 0, 1, 1, 3, 0, 1, 98, 5, 0, 0, 9, 10, 0, 0, 0, 1, 6),
    );
  });

  it("reads ECMA arrays to their end marker whatever count they claim, and dates as numbers", () => {
    expect(decodeAmf0(bytes(8, 0, 0, 0, 99, 0, 1, 97, 1, 1, 0, 0, 9))).toEqual([{ a: true }]);
    expect(decodeAmf0(bytes(11, 0x3f, 0xf0, 0, 0, 0, 0, 0, 0, 0, 0))).toEqual([1]);
  });

  it("makes objects without a prototype", () => {
    const key = new TextEncoder().encode("__proto__");
    const [object] = decodeAmf0(bytes(3, 0, key.byteLength, ...key, 1, 1, 0, 0, 9));
    expect(Object.getPrototypeOf(object)).toBe(null);
    expect(Object.keys(object ?? {})).toEqual(["__proto__"]);
  });

  it("takes values up to each limit and refuses one more", () => {
    expect(decodeAmf0(encodeAmf0(nested(MAX_AMF_DEPTH)))).toEqual([nested(MAX_AMF_DEPTH)]);
    const deeper = Uint8Array.from([
      ...repeat(MAX_AMF_DEPTH + 1, 3, 0, 1, 97),
      5,
      ...repeat(MAX_AMF_DEPTH + 1, 0, 0, 9),
    ]);
    expect(() => decodeAmf0(deeper)).toThrow("nested deeper");
    expect(() => encodeAmf0(nested(MAX_AMF_DEPTH + 1))).toThrow(Bug);
    expect(decodeAmf0(repeat(MAX_AMF_VALUES, 5))).toHaveLength(MAX_AMF_VALUES);
    expect(() => decodeAmf0(repeat(MAX_AMF_VALUES + 1, 5))).toThrow("values");
    const array = (count: number) => Uint8Array.from([10, 0, 0, count >> 8, count & 255, ...repeat(count, 5)]);
    expect(decodeAmf0(array(MAX_AMF_NODES - 1))).toEqual([new Array(MAX_AMF_NODES - 1).fill(null)]);
    expect(() => decodeAmf0(array(MAX_AMF_ARRAY))).toThrow("values in all");
    expect(() => decodeAmf0(array(MAX_AMF_ARRAY + 1))).toThrow("an array of");
  });

  it("refuses other types and values that run past the message", () => {
    for (const type of [4, 7, 9, 13, 14, 15, 16, 17, 255])
      expect(() => decodeAmf0(bytes(type, 0, 0, 0, 0))).toThrow(Fault);
    for (const cut of [
      bytes(0, 1),
      bytes(2, 0, 9, 1),
      bytes(3, 0, 1),
      bytes(3, 0, 0),
      bytes(12, 255, 255, 255, 255),
      bytes(10, 0, 0, 0, 2, 5),
    ]) {
      expect(() => decodeAmf0(cut)).toThrow(Fault);
    }
  });

  it("throws nothing but its own fault on noise", () => {
    const sample = encodeAmf0("onMetaData", { width: 1, deep: { a: [1, 2, { b: "c" }] }, name: "encoder" }, [
      1,
      [2, [3]],
    ]);
    for (let seed = 1; seed <= 2000; seed++) {
      const random = prng(seed);
      const noise = sample.slice(0, 1 + Math.floor(random() * sample.byteLength));
      for (let i = 0; i < 5; i++)
        noise[Math.floor(random() * noise.byteLength)] = random() * (seed % 2 === 0 ? 256 : 14);
      try {
        decodeAmf0(noise);
      } catch (error) {
        expect(error).toBeInstanceOf(Fault);
      }
    }
  });
});
