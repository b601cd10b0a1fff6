import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { encodeAmf0 } from "#media/flv/amf0.ts";
import type { FlvTag } from "#media/flv/tag.ts";
import { prng } from "#testing/prng.ts";
import { ChunkWriter } from "./chunk-writer.ts";
import { Conversation, type ConversationEffect } from "./conversation.ts";
import { HANDSHAKE_RANDOM_BYTES } from "./handshake.ts";
import { DEFAULT_RTMP_LIMITS } from "./limits.ts";
import { MESSAGE } from "./messages.ts";

const KEY = "rill_c0ffee00c0ffee00c0ffee00c0ffee00";
/** What real encoders sent, from their first byte to their last: 45 frames at 30 fps with two B-frames, and sound. */
const SESSIONS = ["ffmpeg", "gstreamer-rtmpsink", "gstreamer-rtmp2sink"] as const;

const recorded = (name: string): Uint8Array => readFileSync(new URL(`corpus/${name}.rtmp`, import.meta.url));
const conversation = (): Conversation => new Conversation(DEFAULT_RTMP_LIMITS, new Uint8Array(HANDSHAKE_RANDOM_BYTES));

/** Everything that the conversation does with the pieces; the key is granted at once. */
function play(pieces: Iterable<Uint8Array>): { effects: ConversationEffect[]; tags: FlvTag[] } {
  const subject = conversation();
  const effects: ConversationEffect[] = [];
  for (const piece of pieces) {
    subject.receive(piece);
    for (let step = subject.read(0); step !== null; step = subject.read(0)) {
      effects.push(...step);
      if (step.some((effect) => effect.kind === "authorise")) effects.push(...subject.grant());
    }
  }
  return { effects, tags: effects.flatMap((effect) => (effect.kind === "tag" ? [effect.tag] : [])) };
}

function* cut(input: Uint8Array, random: () => number): Generator<Uint8Array> {
  for (let at = 0; at < input.byteLength; ) {
    const size = 1 + Math.floor(random() ** 4 * 3000);
    yield input.subarray(at, at + size);
    at += size;
  }
}

describe.each(SESSIONS)("the recorded session of %s", (name) => {
  const input = recorded(name);

  it("yields its key, every frame in order, and its end", () => {
    const { effects, tags } = play([input]);
    const frames = tags.filter((tag) => tag.kind === "video" && tag.body[1] === 1);
    const times = frames.map((tag) => tag.timestampMs);
    expect(effects.filter((effect) => effect.kind === "authorise")).toEqual([{ kind: "authorise", streamKey: KEY }]);
    expect(effects.at(-1)).toEqual({ kind: "end", by: "client", reason: "the client ended the stream" });
    expect(times).toHaveLength(45);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    const [script] = tags.filter((tag) => tag.kind === "script");
    expect(Buffer.from(script?.body.subarray(3, 13) ?? []).toString()).toBe("onMetaData");
  });

  it("yields the same however it is cut", () => {
    const whole = play([input]);
    for (let seed = 1; seed <= 8; seed++) expect(play(cut(input, prng(seed))), `seed ${seed}`).toEqual(whole);
  });
});

it("understands a session with every kind of message, wrapping times, aborted and interleaved chunks", () => {
  const { effects, tags } = play([recorded("every-message")]);
  const pairs = [0, 40, 80, 120, 160, 200].map((video, at) => [
    `video ${16_777_200 + video}`,
    `audio ${16_777_200 + at * 21}`,
  ]);
  const aggregates = Array.from({ length: 8 }, (_, at) => 0xffffff00 + at * 100).map((time) => [
    `video ${time % 2 ** 32}`,
    `audio ${(time + 10) % 2 ** 32}`,
    `script ${(time + 20) % 2 ** 32}`,
  ]);
  const expected = ["script 0", ...pairs.flat(), ...aggregates.flat(), "video 21", "video 54", "video 87"];
  expect(tags.map((tag) => `${tag.kind} ${tag.timestampMs}`)).toEqual(expected);
  expect(effects.at(-1)).toEqual({ kind: "end", by: "client", reason: "the client ended the stream" });
});

