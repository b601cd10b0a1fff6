import { describe, expect, it } from "vitest";
import { Fault } from "#protocol/errors.ts";
import { prng } from "#testing/prng.ts";
import { type ChunkLimits, ChunkParser } from "./chunk-parser.ts";

const LIMITS: ChunkLimits = { messageBytes: 1000, partialBytes: 1500, chunkStreams: 3 };
type Row = readonly [type: number, streamId: number, timestamp: number, payload: string];

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.replaceAll(/\s/g, ""), "hex"));
}

/** All messages of the input, offered in the given pieces. */
function parse(pieces: readonly Uint8Array[], parser = new ChunkParser(LIMITS)): Row[] {
  const rows: Row[] = [];
  for (const piece of pieces) {
    let rest = piece;
    for (;;) {
      const { message, consumed } = parser.read(rest);
      rest = rest.subarray(consumed);
      if (message === null) break;
      rows.push([message.type, message.streamId, message.timestamp, Buffer.from(message.payload).toString("hex")]);
    }
    expect(rest.byteLength).toBe(0);
  }
  return rows;
}
const parseHex = (hex: string): Row[] => parse([bytesOf(hex)]);

describe("chunk formats", () => {
  it("reads a full header with its little-endian message stream id", () => {
    expect(parseHex("04 0003e8 000002 09 01020000 abcd")).toEqual([[9, 0x201, 1000, "abcd"]]);
  });

  it("adds the delta of formats 1 and 2, and repeats it for a format 3 chunk that begins a message", () => {
    const hex = "04 0003e8 000001 09 01000000 aa  44 000021 000002 08 bbbb  84 000010 cccc  c4 dddd  c4 eeee";
    expect(parseHex(hex)).toEqual([
      [9, 1, 1000, "aa"],
      [8, 1, 1033, "bbbb"],
      [8, 1, 1049, "cccc"],
      [8, 1, 1065, "dddd"],
      [8, 1, 1081, "eeee"],
    ]);
  });

  it("takes the time of a full header as the delta of a format 3 chunk that begins the next message", () => {
    expect(parseHex("04 000028 000001 09 01000000 aa c4 bb c4 cc")).toEqual([
      [9, 1, 40, "aa"],
      [9, 1, 80, "bb"],
      [9, 1, 120, "cc"],
    ]);
  });

  it("reads format 1 on a fresh chunk stream, as librtmp sends its control messages", () => {
    expect(parseHex("42 000000 000004 05 002625a0")).toEqual([[5, 0, 0, "002625a0"]]);
  });

  it("reads chunk stream ids of one, two and three bytes", () => {
    const hex =
      "3f 000001 000001 08 01000000 aa  00 ff 000002 000001 08 01000000 bb  01 0001 000003 000001 08 01000000 cc";
    expect(parseHex(`${hex} ff dd c0ff ee c10001 ff`)).toEqual([
      [8, 1, 1, "aa"],
      [8, 1, 2, "bb"],
      [8, 1, 3, "cc"],
      [8, 1, 2, "dd"],
      [8, 1, 4, "ee"],
      [8, 1, 6, "ff"],
    ]);
  });

  it("refuses formats 2 and 3 on a chunk stream that it does not know", () => {
    for (const hex of ["84 000010", "c4"]) expect(() => parseHex(hex)).toThrow(Fault);
  });

  it("passes an empty message on", () => {
    expect(parseHex("04 000005 000000 08 01000000 c4")).toEqual([
      [8, 1, 5, ""],
      [8, 1, 10, ""],
    ]);
  });
});

describe("chunking", () => {
  const body = "5a".repeat(128);

  it("joins the chunks of a message at 128 bytes, and interleaves chunk streams", () => {
    const hex = `04 000000 000082 09 01000000 ${body} 05 000007 000001 08 01000000 aa c4 0102`;
    expect(parseHex(hex)).toEqual([
      [8, 1, 7, "aa"],
      [9, 1, 0, `${body}0102`],
    ]);
  });

  it("uses a new chunk size from the next chunk on", () => {
    const hex = `04 000000 000084 09 01000000 ${body} 02 000000 000004 01 00000000 00000002 c4 0102 c4 0304`;
    expect(parseHex(hex)).toEqual([[9, 1, 0, `${body}01020304`]]);
  });

  it("refuses a chunk size of 0 and a control message that is too short", () => {
    expect(() => parseHex("02 000000 000004 01 00000000 80000000")).toThrow("a chunk size of 0");
    expect(() => parseHex("02 000000 000003 01 00000000 000000")).toThrow("shorter than 4 bytes");
  });

  it("drops an unfinished message when it is aborted, and when a new header comes", () => {
    const begun = `04 000000 000082 09 01000000 ${body}`;
    expect(parseHex(`${begun} 02 000000 000004 02 00000000 00000004 04 000009 000001 08 01000000 aa`)).toEqual([
      [8, 1, 9, "aa"],
    ]);
    expect(parseHex(`${begun} 44 000009 000001 08 aa`)).toEqual([[8, 1, 9, "aa"]]);
  });
});

