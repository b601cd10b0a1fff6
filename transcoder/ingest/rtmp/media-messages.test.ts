import { expect, it } from "vitest";
import { isMedia, tagsOf } from "./media-messages.ts";

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex"));
const tags = (type: number, timestamp: number, hex: string, limit = 8) =>
  tagsOf({ type, streamId: 1, timestamp, payload: bytesOf(hex) }, limit).map((tag) => ({
    ...tag,
    body: Buffer.from(tag.body).toString("hex"),
  }));

it("turns audio, video and data into tags with the message's time", () => {
  expect(tags(8, 5, "af01")).toEqual([{ kind: "audio", timestampMs: 5, body: "af01" }]);
  expect(tags(9, 0xffffffff, "1701")).toEqual([{ kind: "video", timestampMs: 0xffffffff, body: "1701" }]);
  expect(tags(18, 0, "0200016f")).toEqual([{ kind: "script", timestampMs: 0, body: "0200016f" }]);
});

it("cuts @setDataFrame and the format byte of the AMF3 form off script data", () => {
  const setDataFrame = `02000d${Buffer.from("@setDataFrame").toString("hex")}`;
  const metadata = `02000a${Buffer.from("onMetaData").toString("hex")}`;
  const expected = [{ kind: "script", timestampMs: 0, body: metadata }];
  expect(tags(18, 0, setDataFrame + metadata)).toEqual(expected);
  expect(tags(15, 0, `00${setDataFrame}${metadata}`)).toEqual(expected);
  expect(tags(15, 0, `00${metadata}`)).toEqual(expected);
});

it("drops messages without a body and those that are not media", () => {
  expect([tags(8, 0, ""), tags(15, 0, "00"), tags(20, 0, "aa")]).toEqual([[], [], []]);
  expect([8, 9, 15, 18, 22, 20, 17, 3].map(isMedia)).toEqual([true, true, true, true, true, false, false, false]);
});

it("does not copy bodies", () => {
  const payload = bytesOf("af01aabb");
  const [tag] = tagsOf({ type: 8, streamId: 1, timestamp: 0, payload }, 1);
  expect(tag?.body.buffer).toBe(payload.buffer);
});

const sub = (type: string, time: string, body: string): string => {
  const size = (body.length / 2).toString(16).padStart(6, "0");
  return `${type}${size}${time}000000${body}${(11 + body.length / 2).toString(16).padStart(8, "0")}`;
};

it("splits an aggregate and moves its times onto the message's", () => {
  const hex =
    sub("09", "0003e800", "1701") +
    sub("08", "0003f400", "af01") +
    sub("08", "00040000", "") +
    sub("09", "00040900", "2701");
  expect(tags(22, 5000, hex)).toEqual([
    { kind: "video", timestampMs: 5000, body: "1701" },
    { kind: "audio", timestampMs: 5012, body: "af01" },
    { kind: "video", timestampMs: 5033, body: "2701" },
  ]);
});

it("reads the high byte of an aggregate's times and wraps at 32 bits", () => {
  expect(tags(22, 0xfffffff0, sub("09", "00000001", "1701") + sub("09", "00002001", "2701"))).toEqual([
    { kind: "video", timestampMs: 0xfffffff0, body: "1701" },
    { kind: "video", timestampMs: 0x10, body: "2701" },
  ]);
});

it("takes an aggregate whose last back pointer is missing, and refuses one that is cut short", () => {
  const whole = sub("09", "00000000", "1701");
  expect(tags(22, 0, whole.slice(0, -8))).toEqual([{ kind: "video", timestampMs: 0, body: "1701" }]);
  expect(() => tags(22, 0, whole.slice(0, -10))).toThrow("a tag runs past the message");
  expect(() => tags(22, 0, "0900")).toThrow("a tag runs past the message");
});

it("takes as many tags of an aggregate as allowed and refuses one more", () => {
  const one = sub("08", "00000000", "");
  expect(tags(22, 0, one.repeat(8))).toEqual([]);
  expect(() => tags(22, 0, one.repeat(9))).toThrow("more than 8 tags");
});