describe("holding", () => {
  const input = recorded("ffmpeg");

  it("parses nothing behind publish until the answer is there", () => {
    const subject = conversation();
    subject.receive(input);
    const effects: ConversationEffect[] = [];
    for (let step = subject.read(0); step !== null; step = subject.read(0)) effects.push(...step);
    expect(effects.at(-1)).toEqual({ kind: "authorise", streamKey: KEY });
    expect(subject.phase).toBe("authorising");
    const held = subject.heldBytes;
    expect(held).toBeGreaterThan(8000);
    expect(subject.read(0)).toBeNull();
    subject.grant();
    expect(subject.read(0)?.map((effect) => effect.kind)).toEqual(["tag"]);
    expect(subject.heldBytes).toBeLessThan(held);
  });

  it("parses nothing at all after a denial", () => {
    const subject = conversation();
    subject.receive(input);
    while (subject.read(0) !== null);
    subject.deny({ outcome: "denied", reason: "unknown_key", message: "No." });
    expect(subject.read(0)).toBeNull();
    expect(subject.phase).toBe("ended");
  });

  it("counts many tiny packets for more than their bytes", () => {
    const subject = conversation();
    subject.receive(input);
    while (subject.read(0) !== null);
    const before = subject.heldBytes;
    for (let i = 0; i < 100; i++) subject.receive(Uint8Array.of(0));
    expect(subject.heldBytes - before).toBe(100 * 513);
  });
});

describe("flow control", () => {
  const message = (type: number, payload: Uint8Array, chunkStreamId = 3) => ({
    type,
    payload,
    chunkStreamId,
    streamId: 0,
    timestamp: 0,
  });
  const hexWrites = (subject: Conversation): string[] => {
    const writes: string[] = [];
    for (let step = subject.read(0); step !== null; step = subject.read(0)) {
      for (const effect of step) if (effect.kind === "write") writes.push(Buffer.from(effect.bytes).toString("hex"));
    }
    return writes;
  };

  it("acknowledges half of the client's window at a time, counting from the first byte", () => {
    const subject = conversation();
    const writer = new ChunkWriter();
    const opening = recorded("ffmpeg").subarray(0, 3073);
    const window = writer.write(message(MESSAGE.windowSize, Uint8Array.of(0, 2, 0, 0), 2));
    subject.receive(opening);
    subject.receive(window);
    hexWrites(subject);
    const media = writer.write(message(MESSAGE.video, new Uint8Array(64_000)));
    subject.receive(media.subarray(0, 65_535 - opening.byteLength - window.byteLength));
    expect(hexWrites(subject)).toEqual([]);
    subject.receive(media.subarray(65_535 - opening.byteLength - window.byteLength));
    const total = opening.byteLength + window.byteLength + media.byteLength;
    const sequence = total.toString(16).padStart(8, "0");
    expect(hexWrites(subject)).toEqual([`020000000000040300000000${sequence}`]);
  });

  it("takes large messages only once publish is granted", () => {
    const large = Uint8Array.from([4, 0, 0, 0, 1, 0, 1, 9, 1, 0, 0, 0]);
    const subject = (): Conversation => {
      const writer = new ChunkWriter();
      const made = conversation();
      made.receive(recorded("ffmpeg").subarray(0, 3073));
      made.receive(writer.write(message(MESSAGE.command, encodeAmf0("connect", 1, { app: "live" }))));
      made.receive(writer.write(message(MESSAGE.command, encodeAmf0("publish", 2, null, "KEY"))));
      return made;
    };
    const early = conversation();
    early.receive(recorded("ffmpeg").subarray(0, 3073));
    early.receive(large);
    expect(() => hexWrites(early)).toThrow("a message of 65537 bytes, at most 65536 are taken");
    const granted = subject();
    granted.receive(large);
    hexWrites(granted);
    granted.grant();
    hexWrites(granted);
    expect(granted.partialBytes).toBe(65_537);
  });
});
