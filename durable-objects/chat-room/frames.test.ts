import { expect, test } from "vitest";
import { MAX_CHAT_FRAME_BYTES } from "#protocol/chat/chat.ts";
import { readFrame } from "./frames.ts";

test("a send and a join are read", () => {
  expect(readFrame('{"kind":"send","nonce":"n1","text":"hi"}')).toEqual({
    outcome: "ok",
    up: { kind: "send", nonce: "n1", text: "hi" },
  });
  expect(readFrame('{"kind":"join","name":"ada","after":0}')).toEqual({
    outcome: "ok",
    up: { kind: "join", name: "ada", after: 0 },
  });
});

test.each([
  null,
  "",
  "nonsense",
  "[]",
  "null",
  '{"kind":"shout"}',
  '{"kind":"send","nonce":"","text":"hi"}',
  '{"kind":"send","nonce":"n","text":7}',
  '{"kind":"join","name":"no spaces"}',
  '{"kind":"join","after":-1}',
  '{"kind":"join","after":1.5}',
])("what is no frame of the protocol is malformed: %j", (frame) => {
  expect(readFrame(frame)).toEqual({ outcome: "malformed" });
});

test("a frame at the limit is read and one byte more is too large, in UTF-8", () => {
  const frame = (bytes: number, filler: string) => {
    const empty = '{"kind":"send","nonce":"n","text":""}';
    const room = bytes - empty.length;
    const size = new TextEncoder().encode(filler).length;
    const text = filler.repeat(Math.floor(room / size)) + "a".repeat(room % size);
    return empty.replace('""}', `"${text}"}`);
  };
  for (const filler of ["a", "é", "語", "😀"]) {
    expect(readFrame(frame(MAX_CHAT_FRAME_BYTES, filler)).outcome).toBe("ok");
    expect(readFrame(frame(MAX_CHAT_FRAME_BYTES + 1, filler)).outcome).toBe("too_large");
  }
});