describe("timestamps", () => {
  it("reads extended timestamps, repeated in the chunks that follow", () => {
    const body = "5a".repeat(128);
    const hex = `04 ffffff 000082 09 01000000 01000000 ${body} c4 01000000 0102 84 000010 ${body} c4 0102`;
    expect(parseHex(hex)).toEqual([
      [9, 1, 0x1000000, `${body}0102`],
      [9, 1, 0x1000010, `${body}0102`],
    ]);
  });

  it("takes 0xFFFFFF itself as an extended timestamp", () => {
    expect(parseHex("04 ffffff 000001 09 01000000 00ffffff aa")).toEqual([[9, 1, 0xffffff, "aa"]]);
  });

  it("reads on when the sender does not repeat the extended timestamp", () => {
    const body = "5a".repeat(128);
    const hex = `04 ffffff 000082 09 01000000 01000000 ${body} c4 0102 05 000007 000001 08 01000000 aa`;
    expect(parseHex(hex)).toEqual([
      [9, 1, 0x1000000, `${body}0102`],
      [8, 1, 7, "aa"],
    ]);
  });

  it("wraps at 32 bits", () => {
    expect(parseHex("04 ffffff 000001 09 01000000 fffffff0 aa 84 000020 bb c4 cc")).toEqual([
      [9, 1, 0xfffffff0, "aa"],
      [9, 1, 0x10, "bb"],
      [9, 1, 0x30, "cc"],
    ]);
  });
});

describe("limits", () => {
  const header = (id: string, length: string): string => `${id} 000000 ${length} 09 01000000`;

  it("takes a message of the largest size and refuses one byte more at its header", () => {
    expect(parseHex(header("04", "0003e8"))).toEqual([]);
    expect(() => parseHex(header("04", "0003e9"))).toThrow("a message of 1001 bytes, at most 1000 are taken");
  });

  it("bounds the bytes of all unfinished messages", () => {
    const parser = new ChunkParser(LIMITS);
    const begun = `${header("04", "0003e8")} ${"00".repeat(128)}`;
    parse([bytesOf(`${begun} ${header("05", "0001f4")} ${"00".repeat(128)}`)], parser);
    expect(parser.partialBytes).toBe(1500);
    expect(() => parse([bytesOf(header("06", "000001"))], parser)).toThrow(
      "unfinished messages of more than 1500 bytes",
    );
  });

  it("gives the bytes of finished and dropped messages back", () => {
    const parser = new ChunkParser(LIMITS);
    parse([bytesOf(`${header("04", "000002")} aabb ${header("04", "0003e8")} ${"00".repeat(128)}`)], parser);
    expect(parser.partialBytes).toBe(1000);
    parse([bytesOf("02 000000 000004 02 00000000 00000004")], parser);
    expect(parser.partialBytes).toBe(0);
  });

  it("takes as many chunk streams as allowed and refuses the next", () => {
    const three = `${header("04", "000000")} ${header("05", "000000")} ${header("06", "000000")}`;
    expect(parseHex(three)).toHaveLength(3);
    expect(() => parseHex(`${three} ${header("07", "000000")}`)).toThrow("more than 3 chunk streams");
  });

  it("applies raised limits at once", () => {
    const parser = new ChunkParser(LIMITS);
    parser.setLimits({ messageBytes: 2000, partialBytes: 2000, chunkStreams: 3 });
    parse([bytesOf(header("04", "0007d0"))], parser);
    expect(parser.partialBytes).toBe(2000);
  });
});

it("yields the same messages however the input is cut", () => {
  const body = "5a".repeat(128);
  const input = bytesOf(
    `02 000000 000004 01 00000000 00000010 04 ffffff 000022 09 01000000 01000000 ${"01".repeat(16)} c4 01000000 ${"02".repeat(16)}
     05 000007 000020 08 01000000 ${"03".repeat(16)} c4 01000000 0405 c5 ${"06".repeat(16)} 44 ffffff 000001 09 f0000000 aa c4 f0000000 bb
     c4 cc 02 000000 000004 01 00000000 00000080 00 10 000009 000080 12 01000000 ${body} c010 ${body}`,
  );
  const parser = (): ChunkParser => new ChunkParser({ ...LIMITS, chunkStreams: 4 });
  const whole = parse([input], parser());
  expect(whole).toHaveLength(7);
  for (let seed = 1; seed <= 200; seed++) {
    const random = prng(seed);
    const pieces: Uint8Array[] = [];
    for (let at = 0; at < input.byteLength; ) {
      const size = 1 + Math.floor(random() ** 3 * 40);
      pieces.push(input.subarray(at, at + size));
      at += size;
    }
    expect(parse(pieces, parser()), `seed ${seed}`).toEqual(whole);
  }
});
