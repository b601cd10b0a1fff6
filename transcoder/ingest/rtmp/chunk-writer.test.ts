import { expect, it } from "vitest";
import { ChunkParser } from "./chunk-parser.ts";
import { ChunkWriter } from "./chunk-writer.ts";
import type { OutgoingMessage } from "./messages.ts";

const message = (fields: Partial<OutgoingMessage>): OutgoingMessage => ({
  type: 20,
  chunkStreamId: 3,
  streamId: 0,
  timestamp: 0,
  payload: new Uint8Array(0),
  ...fields,
});
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

it("writes a full header before the payload", () => {
  const bytes = new ChunkWriter().write(
    message({ streamId: 1, timestamp: 0x010203, payload: Uint8Array.of(0xaa, 0xbb) }),
  );
  expect(hexOf(bytes)).toBe("03 010203 000002 14 01000000 aabb".replaceAll(" ", ""));
});

it("cuts at 128 bytes until a set chunk size message, which counts after itself", () => {
  const writer = new ChunkWriter();
  const payload = new Uint8Array(130);
  const parts = ["03 000000 000082 14 00000000", "00".repeat(128), "c3", "0000"];
  expect(hexOf(writer.write(message({ payload })))).toBe(parts.join("").replaceAll(" ", ""));
  writer.write(message({ type: 1, chunkStreamId: 2, payload: Uint8Array.of(0, 0, 1, 0) }));
  expect(hexOf(writer.write(message({ payload })))).toBe(`03000000000082${"1400000000"}${"00".repeat(130)}`);
});

it("repeats an extended timestamp in every chunk", () => {
  const bytes = new ChunkWriter().write(message({ timestamp: 0xfffffffe, payload: new Uint8Array(129) }));
  const parts = ["03 ffffff 000081 14 00000000 fffffffe", "00".repeat(128), "c3 fffffffe 00"];
  expect(hexOf(bytes)).toBe(parts.join("").replaceAll(" ", ""));
});

it("writes what the parser reads, on chunk stream ids of every length", () => {
  const writer = new ChunkWriter();
  for (const chunkStreamId of [2, 63, 64, 319, 320, 65_599]) {
    const parser = new ChunkParser({ messageBytes: 1000, partialBytes: 1000, chunkStreams: 1 });
    const payload = Uint8Array.from({ length: 300 }, (_, at) => at & 0xff);
    const bytes = writer.write(message({ chunkStreamId, streamId: 7, timestamp: 0x1234567, payload }));
    const expected = { type: 20, streamId: 7, timestamp: 0x1234567, payload };
    expect(parser.read(bytes)).toEqual({ message: expected, consumed: bytes.byteLength });
  }
});
