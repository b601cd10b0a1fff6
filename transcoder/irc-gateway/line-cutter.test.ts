import { expect, test } from "vitest";
import { prng } from "#testing/prng.ts";
import { LineCutter } from "./line-cutter.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test("lines are the same however the stream was cut, also within a character", () => {
  const stream = bytes("NICK alice\r\nPRIVMSG #a :😂 é\nPING\r\n\r\n:half");
  const random = prng(7);
  for (let round = 0; round < 200; round++) {
    const cutter = new LineCutter(1000);
    const lines: string[] = [];
    for (let from = 0; from < stream.byteLength; ) {
      const to = from + 1 + Math.floor(random() * 6);
      lines.push(...(cutter.push(stream.subarray(from, to)) ?? ["too long"]));
      from = to;
    }
    expect(lines).toEqual(["NICK alice", "PRIVMSG #a :😂 é", "PING"]);
  }
});

test("a line may be as long as the limit, and no longer, also in pieces", () => {
  const cutter = new LineCutter(4);
  expect(cutter.push(bytes("abcd\nab"))).toEqual(["abcd"]);
  expect(cutter.push(bytes("cd"))).toEqual([]);
  expect(cutter.push(bytes("e"))).toBe(null);
  expect(new LineCutter(4).push(bytes("abcde\n"))).toBe(null);
});

test("bytes that are no UTF-8 do no harm", () => {
  expect(new LineCutter(10).push(Uint8Array.of(0x61, 0xff, 0x0a))).toEqual(["a\ufffd"]);
});
