/**
 * The live edge's durable copy: at most one R2 object per part interval, holding the frames that came in it. Decides what is
 * written, dropped and deleted; knows no playlist.
 */
import { type Bundle, decodeBundle, MAX_BUNDLE_BYTES } from "#protocol/ingest/bundle.ts";
import { concat } from "./hot-parts.ts";
import { MAX_PART_OBJECT_BYTES, MAX_PENDING_PART_BYTES, PART_OBJECT_INTERVAL_MS } from "./limits.ts";
import type { Operations } from "./operations.ts";
import type { Clock } from "./ports.ts";

export type Framed = { readonly seq: number; readonly frame: Uint8Array };
type PartObject = {
  readonly key: string;
  readonly seqs: readonly number[];
  readonly bytes: number;
  state: "waiting" | "stored" | "dropped";
};

export type PartObjectDeps = {
  readonly clock: Clock;
  readonly operations: Operations;
  readonly keyOf: (firstSeq: number) => string;
  readonly put: (key: string, bytes: Uint8Array) => Promise<unknown>;
  /** Whether one of these bundles still has a part whose segment is not settled. */
  readonly needed: (seqs: readonly number[]) => boolean;
  readonly stored: (seqs: readonly number[]) => void;
};

export class PartObjects {
  readonly #deps: PartObjectDeps;
  #gathered: Framed[] = [];
  #objects: PartObject[] = [];
  #flushedAt = Number.NEGATIVE_INFINITY;
  #isTimed = false;

  constructor(deps: PartObjectDeps) {
    this.#deps = deps;
  }

  add(seq: number, frame: Uint8Array): void {
    this.#gathered.push({ seq, frame });
    if (this.#isTimed) return;
    const { clock } = this.#deps;
    const wait = this.#flushedAt + PART_OBJECT_INTERVAL_MS - clock.now();
    if (wait <= 0) return this.#flush();
    this.#isTimed = true;
    clock.after(wait, () => {
      this.#isTimed = false;
      this.#flush();
    });
  }

  /** Notes an object that is in R2 already. */
  register(key: string, seqs: readonly number[]): void {
    this.#objects.push({ key, seqs, bytes: 0, state: "stored" });
  }

  /** Takes the keys of objects that nobody needs any more, if they are at least `least`. */
  takeStale(least: number): readonly string[] {
    const stale = this.#objects.filter((one) => one.state === "stored" && !this.#deps.needed(one.seqs));
    if (stale.length < least) return [];
    this.#objects = this.#objects.filter((one) => !stale.includes(one));
    return stale.map((one) => one.key);
  }

  #flush(): void {
    this.#flushedAt = this.#deps.clock.now();
    const frames = this.#gathered.filter(({ seq }) => this.#deps.needed([seq]));
    this.#gathered = [];
    for (const group of groupBySize(frames)) this.#write(group);
    this.#dropOldest();
  }

  #write(group: readonly Framed[]): void {
    const first = group[0];
    if (first === undefined) return;
    const seqs = group.map(({ seq }) => seq);
    const object: PartObject = {
      key: this.#deps.keyOf(first.seq),
      seqs,
      bytes: group.reduce((sum, { frame }) => sum + frame.byteLength, 0),
      state: "waiting",
    };
    this.#objects.push(object);
    this.#deps.operations.push({
      work: () => this.#deps.put(object.key, encodeFrames(group)),
      isWanted: () => object.state === "waiting" && this.#deps.needed(seqs),
      done: () => {
        object.state = "stored";
        this.#deps.stored(seqs);
      },
      dropped: () => {
        object.state = "dropped";
        this.#objects = this.#objects.filter((one) => one !== object);
      },
    });
  }

  #dropOldest(): void {
    const waiting = this.#objects.filter((one) => one.state === "waiting");
    let pending = waiting.reduce((sum, one) => sum + one.bytes, 0);
    for (const one of waiting) {
      if (pending <= MAX_PENDING_PART_BYTES) return;
      pending -= one.bytes;
      one.state = "dropped";
    }
  }
}

function groupBySize(frames: readonly Framed[]): Framed[][] {
  const groups: Framed[][] = [];
  let bytes = 0;
  for (const framed of frames) {
    const group = groups.at(-1);
    if (group === undefined || bytes + framed.frame.byteLength > MAX_PART_OBJECT_BYTES) {
      groups.push([framed]);
      bytes = framed.frame.byteLength;
    } else {
      group.push(framed);
      bytes += framed.frame.byteLength;
    }
  }
  return groups;
}

/** The object's content: u32 big-endian length and frame, repeated. */
export function encodeFrames(frames: readonly Framed[]): Uint8Array {
  return concat(
    frames.flatMap(({ frame }) => {
      const length = new Uint8Array(4);
      new DataView(length.buffer).setUint32(0, frame.byteLength);
      return [length, frame];
    }),
  );
}

export type Restored = { readonly bundle: Bundle; readonly frame: Uint8Array };

/** Reads an object's bundles; what follows a damaged frame is left out. */
export function decodeFrames(content: Uint8Array): Restored[] {
  const restored: Restored[] = [];
  for (let at = 0; at + 4 <= content.byteLength; ) {
    const length = new DataView(content.buffer, content.byteOffset + at, 4).getUint32(0);
    if (length > MAX_BUNDLE_BYTES || at + 4 + length > content.byteLength) break;
    const frame = content.subarray(at + 4, at + 4 + length);
    try {
      restored.push({ bundle: decodeBundle(frame), frame });
    } catch {
      break;
    }
    at += 4 + length;
  }
  return restored;
}
