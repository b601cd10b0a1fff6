import { expect, test } from "vitest";
import { Fault } from "#protocol/errors.ts";
import { isJpeg, readJpeg } from "./jpeg.ts";

const bytes = (...parts: readonly (number | readonly number[])[]): Uint8Array => new Uint8Array(parts.flat());
const segment = (marker: number, data: readonly number[]): number[] => [0xff, marker, 0, data.length + 2, ...data];
const START = [0xff, 0xd8];
const END = [0xff, 0xd9];
const frame = (width: number, height: number, marker = 0xc0): number[] =>
  segment(marker, [8, height >> 8, height & 0xff, width >> 8, width & 0xff, 1, 1, 0x11, 0]);
const scan = [...segment(0xda, [1, 1, 0, 0, 63, 0]), 0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56];
const whole = [...START, ...segment(0xe0, [1, 2]), ...frame(300, 200), ...scan, ...END];

function read(...parts: readonly (number | readonly number[])[]): unknown {
  try {
    return readJpeg(bytes(...parts));
  } catch (fault) {
    return fault instanceof Fault ? fault.code : fault;
  }
}

test("baseline and progressive pictures tell their size", () => {
  expect(isJpeg(bytes(whole))).toBe(true);
  expect(read(whole)).toEqual({ width: 300, height: 200 });
  expect(read(START, frame(65_535, 1, 0xc2), scan, segment(0xc4, [0]), scan, END)).toEqual({
    width: 65_535,
    height: 1,
  });
});

test("fill bytes before a marker are no fault", () => {
  expect(read(START, frame(3, 2), scan, 0xff, 0xff, END)).toEqual({ width: 3, height: 2 });
});

test.each([
  ["nothing behind the start", [...START]],
  ["no end", whole.slice(0, -2)],
  ["data behind the end", [...whole, 0]],
  ["another file behind the end", [...whole, ...[0x50, 0x4b, 3, 4]]],
  ["a second picture", [...whole, ...whole]],
  ["no frame", [...START, ...scan, ...END]],
  ["no scan", [...START, ...frame(3, 2), ...END]],
  ["two frames", [...START, ...frame(3, 2), ...frame(3, 2), ...scan, ...END]],
  ["no width", [...START, ...frame(0, 2), ...scan, ...END]],
  ["no height", [...START, ...frame(2, 0), ...scan, ...END]],
  ["a lossless frame", [...START, ...frame(3, 2, 0xc3), ...scan, ...END]],
  ["an arithmetic frame", [...START, ...frame(3, 2, 0xc9), ...scan, ...END]],
  ["a restart outside of a scan", [...START, 0xff, 0xd0, ...frame(3, 2), ...scan, ...END]],
  ["a segment without a length", [...START, 0xff, 0xe0, 0, 1, ...frame(3, 2), ...scan, ...END]],
  ["a segment past the end", [...START, 0xff, 0xe0, 0xff, 0xff, 1]],
  ["text between segments", [...START, 0x3c, 0x73, ...frame(3, 2), ...scan, ...END]],
])("a picture with %s is refused", (_, data) => {
  expect(read(data)).toBe("bad_request");
});

test("a picture has so many scans and not one more: each costs a decoder the whole of it", () => {
  const scans = (count: number): number[] => Array.from({ length: count }, () => scan).flat();
  expect(read(START, frame(3, 2, 0xc2), scans(30), END)).toEqual({ width: 3, height: 2 });
  expect(read(START, frame(3, 2, 0xc2), scans(31), END)).toBe("bad_request");
});

test("whatever is cut off or changed, reading ends with a size or a fault", () => {
  for (let at = 0; at < whole.length; at++) {
    expect(read(whole.slice(0, at))).toBe("bad_request");
    for (const value of [0x00, 0xff, 0xd9, 0xda]) read(whole.with(at, value));
  }
});
