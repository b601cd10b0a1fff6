import { expect, it } from "vitest";
import { HANDSHAKE_BYTES, HANDSHAKE_RANDOM_BYTES, Handshake } from "./handshake.ts";

const random = new Uint8Array(HANDSHAKE_RANDOM_BYTES).fill(0x77);
const c1 = Uint8Array.from({ length: HANDSHAKE_BYTES }, (_, at) => (at * 7) & 0xff);
const c2 = new Uint8Array(HANDSHAKE_BYTES).fill(0x11);
const opening = Uint8Array.from([3, ...c1]);
const reply = Uint8Array.from([3, ...new Uint8Array(8), ...random, ...c1]);

it("answers C0 and C1 with S0, a plain S1 and the echo of C1, whatever version C1 names", () => {
  expect(new Handshake(random).read(opening)).toEqual({ reply, consumed: 1537, done: false });
});

it("takes C2 in the same packet and leaves what follows", () => {
  const input = Uint8Array.from([...opening, ...c2, 1, 2, 3]);
  expect(new Handshake(random).read(input)).toEqual({ reply, consumed: 3073, done: true });
});

it("answers once and ends at the same byte however the input is cut", () => {
  const input = Uint8Array.from([...opening, ...c2]);
  for (const size of [1, 2, 1000, 1536, 1537, 1538]) {
    const handshake = new Handshake(random);
    const replies: Uint8Array[] = [];
    const ends: number[] = [];
    for (let at = 0; at < input.byteLength; at += size) {
      const piece = input.subarray(at, at + size);
      const step = handshake.read(piece);
      expect(step.consumed).toBe(piece.byteLength);
      if (step.reply !== null) replies.push(step.reply);
      if (step.done) ends.push(at + step.consumed);
    }
    expect({ replies, ends }).toEqual({ replies: [reply], ends: [3073] });
  }
});

it("refuses another version at its first byte", () => {
  for (const first of [0, 6, 0x16, 0x47]) {
    expect(() => new Handshake(random).read(Uint8Array.of(first))).toThrow(`handshake: version ${first}, expected 3`);
  }
});
