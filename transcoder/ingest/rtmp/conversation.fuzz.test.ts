import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { Fault } from "#protocol/errors.ts";
import { prng } from "#testing/prng.ts";
import { Conversation } from "./conversation.ts";
import { HANDSHAKE_RANDOM_BYTES } from "./handshake.ts";
import { DEFAULT_RTMP_LIMITS, type RtmpLimits } from "./limits.ts";

const CORPUS = ["ffmpeg", "gstreamer-rtmpsink", "gstreamer-rtmp2sink", "every-message"].map((name) =>
  readFileSync(new URL(`corpus/${name}.rtmp`, import.meta.url)),
);
const HANDSHAKE = 3073;
/** Mutated sessions; each takes about a millisecond. */
const RUNS = 900;
/** Small, so that reaching them is likely. */
const LIMITS: RtmpLimits = {
  ...DEFAULT_RTMP_LIMITS,
  messageBytesBeforePublish: 4096,
  partialBytesBeforePublish: 8192,
  messageBytes: 8192,
  partialBytes: 16_384,
  aggregateTags: 16,
};

type Random = () => number;
const below = (random: Random, end: number): number => Math.floor(random() * end);

/** Flips, overwrites, removes, doubles and moves bytes, more often where the commands are. */
function mutate(session: Uint8Array, random: Random): Uint8Array {
  let bytes: Uint8Array = Uint8Array.from(session);
  for (let round = below(random, 3); round >= 0; round--) {
    const from = bytes.byteLength > HANDSHAKE && random() < 0.9 ? HANDSHAKE : 0;
    const at = from + Math.floor(random() ** (1 + below(random, 2)) * (bytes.byteLength - from));
    const size = 1 + Math.floor(random() ** 3 * 200);
    switch (below(random, 7)) {
      case 0:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << below(random, 8));
        break;
      case 1:
        bytes[at] = [0, 1, 0x7f, 0x80, 0xff, 0xc0, 22, 20, 1][below(random, 9)] ?? 0;
        break;
      case 2:
        bytes.subarray(at, at + 1 + below(random, 4)).fill(0xff);
        break;
      case 3:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + size)]);
        break;
      case 4:
        bytes = Buffer.concat([bytes.subarray(0, at + size), bytes.subarray(at)]);
        break;
      case 5:
        bytes = bytes.subarray(0, at);
        break;
      default:
        bytes.copyWithin(at, from + below(random, bytes.byteLength - from), bytes.byteLength);
    }
  }
  return bytes;
}

/** Plays a session as the server would; returns how it ended. */
function play(bytes: Uint8Array, random: Random): string {
  const subject = new Conversation(LIMITS, new Uint8Array(HANDSHAKE_RANDOM_BYTES));
  let steps = 0;
  let tagBytes = 0;
  try {
    for (let at = 0; at < bytes.byteLength; ) {
      const size = 1 + below(random, 2000);
      subject.receive(bytes.subarray(at, at + size));
      at += size;
      for (let effects = subject.read(at); effects !== null; effects = subject.read(at)) {
        steps += 1;
        for (const effect of effects) {
          if (effect.kind === "tag") tagBytes += effect.tag.body.byteLength;
          if (effect.kind !== "authorise") continue;
          if (random() < 0.9) subject.grant();
          else subject.deny({ outcome: "denied", reason: "unknown_key", message: "No." });
        }
      }
      expect(subject.partialBytes).toBeLessThanOrEqual(LIMITS.partialBytes);
      if (subject.phase !== "ended") expect(subject.heldBytes).toBe(0);
    }
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return error.message.replaceAll(/\d+/g, "N");
  } finally {
    // Every step takes at least a byte, but for acknowledgements; and no byte becomes two.
    expect(steps).toBeLessThanOrEqual(bytes.byteLength + 8);
    expect(tagBytes).toBeLessThanOrEqual(bytes.byteLength);
  }
  return subject.phase;
}

it("bears any damage to a session: it ends in a Fault or goes on, within its limits", () => {
  const endings = new Map<string, number>();
  for (let seed = 1; seed <= RUNS; seed++) {
    const random = prng(seed);
    const session = CORPUS[seed % CORPUS.length];
    if (session === undefined) continue;
    const bytes = mutate(session, random);
    let ending = "";
    expect(() => {
      ending = play(bytes, random);
    }, `seed ${seed}`).not.toThrow();
    endings.set(ending, (endings.get(ending) ?? 0) + 1);
  }
  // The damage must reach every layer, or this proves nothing.
  const seen = [...endings.keys()].join("\n");
  for (const layer of ["chunk:", "session:", "aggregate:", "publishing", "ended"]) expect(seen).toContain(layer);
});

it("bears pure noise behind an honest handshake", () => {
  const honest = CORPUS[0]?.subarray(0, HANDSHAKE) ?? new Uint8Array(0);
  for (let seed = 1; seed <= 100; seed++) {
    const random = prng(seed);
    const noise = Uint8Array.from({ length: 4000 }, () => below(random, 256));
    expect(() => play(Buffer.concat([honest, noise]), random), `seed ${seed}`).not.toThrow();
  }
});
